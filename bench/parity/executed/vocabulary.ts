import {
  isDict,
  isList,
  readJson,
  str,
  type Chance,
  type Dict,
  type Value,
} from '../../../datasets/index.ts';

/** What can be seen of an environment while calls are made up. */
export type Look = {
  /** Attributes, as compared. */
  readonly state: ReadonlyMap<string, Value>;
  /** The result of a call that changes nothing, read as JSON. */
  readonly ask: (call: string) => Value;
};

/** A value for a parameter, mostly one that makes sense; undefined leaves it out. */
export type Draw = (chance: Chance, look: Look) => Value | undefined;

/** What is known of an environment to make up sessions that go somewhere. */
export type Vocabulary = {
  readonly environment: string;
  /** Configurations of our own; the empty one comes besides. */
  readonly configurations: readonly ((chance: Chance) => Dict)[];
  /** By parameter, or by method and parameter. */
  readonly values: Readonly<Record<string, Draw>>;
};

export function oneOf(...values: readonly (Value | undefined)[]): Draw {
  return (chance) => values[chance.below(values.length)];
}

/** Of a list that is seen, most times, else another. */
export function seen(find: (look: Look) => readonly Value[], otherwise: Draw, share = 0.75): Draw {
  return (chance, look) => {
    const found = chance.with(share) ? find(look) : [];
    return found.length > 0 ? chance.pick(found) : otherwise(chance, look);
  };
}

/** Whole numbers and halves and the like, rarely negative. */
export const amount: Draw = (chance) => {
  const size = chance.pick([1, 10, 100, 1000, 100_000]);
  const whole = chance.below(size + 1) * (chance.with(0.1) ? -1 : 1);
  return chance.with(0.5) ? BigInt(whole) : whole + chance.pick([0, 0.5, 0.25, 0.1, 0.999]);
};

export function whole(from: number, to: number): Draw {
  return (chance) => BigInt(from + chance.below(to - from + 1));
}

export function listOf(item: Draw, most: number): Draw {
  return (chance, look) => {
    const items: Value[] = [];
    for (let left = chance.below(most + 1); left > 0; left--) items.push(item(chance, look) ?? null);
    return items;
  };
}

export function dict(fields: Readonly<Record<string, Value>>): Dict {
  return new Map<Value, Value>(Object.entries(fields));
}

/** What stands at a path of keys; empty where nothing does. */
export function at(look: Look, name: string, ...keys: readonly Value[]): Value {
  let value: Value | undefined = look.state.get(name);
  for (const key of keys) value = value !== undefined && isDict(value) ? value.get(key) : undefined;
  return value ?? null;
}

export function keysOf(value: Value): Value[] {
  return isDict(value) ? [...value.keys()] : [];
}

export function valuesOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  return isDict(value) ? [...value.values()] : [];
}

/** A field of each dict in a list. */
export function fieldsOf(values: readonly Value[], field: string): Value[] {
  return values.flatMap((value) => (isDict(value) ? [value.get(field) ?? null] : []));
}

/** What an environment shows of itself; nothing where it cannot be told. */
export function lookAt(read: () => ReadonlyMap<string, Value>, ask: Look['ask']): Look {
  try {
    return { state: read(), ask };
  } catch (error) {
    // What Python raises is thrown as no `Error`.
    if (error instanceof Error) throw error;
    return { state: new Map(), ask };
  }
}

/** Results that are no JSON are texts. */
export function readResult(text: string): Value {
  try {
    return readJson(text);
  } catch {
    return str(text);
  }
}

export const words = [
  'tide',
  'red fox',
  'Über',
  "it's",
  'a "b"',
  'line\nbreak',
  'tab\there',
  'é😀',
  '',
  ' ',
  '3',
  'final (v2)',
  'x'.repeat(40),
] as const;
