import {
  Bytes,
  dictHas,
  equals,
  Tuple,
  isDict,
  isList,
  typeName,
  type Value,
} from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import { isReal } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { bytesContain } from './bytes-methods.ts';
import { raise, refuse } from './failure.ts';
import { DictView, PythonSet } from './objects.ts';
import { hashable, isNotANumber, survey, setHas } from './operand.ts';
import { byteNumbers, isIterable, ITEM_COST, iterate } from './sequences.ts';
import { compareTexts } from './text.ts';

type CompareOperator = Node<'Compare'>['operators'][number];
type Ordering = 'Lt' | 'LtE' | 'Gt' | 'GtE';

/** One comparison of a chain. @throws {DecodeError} where Python raises, and where identity decides */
export function compare(operator: CompareOperator, left: Value, right: Value, budget: Budget): boolean {
  budget.spend(3);
  switch (operator) {
    case 'Eq':
      return areEqual(left, right, budget);
    case 'NotEq':
      return !areEqual(left, right, budget);
    case 'Is':
      return areIdentical(left, right);
    case 'IsNot':
      return !areIdentical(left, right);
    case 'In':
      return contains(right, left, budget);
    case 'NotIn':
      return !contains(right, left, budget);
    default:
      return isOrdered(operator, left, right, budget);
  }
}

/** `left == right`. @throws {DecodeError} where identity decides: for NaN in two containers */
export function areEqual(left: Value, right: Value, budget: Budget): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  if (typeof left === 'object' && typeof right === 'object') {
    const [one, other] = [survey(left, budget, 'comparing'), survey(right, budget, 'comparing')];
    if (one && other && !isNotANumber(left) && !isNotANumber(right))
      refuse('comparing containers that hold NaN');
  }
  return equals(left, right);
}

/** `left is right`, known for None and bools, and for operands of two types. */
function areIdentical(left: Value, right: Value): boolean {
  if (left === null || right === null || typeof left === 'boolean' || typeof right === 'boolean') {
    return left === right;
  }
  if (typeName(left) !== typeName(right)) return false;
  return refuse('identity');
}

/** `item in container`. @throws {DecodeError} where Python raises */
function contains(container: Value, item: Value, budget: Budget): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string') {
      raise('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`);
    }
    budget.spendText(container.length);
    return container.includes(item);
  }
  if (isDict(container)) return dictHas(container, hashable(item, budget, container));
  if (container instanceof DictView && container.kind === 'keys') {
    return dictHas(container.dict, hashable(item, budget, container.dict));
  }
  if (container instanceof PythonSet) {
    return item instanceof PythonSet ? refuse('a set in a set') : setHas(container, item, budget);
  }
  if (container instanceof Bytes) return bytesContain(container, item, budget);
  if (!isIterable(container)) {
    raise('TypeError', `argument of type '${typeName(container)}' is not iterable`);
  }
  for (const candidate of isList(container) ? container : iterate(container, budget)) {
    if (isList(container)) budget.spend(ITEM_COST);
    if (isNotANumber(candidate)) {
      if (isNotANumber(item)) refuse('comparing containers that hold NaN');
      continue;
    }
    if (areEqual(candidate, item, budget)) return true;
  }
  return false;
}

/** `<`, `<=`, `>`, `>=`. @throws {DecodeError} where Python raises */
function isOrdered(operator: Ordering, left: Value, right: Value, budget: Budget): boolean {
  if (isReal(left) && isReal(right)) return holds(operator, left, right);
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spendText(Math.min(left.length, right.length));
    return holds(operator, compareTexts(left, right), 0);
  }
  if (isList(left) && isList(right)) return areItemsOrdered(operator, left, right, budget);
  if (left instanceof Tuple && right instanceof Tuple) {
    return areItemsOrdered(operator, left.items, right.items, budget);
  }
  if (left instanceof PythonSet && right instanceof PythonSet) return areSetsOrdered(operator, left, right);
  if (left instanceof Bytes && right instanceof Bytes) {
    return areItemsOrdered(operator, byteNumbers(left, budget), byteNumbers(right, budget), budget);
  }
  if (left instanceof DictView || right instanceof DictView) refuse('an order of dict views');
  const symbol = { Lt: '<', LtE: '<=', Gt: '>', GtE: '>=' }[operator];
  return raise(
    'TypeError',
    `'${symbol}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function holds(operator: Ordering, a: number | bigint | boolean, b: number | bigint | boolean): boolean {
  switch (operator) {
    case 'Lt':
      return a < b;
    case 'LtE':
      return a <= b;
    case 'Gt':
      return a > b;
    case 'GtE':
      return a >= b;
  }
}

/** Sequences are ordered by their first items that differ, or by length. */
function areItemsOrdered(
  operator: Ordering,
  left: readonly Value[],
  right: readonly Value[],
  budget: Budget,
): boolean {
  const end = Math.min(left.length, right.length);
  for (let i = 0; i < end; i++) {
    const [a = null, b = null] = [left[i], right[i]];
    budget.spend(3);
    if (isNotANumber(a) || isNotANumber(b)) refuse('comparing containers that hold NaN');
    if (!areEqual(a, b, budget)) return isOrdered(operator, a, b, budget);
  }
  return holds(operator, left.length, right.length);
}

function areSetsOrdered(operator: Ordering, left: PythonSet, right: PythonSet): boolean {
  switch (operator) {
    case 'Lt':
      return left.size < right.size && left.isSubsetOf(right);
    case 'LtE':
      return left.isSubsetOf(right);
    case 'Gt':
      return right.size < left.size && right.isSubsetOf(left);
    case 'GtE':
      return right.isSubsetOf(left);
  }
}
