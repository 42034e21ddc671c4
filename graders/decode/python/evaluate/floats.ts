import type { Node } from '../node.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import { nearestPower } from './nearest-power.ts';

/** In the budget's units. */
const POWER_COST = 500;

/** The float nearest to an int. @throws {DecodeError} where Python raises OverflowError */
export function toFloat(value: number | bigint | boolean): number {
  const float = Number(value);
  if (typeof value === 'bigint' && !Number.isFinite(float)) {
    raise('OverflowError', 'int too large to convert to float');
  }
  return float;
}

/** Before a float is made an int. @throws {DecodeError} for NaN and infinities */
export function checkFinite(number: number): void {
  if (Number.isNaN(number)) raise('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(number)) raise('OverflowError', 'cannot convert float infinity to integer');
}

/** @throws {DecodeError} where Python raises */
export function floatOperation(
  operator: Node<'BinOp'>['operator'],
  a: number,
  b: number,
  budget: Budget,
): number {
  switch (operator) {
    case 'Add':
      return a + b;
    case 'Sub':
      return a - b;
    case 'Mult':
      return a * b;
    case 'Div':
      return b === 0 ? raise('ZeroDivisionError', 'float division by zero') : a / b;
    case 'FloorDiv':
      return floorAndRest(a, b).floor;
    case 'Mod':
      return b === 0 ? raise('ZeroDivisionError', 'float modulo') : floorAndRest(a, b).rest;
    case 'Pow':
      budget.spend(POWER_COST);
      return floatPower(a, b);
    default:
      return refuse('this operation of floats');
  }
}

/** `divmod(a, b)`. @see CPython `_float_div_mod` */
function floorAndRest(a: number, b: number): { floor: number; rest: number } {
  if (b === 0) raise('ZeroDivisionError', 'float floor division by zero');
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest === 0) rest = b < 0 ? -0 : 0;
  else if (b < 0 !== rest < 0) {
    rest += b;
    quotient -= 1;
  }
  if (quotient === 0) return { floor: a / b < 0 || Object.is(a / b, -0) ? -0 : 0, rest };
  const floor = Math.floor(quotient);
  return { floor: quotient - floor > 0.5 ? floor + 1 : floor, rest };
}

/**
 * `a ** b`, correctly rounded; the C library of the official evaluator may differ by one unit in the last place.
 * @param b whole where `a` is below 0
 * @throws {DecodeError} where Python raises
 */
function floatPower(a: number, b: number): number {
  if (b === 0 || a === 1) return 1;
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  if (a === -1 && !Number.isFinite(b)) return 1;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a ** b;
  if (a === 0) {
    return b < 0 ? raise('ZeroDivisionError', '0.0 cannot be raised to a negative power') : a ** b;
  }
  const size = nearestPower(Math.abs(a), b);
  if (!Number.isFinite(size)) raise('OverflowError', "(34, 'Numerical result out of range')");
  const isNegative = a < 0 && b % 2 !== 0;
  return isNegative ? -size : size;
}
