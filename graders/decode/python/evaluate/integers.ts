import type { Node } from '../node.ts';
import type { Budget } from './budget.ts';
import { raise } from './failure.ts';
import { bitLength, nearestQuotient } from './rounding.ts';

type BinaryOperator = Node<'BinOp'>['operator'];

/**
 * An operation of two ints, apart from `/` and negative powers, which make floats.
 * @throws {DecodeError} where Python raises, and for results that are too large
 */
export function integerOperation(
  operator: Exclude<BinaryOperator, 'Div' | 'MatMult'>,
  a: bigint,
  b: bigint,
  budget: Budget,
): bigint {
  switch (operator) {
    case 'LShift':
    case 'RShift':
      return shift(operator, a, b, budget);
    case 'Pow':
      return power(a, b, budget);
    default:
      budget.spendBits(bitLength(a) + bitLength(b));
      return plainOperation(operator, a, b);
  }
}

function plainOperation(
  operator: Exclude<BinaryOperator, 'Div' | 'MatMult' | 'LShift' | 'RShift' | 'Pow'>,
  a: bigint,
  b: bigint,
): bigint {
  switch (operator) {
    case 'Add':
      return a + b;
    case 'Sub':
      return a - b;
    case 'Mult':
      return a * b;
    case 'FloorDiv':
      return floorDivide(a, b);
    case 'Mod':
      if (b === 0n) raise('ZeroDivisionError', 'integer modulo by zero');
      return a - floorDivide(a, b) * b;
    case 'BitAnd':
      return a & b;
    case 'BitOr':
      return a | b;
    case 'BitXor':
      return a ^ b;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) raise('ZeroDivisionError', 'integer division or modulo by zero');
  const quotient = a / b;
  return quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function shift(operator: 'LShift' | 'RShift', a: bigint, count: bigint, budget: Budget): bigint {
  if (count < 0n) raise('ValueError', 'negative shift count');
  const bits = bitLength(a);
  if (operator === 'LShift') {
    if (a === 0n) return 0n;
    budget.spendBits(bits + Number(count));
    return a << count;
  }
  budget.spendBits(bits);
  if (count > BigInt(bits)) return a < 0n ? -1n : 0n;
  return a >> count;
}

/** For an exponent ≥ 0. */
function power(base: bigint, exponent: bigint, budget: Budget): bigint {
  if (base === 0n || base === 1n || exponent === 0n) return exponent === 0n ? 1n : base;
  if (base === -1n) return (exponent & 1n) === 0n ? 1n : -1n;
  budget.spendBits(bitLength(base) * Number(exponent));
  return base ** exponent;
}

/** `pow(base, exponent, modulus)` of ints, for an exponent ≥ 0. */
export function modularPower(base: bigint, exponent: bigint, modulus: bigint, budget: Budget): bigint {
  if (modulus === 0n) raise('ValueError', 'pow() 3rd argument cannot be 0');
  let result = 1n;
  let square = integerOperation('Mod', base, modulus, budget);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    budget.spendBits(2 * bitLength(modulus) + bitLength(rest));
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return integerOperation('Mod', result, modulus, budget);
}

/**
 * `a / b` of ints: the float nearest to the quotient, ties to even.
 * @throws {DecodeError} where Python raises
 */
export function trueDivide(a: bigint, b: bigint, budget: Budget): number {
  if (b === 0n) raise('ZeroDivisionError', 'division by zero');
  const x = Number(a);
  const y = Number(b);
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return x / y;
  budget.spendBits(bitLength(a) + bitLength(b));
  const quotient = nearestQuotient(a < 0n ? -a : a, b < 0n ? -b : b);
  if (!Number.isFinite(quotient)) raise('OverflowError', 'integer division result too large for a float');
  return a < 0n === b < 0n ? quotient : -quotient;
}
