import {
  Bytes,
  Complex,
  dictHas,
  dictSet,
  Foreign,
  isDict,
  isList,
  Tuple,
  typeName,
  type Dict,
  type Value,
} from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { exceed, raise, refuse } from './failure.ts';
import { DictView, PythonRange, PythonSet, type SetOrigin } from './objects.ts';

/** What finding a key costs per part of it, in the budget's units. */
export const KEY_PRICE = 10;

/** As CPython's `_PyArg_BadArgument` names the type. */
export function argumentTypeName(operand: Value): string {
  return operand === null ? 'None' : typeName(operand);
}

/** `bool(operand)`. */
export function isTruthy(operand: Value): boolean {
  if (typeof operand === 'object' && operand !== null) return isTruthyObject(operand);
  return Boolean(operand) || Number.isNaN(operand);
}

function isTruthyObject(operand: Extract<Value, object>): boolean {
  if (isList(operand)) return operand.length > 0;
  if (operand instanceof Tuple) return operand.items.length > 0;
  if (operand instanceof Bytes) return operand.bytes.length > 0;
  if (operand instanceof Complex) return operand.real !== 0 || operand.imaginary !== 0;
  if (operand instanceof Map || operand instanceof PythonSet) return operand.size > 0;
  if (operand instanceof PythonRange) return operand.length > 0;
  return operand instanceof DictView ? operand.dict.size > 0 : true;
}

/** `dict[key] = value` or `set.add(key)`. @throws {DecodeError} for what cannot be hashed, and for NaN */
export function addKey(dict: Dict, key: Value, value: Value, budget: Budget): void {
  budget.spend(typeof key === 'string' ? 5 : 30);
  dictSet(dict, hashable(key, budget, dict), value);
}

/**
 * The operand as a key.
 * @param among NaN, which Python finds by identity, is none of its keys
 * @throws {DecodeError} for what cannot be hashed, and for NaN where it might be one
 */
export function hashable(key: Value, budget: Budget, among?: ReadonlyMap<Value, unknown>): Value {
  if (typeof key === 'string') return key;
  const holdsNotANumber = survey(key, budget, 'comparing', KEY_PRICE);
  if (holdsNotANumber && (among === undefined || !isNotANumber(key) || dictHas(among, key)))
    refuse('comparing containers that hold NaN');
  checkHashable(key);
  return key;
}

function checkHashable(key: Value): void {
  const isHashable = key instanceof Foreign ? key.keyText() !== undefined : !isList(key) && !isDict(key);
  if (!isHashable) raise('TypeError', `unhashable type: '${typeName(key)}'`);
  if (key instanceof Tuple) key.items.forEach(checkHashable);
}

/** The set of these items. @throws {DecodeError} as `addKey` */
export function setOf(items: Iterable<Value>, budget: Budget, origin: SetOrigin = 'items'): PythonSet {
  const members: Dict = new Map();
  for (const item of items) addKey(members, item, null, budget);
  return new PythonSet(members, origin);
}

/** `item in set`. @throws {DecodeError} as `hashable` */
export function setHas(set: PythonSet, item: Value, budget: Budget): boolean {
  return dictHas(set.members, hashable(item, budget));
}

export function isNotANumber(value: Value): boolean {
  if (typeof value !== 'object') return Number.isNaN(value);
  return value instanceof Complex && (Number.isNaN(value.real) || Number.isNaN(value.imaginary));
}

/** Levels of a value: whoever goes through it by recursion must not run out of stack. */
const MAX_LEVELS = 500;

/** What a value is gone through for. */
type Purpose = 'comparing' | 'keeping';

/**
 * Pays for going through all of a value, however often its parts are shared.
 * @param price per part, in the budget's units
 * @returns whether it holds NaN, which Python compares by identity
 * @throws {DecodeError} if it is too large or too deep, or is to be kept and holds a set whose order is not known
 */
export function survey(
  value: Value,
  budget: Budget,
  purpose: Purpose,
  price = 1,
  levels = MAX_LEVELS,
): boolean {
  if (levels === 0) exceed('the depth of a value');
  budget.spend(price + sizeOf(value, price));
  if (purpose === 'keeping' && value instanceof PythonSet) value.ordered();
  let holdsNotANumber = isNotANumber(value);
  for (const part of partsOf(value))
    if (survey(part, budget, purpose, price, levels - 1)) holdsNotANumber = true;
  return holdsNotANumber;
}

function sizeOf(value: Value, price: number): number {
  if (typeof value === 'string') return value.length / 64;
  return value instanceof Bytes ? (value.bytes.length * price) / 16 : 0;
}

/** What a value holds. */
export function partsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof DictView) return [...value];
  return value instanceof PythonSet ? value.unordered() : [];
}
