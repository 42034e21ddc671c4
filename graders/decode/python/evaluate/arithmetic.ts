import { Complex, typeName, type Value } from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import type { Budget } from './budget.ts';
import { complexOperation } from './complex.ts';
import { raise, refuse } from './failure.ts';
import { floatOperation, toFloat } from './floats.ts';
import { integerOperation, trueDivide } from './integers.ts';
import { isTruthy } from './operand.ts';

type BinaryOperator = Node<'BinOp'>['operator'];
export type RealNumber = number | bigint | boolean;

export function isReal(operand: Value): operand is RealNumber {
  return typeof operand === 'number' || typeof operand === 'bigint' || typeof operand === 'boolean';
}

export function isNumeric(operand: Value): operand is RealNumber | Complex {
  return isReal(operand) || operand instanceof Complex;
}

/** An int or a bool. */
export function isIntegral(operand: Value): operand is bigint | boolean {
  return typeof operand === 'bigint' || typeof operand === 'boolean';
}

/** Whether Python has this operation of two numbers. */
export function isNumericOperation(
  operator: BinaryOperator,
  left: RealNumber | Complex,
  right: RealNumber | Complex,
): boolean {
  if (operator === 'MatMult') return false;
  if (left instanceof Complex || right instanceof Complex)
    return operator !== 'FloorDiv' && operator !== 'Mod' && !bitwise.has(operator);
  return !bitwise.has(operator) || (isIntegral(left) && isIntegral(right));
}

const bitwise: ReadonlySet<BinaryOperator> = new Set(['BitAnd', 'BitOr', 'BitXor', 'LShift', 'RShift']);

/** A binary operation of two numbers. @throws {DecodeError} where Python raises */
export function numericOperation(
  operator: BinaryOperator,
  left: RealNumber | Complex,
  right: RealNumber | Complex,
  budget: Budget,
): RealNumber | Complex {
  budget.spend(3);
  if (left instanceof Complex || right instanceof Complex) {
    return complexOperation(operator, toComplex(left), toComplex(right));
  }
  if (typeof left === 'number' || typeof right === 'number') {
    const [a, b] = [toFloat(left), toFloat(right)];
    const isComplex =
      operator === 'Pow' && a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b);
    if (isComplex) return complexOperation(operator, new Complex(a, 0), new Complex(b, 0));
    return floatOperation(operator, a, b, budget);
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    if (operator === 'BitAnd') return left && right;
    if (operator === 'BitOr') return left || right;
    if (operator === 'BitXor') return left !== right;
  }
  const [a, b] = [BigInt(left), BigInt(right)];
  if (operator === 'Div') return trueDivide(a, b, budget);
  if (operator === 'MatMult') return refuse('a product of matrices');
  if (operator === 'Pow' && b < 0n) return floatOperation('Pow', toFloat(a), toFloat(b), budget);
  return integerOperation(operator, a, b, budget);
}

function toComplex(value: RealNumber | Complex): Complex {
  return value instanceof Complex ? value : new Complex(toFloat(value), 0);
}

/** @throws {DecodeError} where Python raises */
export function unaryOperation(operator: Node<'UnaryOp'>['operator'], operand: Value): Value {
  if (operator === 'Not') return !isTruthy(operand);
  if (!isNumeric(operand)) {
    return badOperand({ UAdd: 'unary +', USub: 'unary -', Invert: 'unary ~' }[operator], operand);
  }
  if (operator === 'Invert') {
    if (!isIntegral(operand)) return badOperand('unary ~', operand);
    return ~BigInt(operand);
  }
  if (operator === 'USub') return negate(operand);
  return typeof operand === 'boolean' ? BigInt(operand) : operand;
}

function badOperand(operation: string, operand: Value): never {
  return raise('TypeError', `bad operand type for ${operation}: '${typeName(operand)}'`);
}

/** `-number`. */
export function negate(operand: RealNumber | Complex): number | bigint | Complex {
  if (operand instanceof Complex) return new Complex(-operand.real, -operand.imaginary);
  return typeof operand === 'boolean' ? -BigInt(operand) : -operand;
}

/** `abs(number)`. @throws {DecodeError} for complex numbers and where Python raises */
export function absolute(operand: Value): Value {
  if (operand instanceof Complex) return refuse('abs() of a complex number');
  if (!isReal(operand)) return badOperand('abs()', operand);
  if (typeof operand === 'number') return Math.abs(operand);
  const whole = BigInt(operand);
  return whole < 0n ? -whole : whole;
}
