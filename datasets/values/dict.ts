import { Bytes, Complex, Foreign, NEGATIVE_ZERO, SplitString, Tuple, typeName, type Value } from './value.ts';

/** Python's `TypeError: unhashable type: 'list'`. */
export class UnhashableError extends Error {
  override readonly name = 'UnhashableError';
  constructor(readonly typeName: string) {
    super(`unhashable type: '${typeName}'`);
  }
}

/**
 * For each dict, its keys that a `Map` compares by identity but Python by value (tuples, bytes, complex numbers,
 * split strings), found by a text that is the same for equal keys. May still name keys since deleted.
 */
const composites = new WeakMap<Keyed, Map<string, Value>>();

const MOST_LOOKED_THROUGH = 16;

/** Whatever is found by Python's keys. */
type Keyed = ReadonlyMap<Value, unknown>;

/** The key under which `dict` holds something equal to `key`, or undefined. @throws {UnhashableError} */
function heldKey(dict: Keyed, sought: Value): Value | undefined {
  const key = sought === NEGATIVE_ZERO ? 0 : sought;
  if ((typeof key !== 'object' || key === null) && dict.has(key)) return key;
  if (typeof key === 'string' || key === null) return undefined;
  const plain = isNumber(key) ? numericForms(key).find((form) => dict.has(form)) : undefined;
  if (plain !== undefined) return plain;
  if (typeof key !== 'object' && hasFewPlainKeys(dict)) return undefined;
  const composite = compositeKeys(dict).get(compositeText(key));
  return composite !== undefined && dict.has(composite) ? composite : undefined;
}

/** Where nothing is found by text, and looking through all keys is quick. */
function hasFewPlainKeys(dict: Keyed): boolean {
  if (dict.size > MOST_LOOKED_THROUGH) return false;
  for (const key of dict.keys()) if (isComposite(key)) return false;
  return true;
}

function compositeKeys(dict: Keyed): Map<string, Value> {
  let known = composites.get(dict);
  if (known === undefined) {
    known = new Map();
    for (const key of dict.keys()) if (isComposite(key)) known.set(compositeText(key), key);
    composites.set(dict, known);
  }
  return known;
}

function isComposite(key: Value): boolean {
  return typeof key === 'object' && key !== null;
}

type RealNumber = bigint | number | boolean;

function isNumber(key: Value): key is RealNumber | Complex {
  return typeof key === 'object' ? key instanceof Complex && key.imaginary === 0 : typeof key !== 'string';
}

/** All spellings of one number: 1, 1.0 and True are the same key. */
function numericForms(key: RealNumber | Complex): Value[] {
  const real = key instanceof Complex ? key.real : key;
  if (typeof real === 'number' && !Number.isInteger(real)) return [real];
  const whole = BigInt(real);
  const forms: Value[] = [whole];
  const asFloat = Number(whole);
  if (Number.isFinite(asFloat) && BigInt(asFloat) === whole) forms.push(asFloat);
  if (whole === 0n || whole === 1n) forms.push(whole === 1n);
  return forms;
}

/** The same text for equal keys only: whole numbers are hexadecimal, and nothing else looks like them. */
function compositeText(key: Value): string {
  if (key instanceof Tuple) return `(${key.items.map(compositeText).join(',')})`;
  if (key instanceof Bytes) return `bytes${key.bytes.join('.')}`;
  if (key instanceof SplitString) return `split${key.codePoints.join('.')}`;
  if (key instanceof Complex) {
    return key.imaginary === 0 ? compositeText(key.real) : `c${key.real};${key.imaginary}`;
  }
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key === 'number') return Number.isInteger(key) ? BigInt(key).toString(16) : `f${key}`;
  if (typeof key === 'boolean') return key ? '1' : '0';
  if (typeof key === 'bigint') return key.toString(16);
  if (key === null) return 'null';
  if (key === NEGATIVE_ZERO) return '0';
  const text = key instanceof Foreign ? key.keyText() : undefined;
  if (text !== undefined) return text;
  throw new UnhashableError(typeName(key));
}

/** `dict[key]`, undefined where the key is missing. @throws {UnhashableError} */
export function dictGet<Item>(dict: ReadonlyMap<Value, Item>, key: Value): Item | undefined {
  if (typeof key === 'string') return dict.get(key);
  const held = heldKey(dict, key);
  return held === undefined ? undefined : dict.get(held);
}

/** `key in dict`. @throws {UnhashableError} */
export function dictHas(dict: Keyed, key: Value): boolean {
  return heldKey(dict, key) !== undefined;
}

/** `dict[key] = value`: an equal key keeps its place and its spelling. @throws {UnhashableError} */
export function dictSet<Item>(dict: Map<Value, Item>, key: Value, value: Item): void {
  if (typeof key === 'string') {
    dict.set(key, value);
    return;
  }
  const held = heldKey(dict, key);
  const kept = held ?? (Object.is(key, -0) ? NEGATIVE_ZERO : key);
  dict.set(kept, value);
  if (held === undefined && isComposite(kept)) compositeKeys(dict).set(compositeText(kept), kept);
}

/** `list(dict)`. */
export function dictKeys(dict: Keyed): Value[] {
  return Array.from(dict.keys(), ownKey);
}

/** `list(dict.items())`. */
export function dictItems<Item>(dict: ReadonlyMap<Value, Item>): (readonly [Value, Item])[] {
  return Array.from(dict, ([key, item]) => [ownKey(key), item] as const);
}

function ownKey(key: Value): Value {
  return key === NEGATIVE_ZERO ? -0 : key;
}

/** `del dict[key]`. @returns false where the key is missing @throws {UnhashableError} */
export function dictDelete(dict: Map<Value, unknown>, key: Value): boolean {
  const held = heldKey(dict, key);
  return held !== undefined && dict.delete(held);
}
