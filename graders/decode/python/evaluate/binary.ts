import { Bytes, type Dict } from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import { isIntegral, isNumeric, isNumericOperation, numericOperation } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import {
  DictView,
  PythonFunction,
  PythonSet,
  addKey,
  isDict,
  operandTypeName,
  type Operand,
} from './operand.ts';
import { formatPercent } from './percent-format.ts';
import { concatenate, repeat } from './sequence-arithmetic.ts';
import { isSequence, type Sequence } from './sequences.ts';

type BinaryOperator = Node<'BinOp'>['operator'];

/** `left <operator> right`. @throws {DecodeError} where Python raises */
export function binaryOperation(
  operator: BinaryOperator,
  left: Operand,
  right: Operand,
  budget: Budget,
): Operand {
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
export function unsupported(symbol: string, left: Operand, right: Operand): never {
  return raise(
    'TypeError',
    `unsupported operand type(s) for ${symbol}: '${operandTypeName(left)}' and '${operandTypeName(right)}'`,
  );
}

function repeated(sequence: Sequence, count: Operand, budget: Budget): Operand {
  if (isIntegral(count)) return repeat(sequence, BigInt(count), budget);
  return raise('TypeError', `can't multiply sequence by non-int of type '${operandTypeName(count)}'`);
}

function collectionOperation(
  operator: 'Sub' | 'BitAnd' | 'BitOr' | 'BitXor',
  left: Operand,
  right: Operand,
  budget: Budget,
): Operand {
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

function isType(operand: Operand): boolean {
  return operand instanceof PythonFunction && operand.isType;
}

function setOperation(
  operator: 'Sub' | 'BitAnd' | 'BitOr' | 'BitXor',
  left: PythonSet,
  right: PythonSet,
  budget: Budget,
): PythonSet {
  const [a, b] = [left.unordered(), right.unordered()];
  const onlyLeft = a.filter((item) => !right.has(item));
  switch (operator) {
    case 'Sub':
      return new PythonSet(onlyLeft, budget, 'sets');
    case 'BitAnd':
      return new PythonSet(
        (a.length < b.length ? a : b).filter((item) => left.has(item) && right.has(item)),
        budget,
        'sets',
      );
    case 'BitOr':
      return new PythonSet([...a, ...b], budget, 'sets');
    case 'BitXor':
      return new PythonSet([...onlyLeft, ...b.filter((item) => !left.has(item))], budget, 'sets');
  }
}
