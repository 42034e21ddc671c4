import { isIntegral, isReal, type RealNumber } from '../decode/python/evaluate/arithmetic.ts';
import { exceed, PythonException, raise, refuse } from '../decode/python/evaluate/failure.ts';
import { operandTypeName, PrintedDict, type Operand } from '../decode/python/evaluate/operand.ts';
import * as binary from './binary-float.ts';
import { decimalOf, decimalRoot, decimalText } from './decimal-root.ts';
import { failed } from './environment.ts';
import type { Python } from './python.ts';

/** Significant digits that are computed; the official has no bound. */
const MOST_DIGITS = 2000;
/** Bits of a decimal digit, as mpmath counts them. */
const BITS_A_DIGIT = 3.3219280948873626;

/**
 * `log(value) / log(base)` in so many digits, as mpmath prints it.
 * @throws {DecodeError} for digits beyond a bound, numbers given as text, and negative bases
 */
export function logarithm(python: Python, value: Operand, base: Operand, precision: Operand): Operand {
  try {
    const digits = Number(python.call('int', precision));
    if (digits > MOST_DIGITS) exceed('the precision');
    const bits = Math.max(1, Math.round((digits + 1) * BITS_A_DIGIT));
    const [over, under] = [logOf(python, value, bits), logOf(python, base, bits)];
    if (under.isComplex) refuse('a logarithm to a negative base');
    const shown = (part: binary.BinaryFloat): string | undefined => {
      const quotient = binary.divide(part, under.real, bits);
      return quotient && `'${binary.binaryText(quotient, shownDigits(bits))}'`;
    };
    const real = shown(over.real);
    if (real === undefined) return failed('');
    if (!over.isComplex) return new PrintedDict(`{'result': mpf(${real})}`);
    return new PrintedDict(`{'result': mpc(real=${real}, imag=${shown(binary.pi(bits)) ?? ''})}`);
  } catch (error) {
    if (error instanceof PythonException) return failed(error.text);
    throw error;
  }
}

/** Of a negative number: the logarithm of its size, to which π belongs as imaginary part. */
type Logarithm = { readonly real: binary.BinaryFloat; readonly isComplex: boolean };

function logOf(python: Python, operand: Operand, bits: number): Logarithm {
  if (typeof operand === 'string') return refuse('a logarithm of a text');
  if (!isReal(operand)) return raise('TypeError', `cannot create mpf from ${python.repr(operand)}`);
  const isNegative = Number(operand) < 0;
  const value =
    typeof operand === 'number'
      ? binary.fromFloat(Math.abs(operand))
      : binary.fromInt(isNegative ? -BigInt(operand) : BigInt(operand));
  return { real: binary.logarithm(value, bits), isComplex: isNegative };
}

/** Digits that tell every number of so many bits apart. @see mpmath `repr_dps` */
function shownDigits(bits: number): number {
  const digits = Math.max(1, Math.round(bits / BITS_A_DIGIT) - 1);
  return digits === 15 ? 17 : digits + 3;
}

/** The square root with so many digits, as Python's `decimal` prints it. @throws {DecodeError} for digits beyond a bound */
export function squareRoot(python: Python, number: Operand, precision: Operand): Operand {
  const impossible = failed('Input must be a number or computation resulted in an invalid operation');
  if (!isComparable(number)) return impossible;
  if (python.isLess(number, 0n)) return failed('Cannot calculate square root of a negative number');
  if (!isIntegral(precision)) return impossible;
  const digits = BigInt(precision);
  if (BigInt.asIntN(64, digits) !== digits)
    return raise('OverflowError', 'Python int too large to convert to C ssize_t');
  if (digits < 1n || digits > 999_999_999_999_999_999n)
    return raise('ValueError', 'valid range for prec is [1, MAX_PREC]');
  if (digits > BigInt(MOST_DIGITS)) return exceed('the precision');
  return new PrintedDict(`{'result': Decimal('${rootText(number, Number(digits))}')}`);
}

/** Whether `number < 0` raises nothing; a set is compared with sets only. */
function isComparable(number: Operand): number is RealNumber {
  return isReal(number) && operandTypeName(number) !== 'complex';
}

function rootText(number: RealNumber, digits: number): string {
  if (typeof number === 'number' && !Number.isFinite(number))
    return Number.isNaN(number) ? 'NaN' : 'Infinity';
  return decimalText(decimalRoot(decimalOf(typeof number === 'number' ? number : BigInt(number)), digits));
}
