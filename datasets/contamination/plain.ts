import { str } from '../values/repr.ts';
import { isDict, isList, Tuple, type Value } from '../values/value.ts';

/** A value as `JSON.parse` would give it: what counts here is what it says, not how Python keeps it. */
export function plainOf(value: Value): unknown {
  if (isDict(value)) return Object.fromEntries([...value].map(([key, inner]) => [str(key), plainOf(inner)]));
  if (isList(value)) return value.map(plainOf);
  if (value instanceof Tuple) return value.items.map(plainOf);
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' && value !== null ? str(value) : value;
}
