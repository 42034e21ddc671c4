import { dictGet } from './dict.ts';
import {
  Bytes,
  Complex,
  Foreign,
  SplitString,
  Tuple,
  isList,
  type ReadonlyDict,
  type Value,
} from './value.ts';

/** Python's `a == b`: True, 1 and 1.0 are equal, a list never equals a tuple, dicts compare without order. */
export function equals(a: Value, b: Value): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (isNumber(a)) return isNumber(b) ? a == b : b instanceof Complex && equalsComplex(b, a);
  if (a === null || b === null || isNumber(b)) {
    return a === b || (a instanceof Complex && isNumber(b) && equalsComplex(a, b));
  }
  // As Python, which takes items for equal that are the same object.
  if (a === b && !(a instanceof Complex)) return true;
  if (isList(a)) return isList(b) && equalItems(a, b);
  if (a instanceof Map) return b instanceof Map && equalDicts(a, b);
  if (a instanceof Tuple) return b instanceof Tuple && equalItems(a.items, b.items);
  if (a instanceof Foreign) return a.equals(b);
  return b instanceof Foreign ? b.equals(a) : equalScalars(a, b);
}

function isNumber(value: Value): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

function equalsComplex(a: Complex, b: number | bigint | boolean): boolean {
  return a.imaginary === 0 && a.real == b;
}

function equalScalars(a: Bytes | Complex | SplitString, b: Value): boolean {
  if (a instanceof Bytes) return b instanceof Bytes && sameNumbers(a.bytes, b.bytes);
  if (a instanceof SplitString) return b instanceof SplitString && sameNumbers(a.codePoints, b.codePoints);
  return b instanceof Complex && a.real === b.real && a.imaginary === b.imaginary;
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function equalItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, i) => equals(item, b[i] ?? null));
}

function equalDicts(a: ReadonlyDict, b: ReadonlyDict): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = dictGet(b, key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}

/** Python's `value in items`, without its identity short cut: a NaN is in no list. */
export function includes(items: readonly Value[], value: Value): boolean {
  for (const item of items) if (equals(value, item)) return true;
  return false;
}
