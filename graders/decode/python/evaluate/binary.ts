import { Bytes, isDict, typeName, type Dict, type Value } from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import { isIntegral, isNumeric, isNumericOperation, numericOperation } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import { DictView, PythonBuiltin, PythonSet } from './objects.ts';
import { addKey, setHas, setOf } from './operand.ts';
import { formatPercent } from './percent-format.ts';
import { concatenate, repeat } from './sequence-arithmetic.ts';
import { isSequence, type Sequence } from './sequences.ts';

type BinaryOperator = Node<'BinOp'>['operator'];

/** `left <operator> right`. @throws {DecodeError} where Python raises */
export function binaryOperation(operator: BinaryOperator, left: Value, right: Value, budget: Budget): Value {
  if (isNumeric(left) && isNumeric(right)) {
    if (!isNumericOperation(operator, left, right)) return unsupported(symbols[operator], left, right);
    return numericOperation(operator, left, right, budget);
  }
  switch (operator) {
    case 'Add':
      if (isSequence(left)) return concatenate(left, right, budget);
      break;
    case 'Mult':
      if (isSequence(left)) return repeated(left, right, budget);
      if (isSequence(right)) return repeated(right, left, budget);
      break;
    case 'Mod':
      if (typeof left === 'string') return formatPercent(left, right, budget);
      if (left instanceof Bytes) return refuse('formatting bytes');
      break;
    case 'Sub':
    case 'BitAnd':
    case 'BitOr':
    case 'BitXor':
      return collectionOperation(operator, left, right, budget);
    default:
  }
  return unsupported(symbols[operator], left, right);
}

/** As CPython's messages have them. */
const symbols: Readonly<Record<BinaryOperator, string>> = {
  Add: '+',
  BitAnd: '&',
  BitOr: '|',
  BitXor: '^',
  Div: '/',
  FloorDiv: '//',
  LShift: '<<',
  MatMult: '@',
  Mod: '%',
  Mult: '*',
  Pow: '** or pow()',
  RShift: '>>',
  Sub: '-',
};

/** No operation of operands of these types. @param symbol as in CPython's message */
export function unsupported(symbol: string, left: Value, right: Value): never {
  return raise(
    'TypeError',
    `unsupported operand type(s) for ${symbol}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function repeated(sequence: Sequence, count: Value, budget: Budget): Value {
  if (isIntegral(count)) return repeat(sequence, BigInt(count), budget);
  return raise('TypeError', `can't multiply sequence by non-int of type '${typeName(count)}'`);
}

function collectionOperation(
  operator: 'Sub' | 'BitAnd' | 'BitOr' | 'BitXor',
  left: Value,
  right: Value,
  budget: Budget,
): Value {
  if (left instanceof PythonSet && right instanceof PythonSet) {
    return setOperation(operator, left, right, budget);
  }
  if (left instanceof DictView || right instanceof DictView) return refuse('an operation on a dict view');
  if (operator !== 'BitOr') return unsupported(symbols[operator], left, right);
  if (isType(left) || isType(right)) return refuse('a union of types');
  if (!isDict(left) || !isDict(right)) return unsupported('|', left, right);
  const merged: Dict = new Map();
  for (const [key, value] of [...left, ...right]) addKey(merged, key, value, budget);
  return merged;
}

function isType(operand: Value): boolean {
  return operand instanceof PythonBuiltin && operand.isType;
}

function setOperation(
  operator: 'Sub' | 'BitAnd' | 'BitOr' | 'BitXor',
  left: PythonSet,
  right: PythonSet,
  budget: Budget,
): PythonSet {
  const [a, b] = [left.unordered(), right.unordered()];
  const onlyLeft = a.filter((item) => !setHas(right, item, budget));
  switch (operator) {
    case 'Sub':
      return setOf(onlyLeft, budget, 'sets');
    case 'BitAnd':
      return setOf(
        (a.length < b.length ? a : b).filter(
          (item) => setHas(left, item, budget) && setHas(right, item, budget),
        ),
        budget,
        'sets',
      );
    case 'BitOr':
      return setOf([...a, ...b], budget, 'sets');
    case 'BitXor':
      return setOf([...onlyLeft, ...b.filter((item) => !setHas(left, item, budget))], budget, 'sets');
  }
}
