import { Complex, strip } from '../../datasets/index.ts';
import { isIntegral, isReal, type RealNumber } from '../decode/python/evaluate/arithmetic.ts';
import { exceed, PythonException, raise, refuse } from '../decode/python/evaluate/failure.ts';
import { operandTypeName, PrintedDict, type Operand } from '../decode/python/evaluate/operand.ts';
import * as binary from './binary-float.ts';
import { decimalOf, decimalRoot, decimalText } from './decimal-root.ts';
import { failed } from './result.ts';
import type { Python } from './python.ts';

/** Significant digits that are computed; the official has no bound. */
const MOST_DIGITS = 2000;
/** Bits of a decimal digit, as mpmath counts them. */
const BITS_A_DIGIT = 3.3219280948873626;

/**
 * `log(value) / log(base)` in so many digits, as mpmath prints it.
 * @throws {DecodeError} for digits beyond a bound, and for the oddest numbers given as text
 */
export function logarithm(python: Python, value: Operand, base: Operand, precision: Operand): Operand {
  try {
    const digits = Number(python.call('int', precision));
    if (digits > MOST_DIGITS) exceed('the precision');
    const bits = Math.max(1, Math.round((digits + 1) * BITS_A_DIGIT));
    const [over, under] = [logOf(python, value, bits), logOf(python, base, bits)];
    const quotient = under.isComplex ? byComplex(over, under, bits) : byReal(over, under.real, bits);
    if (quotient === undefined) return failed('');
    const [real, imaginary] = quotient.map((part) => `'${binary.binaryText(part, shownDigits(bits))}'`);
    if (imaginary === undefined) return new PrintedDict(`{'result': mpf(${real ?? ''})}`);
    return new PrintedDict(`{'result': mpc(real=${real ?? ''}, imag=${imaginary})}`);
  } catch (error) {
    if (error instanceof PythonException) return failed(error.text);
    throw error;
  }
}

/** Of a negative number: the logarithm of its size, to which π belongs as imaginary part. */
type Logarithm = { readonly real: binary.BinaryFloat; readonly isComplex: boolean };

/** Real part, and imaginary part where there is one; undefined where the divisor is 0. */
type Quotient = readonly binary.BinaryFloat[] | undefined;

function byReal(over: Logarithm, under: binary.BinaryFloat, bits: number): Quotient {
  const parts = over.isComplex ? [over.real, binary.pi(bits)] : [over.real];
  const divided = parts.flatMap((part) => binary.divide(part, under, bits) ?? []);
  return divided.length < parts.length ? undefined : divided;
}

/** @see mpmath `mpc_mpf_div`, `mpc_div` */
function byComplex(over: Logarithm, under: Logarithm, bits: number): Quotient {
  const { times, plus, negative } = binary;
  const [working, pi] = [bits + 10, binary.pi(bits)];
  const size = plus(times(under.real, under.real), times(pi, pi), working);
  const parts = over.isComplex
    ? [
        plus(times(over.real, under.real), times(pi, pi), working),
        plus(times(pi, under.real), negative(times(over.real, pi)), working),
      ]
    : [times(under.real, over.real), negative(times(pi, over.real))];
  return parts.flatMap((part) => binary.divide(part, size, bits) ?? []);
}

/** A text as a number, as far as it is written as one. @see mpmath `from_str` */
function numberIn(python: Python, text: string, bits: number): binary.BinaryFloat {
  const written = strip(text).toLowerCase();
  if (/^[+-]?inf$|^nan$/.test(written))
    return { special: written === 'nan' ? 'nan' : written.startsWith('-') ? '-inf' : 'inf' };
  const [, digits = '', places = '', power = '0'] =
    /^([+-]?\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/.exec(written.replace(/l+$/, '')) ?? [];
  if (!/\d/.test(digits + places)) {
    // Fractions, complex numbers, digits of other scripts and underscores between digits.
    const isOdd = /^[\s\d+-]+l*\/[\s\d+-]+l*$|\d.*j|(?=[^0-9])\p{Nd}|^[\d_.e+-]*_/u.test(written);
    if (isOdd) return refuse('a logarithm of such a text');
    return raise('TypeError', `cannot create mpf from ${python.repr(text)}`);
  }
  const kept = places.replace(/0+$/, '');
  const exponent = Number(power) - kept.length;
  if (Math.abs(exponent) > 400) return refuse('a logarithm of such a text');
  const mantissa = BigInt((digits + kept).replace(/^\+/, ''));
  const scale = 10n ** BigInt(Math.abs(exponent));
  const [over, under] = exponent < 0 ? [mantissa, scale] : [mantissa * scale, 1n];
  return binary.divide(binary.fromInt(over), binary.fromInt(under), bits) ?? { special: 'nan' };
}

function logOf(python: Python, operand: Operand, bits: number): Logarithm {
  if (typeof operand === 'string') {
    const value = numberIn(python, operand, bits);
    const isComplex = value.special === undefined ? value.mantissa < 0n : value.special === '-inf';
    return { real: binary.logarithm(isComplex ? binary.negative(value) : value, bits), isComplex };
  }
  if (operand instanceof Complex || operand instanceof PrintedDict)
    return refuse('a logarithm of such a number');
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
