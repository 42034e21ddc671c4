import { isDict, isList, repr, writeJson, type Value } from '../../datasets/index.ts';

/** What was written of a constant already. */
type Texts = { json?: string; repr?: string };

/** Lists and dicts that nobody changes. */
const constants = new WeakMap<object, Texts>();

/** Declares that a value and its parts are the same for all tasks: they may no longer change. */
export function declareConstant(value: Value | ReadonlyMap<string, Value>): void {
  if (typeof value !== 'object' || value === null || constants.has(value)) return;
  constants.set(value, {});
  if (value instanceof Map) for (const part of value.values()) declareConstant(part);
  else if (Array.isArray(value)) for (const part of value as readonly Value[]) declareConstant(part);
}

export function isConstant(value: object): boolean {
  return constants.has(value);
}

/** Lists that were made of some items and a constant list behind them. */
const extended = new WeakMap<
  object,
  { readonly items: readonly Value[]; readonly constant: readonly Value[] }
>();

/** A new list of some items and those of a constant list, if it is one, whose text is not written anew. */
export function extendedList(items: readonly Value[], constant: Value): Value[] {
  if (!isList(constant)) return [...items];
  const list = items.concat(constant);
  if (constant.length > 0 && constants.has(constant)) extended.set(list, { items, constant });
  return list;
}

/** Before a list changes: it is no longer what it was made of. */
export function forgetExtension(list: object): void {
  extended.delete(list);
}

/** `json.dumps(value)` of a constant or an extended list, undefined for other values. @throws as `writeJson` */
export function knownJson(value: Value): string | undefined {
  return knownText(value, 'json', writeJson);
}

/** `repr(value)`, as `knownJson`. @throws as `repr` */
export function knownRepr(value: Value): string | undefined {
  return knownText(value, 'repr', repr);
}

function knownText(value: Value, kind: keyof Texts, write: (value: Value) => string): string | undefined {
  if (!isList(value) && !isDict(value)) return undefined;
  const texts = constants.get(value);
  if (texts !== undefined) return (texts[kind] ??= write(value));
  const parts = extended.get(value);
  if (parts === undefined) return undefined;
  const end = knownText(parts.constant, kind, write) ?? '';
  return parts.items.length === 0 ? end : `${write(parts.items).slice(0, -1)}, ${end.slice(1)}`;
}

/** Constants made of others, by what they are made of and a name. */
const derived = new WeakMap<object, Map<string, Value>>();
const MOST_DERIVED = 64;

/** A constant that is made of another one, and kept under a name. */
export function derivedConstant(source: object, name: string, make: () => Value): Value {
  const known = derived.get(source) ?? new Map<string, Value>();
  derived.set(source, known);
  const made = known.get(name) ?? make();
  if (known.has(name) || known.size === MOST_DERIVED) return made;
  known.set(name, made);
  declareConstant(made);
  return made;
}
