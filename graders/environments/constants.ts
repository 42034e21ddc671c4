import { isDict, isList, writeJson, type Value } from '../../datasets/index.ts';

/** Lists and dicts that nobody changes, each with its JSON text once that was asked for. */
const constants = new WeakMap<object, string | undefined>();

/** Declares that a value and its parts are the same for all tasks: they may no longer change. */
export function declareConstant(value: Value | ReadonlyMap<string, Value>): void {
  if (typeof value !== 'object' || value === null || constants.has(value)) return;
  constants.set(value, undefined);
  if (value instanceof Map) for (const part of value.values()) declareConstant(part);
  else if (Array.isArray(value)) for (const part of value as readonly Value[]) declareConstant(part);
}

export function isConstant(value: object): boolean {
  return constants.has(value);
}

/** `json.dumps(value)` of a constant list or dict, undefined for all other values. @throws as `writeJson` */
export function constantJson(value: Value): string | undefined {
  if (!isList(value) && !isDict(value)) return undefined;
  const known = constants.get(value);
  if (known !== undefined || !constants.has(value)) return known;
  const text = writeJson(value);
  constants.set(value, text);
  return text;
}
