import { isDict, isList, Tuple, type Value } from '../../datasets/index.ts';
import { PythonRandom } from './python-random.ts';

/** What an instance has, by name; names that begin with `_` are its own business. */
export type Attributes<Name extends string> = Record<Name, Value>;

/** The state of most environments. */
export type AttributeState<Name extends string> = {
  readonly attributes: Attributes<Name>;
  readonly random: PythonRandom;
};

/**
 * Attributes as a configuration has them, with defaults.
 * @param keys what the configuration calls them, where it is another name
 */
export function attributesFrom<Name extends string>(
  configuration: ReadonlyMap<Value, Value>,
  defaults: Readonly<Attributes<Name>>,
  keys: Readonly<Record<string, string>> = {},
): Attributes<Name> {
  const names = Object.keys(defaults) as Name[];
  const attributes = names.map((name) => {
    const configured = configuration.get(keys[name] ?? name);
    return [name, deepCopy(configured === undefined ? defaults[name] : configured)] as const;
  });
  return Object.fromEntries(attributes) as Attributes<Name>;
}

/** The generator of a configuration's `random_seed`. */
export function randomFrom(configuration: ReadonlyMap<Value, Value>, seed: bigint): PythonRandom {
  const configured = configuration.get('random_seed');
  return new PythonRandom(typeof configured === 'bigint' ? configured : seed);
}

/** Attributes that are compared. */
export function publicAttributes({
  attributes,
}: {
  readonly attributes: Attributes<string>;
}): ReadonlyMap<string, Value> {
  return new Map(Object.entries(attributes).filter(([name]) => !name.startsWith('_')));
}

export function cloneAttributes<Name extends string>({
  attributes,
  random,
}: AttributeState<Name>): AttributeState<Name> {
  const copies = new Map<Value, Value>();
  const names = Object.keys(attributes) as Name[];
  const copied = names.map((name) => [name, deepCopy(attributes[name], copies)] as const);
  return { attributes: Object.fromEntries(copied) as Attributes<Name>, random: random.clone() };
}

/** `copy.deepcopy(value)`: what stands in it twice stands twice in the copy. @param copies by original */
export function deepCopy(value: Value, copies = new Map<Value, Value>()): Value {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (isList(value)) {
    const list: Value[] = [];
    copies.set(value, list);
    for (const item of value) list.push(deepCopy(item, copies));
    return list;
  }
  if (isDict(value)) {
    const dict = new Map<Value, Value>();
    copies.set(value, dict);
    for (const [key, item] of value) dict.set(key, deepCopy(item, copies));
    return dict;
  }
  return value instanceof Tuple ? new Tuple(value.items.map((item) => deepCopy(item, copies))) : value;
}
