import { Bytes, Complex, SplitString, Tuple, type Dict, type ReadonlyDict, type Value } from './value.ts';

/** Python's `TypeError: unhashable type: 'list'`. */
export class UnhashableError extends Error {
  override readonly name = 'UnhashableError';
  constructor(readonly typeName: string) {
    super(`unhashable type: '${typeName}'`);
  }
}

/**
 * Keys that a `Map` compares by identity but Python by value (tuples, bytes, complex numbers), found by a text
 * that is the same for equal keys.
 */
const composites = new WeakMap<ReadonlyDict, Map<string, Value>>();

/** The key under which `dict` holds something equal to `key`, or undefined. @throws {UnhashableError} */
function heldKey(dict: ReadonlyDict, key: Value): Value | undefined {
  switch (typeof key) {
    case 'string':
      return dict.has(key) ? key : undefined;
    case 'bigint':
    case 'number':
    case 'boolean':
      return numericForms(key).find((form) => dict.has(form));
    default:
      if (key === null) return dict.has(null) ? null : undefined;
      return composites.get(dict)?.get(compositeText(key));
  }
}

/** All spellings of one number: 1, 1.0 and True are the same key. */
function numericForms(key: bigint | number | boolean): Value[] {
  if (typeof key === 'number' && !Number.isInteger(key)) return [key];
  const whole = BigInt(key);
  const forms: Value[] = [whole];
  const asFloat = Number(whole);
  if (BigInt(asFloat) === whole) forms.push(asFloat);
  if (whole === 0n || whole === 1n) forms.push(whole === 1n);
  return forms;
}

function compositeText(key: Value): string {
  if (key instanceof Tuple) return `(${key.items.map(compositeText).join(',')})`;
  if (key instanceof Bytes) return `b${key.bytes.join('.')}`;
  if (key instanceof SplitString) return `s${key.codePoints.join('.')}`;
  if (key instanceof Complex) {
    return key.imaginary === 0 ? compositeText(key.real) : `c${key.real};${key.imaginary}`;
  }
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key === 'number') return Number.isInteger(key) ? `${BigInt(key)}` : `f${key}`;
  if (typeof key === 'boolean') return key ? '1' : '0';
  if (key === null || typeof key === 'bigint') return String(key);
  throw new UnhashableError(Array.isArray(key) ? 'list' : 'dict');
}

/** `dict[key]`, undefined where the key is missing. @throws {UnhashableError} */
export function dictGet(dict: ReadonlyDict, key: Value): Value | undefined {
  if (typeof key === 'string') return dict.get(key);
  const held = heldKey(dict, key);
  return held === undefined ? undefined : dict.get(held);
}

/** `key in dict`. @throws {UnhashableError} */
export function dictHas(dict: ReadonlyDict, key: Value): boolean {
  return heldKey(dict, key) !== undefined;
}

/** `dict[key] = value`: an equal key keeps its place and its spelling. @throws {UnhashableError} */
export function dictSet(dict: Dict, key: Value, value: Value): void {
  if (typeof key === 'string') {
    dict.set(key, value);
    return;
  }
  const held = heldKey(dict, key);
  dict.set(held ?? key, value);
  if (held === undefined && typeof key === 'object' && key !== null) rememberComposite(dict, key);
}

function rememberComposite(dict: Dict, key: Value): void {
  let known = composites.get(dict);
  if (known === undefined) {
    known = new Map();
    composites.set(dict, known);
  }
  known.set(compositeText(key), key);
}
