import { Complex, isDict, strip, typeName, type Value } from '../../datasets/index.ts';
import { isIntegral, isReal, type RealNumber } from '../decode/python/evaluate/arithmetic.ts';
import { exceed, PythonException, raise, refuse } from '../decode/python/evaluate/failure.ts';
import { decimalOf, decimalRoot, decimalText } from './decimal-root.ts';
import { dict, failed } from './result.ts';
import type { Python } from './python.ts';
import * as binary from './binary-float.ts';
import { PrintedNumber } from '../decode/python/evaluate/opaque-objects.ts';

/** Significant digits that are computed; the official has no bound. */
const MOST_DIGITS = 2000;
/** Bits of a decimal digit, as mpmath counts them. */
const BITS_A_DIGIT = 3.3219280948873626;

/**
 * `log(value) / log(base)` in so many digits, as mpmath prints it.
 * @throws {DecodeError} for digits beyond a bound, and for the oddest numbers given as text
 */
export function logarithm(python: Python, value: Value, base: Value, precision: Value): Value {
  try {
    const digits = Number(python.call('int', precision));
    if (digits > MOST_DIGITS) exceed('the precision');
    const bits = Math.max(1, Math.round((digits + 1) * BITS_A_DIGIT));
    const [over, under] = [logOf(python, value, bits), logOf(python, base, bits)];
    const quotient =
      under.imaginary === undefined
        ? byReal(over, under.real, bits)
        : byComplex(over, under.real, under.imaginary, bits);
    if (quotient === undefined) return failed('');
    const [only] = quotient;
    if (only !== undefined && quotient.length === 1) return dict({ result: new BigFloat(only, bits) });
    const [real, imaginary] = quotient.map((part) => `'${binary.binaryText(part, shownDigits(bits))}'`);
    return dict({ result: new PrintedNumber('mpc', `mpc(real=${real ?? ''}, imag=${imaginary ?? ''})`) });
  } catch (error) {
    if (error instanceof PythonException) return failed(error.text);
    throw error;
  }
}

/** An `mpf` of mpmath. Its text has as many digits as numbers of so many bits need. */
class BigFloat extends PrintedNumber {
  constructor(
    readonly value: binary.BinaryFloat,
    bits: number,
  ) {
    super('mpf', `mpf('${binary.binaryText(value, shownDigits(bits))}')`);
  }
}

/** What a call without a number for its argument says of it: numbers in it are written with the precision of that call. */
function textAt(python: Python, operand: Value, bits: number): string {
  const written = (value: Value) => (value instanceof BigFloat ? new BigFloat(value.value, bits) : value);
  return python.repr(
    isDict(operand) ? new Map(Array.from(operand, ([key, value]) => [key, written(value)])) : operand,
  );
}

type Logarithm = {
  readonly real: binary.BinaryFloat;
  /** π of a negative number, half of it of an imaginary one. */
  readonly imaginary?: binary.BinaryFloat | undefined;
};

/** Real part, and imaginary part where there is one; undefined where the divisor is 0. */
type Quotient = readonly binary.BinaryFloat[] | undefined;

function byReal({ real, imaginary }: Logarithm, under: binary.BinaryFloat, bits: number): Quotient {
  const parts = imaginary === undefined ? [real] : [real, imaginary];
  const divided = parts.flatMap((part) => binary.divide(part, under, bits) ?? []);
  return divided.length < parts.length ? undefined : divided;
}

/** @see mpmath `mpc_mpf_div`, `mpc_div` */
function byComplex(
  over: Logarithm,
  real: binary.BinaryFloat,
  imaginary: binary.BinaryFloat,
  bits: number,
): Quotient {
  const { times, plus, negative } = binary;
  const working = bits + 10;
  const size = plus(times(real, real), times(imaginary, imaginary), working);
  const parts =
    over.imaginary === undefined
      ? [times(real, over.real), negative(times(imaginary, over.real))]
      : [
          plus(times(over.real, real), times(over.imaginary, imaginary), working),
          plus(times(over.imaginary, real), negative(times(over.real, imaginary)), working),
        ];
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

function logOfBinary(value: binary.BinaryFloat, bits: number): Logarithm {
  const isNegative = value.special === undefined ? value.mantissa < 0n : value.special === '-inf';
  return {
    real: binary.logarithm(isNegative ? binary.negative(value) : value, bits),
    imaginary: isNegative ? binary.pi(bits) : undefined,
  };
}

/** Of a number without a real part. @see mpmath `mpc_log` */
function logOfImaginary(imaginary: number, bits: number): Logarithm {
  const right = binary.times(binary.pi(bits), binary.fromFloat(0.5));
  return {
    real: binary.logarithm(binary.fromFloat(Math.abs(imaginary)), bits),
    imaginary: imaginary < 0 ? binary.negative(right) : right,
  };
}

function logOf(python: Python, operand: Value, bits: number): Logarithm {
  if (typeof operand === 'string') return logOfBinary(numberIn(python, operand, bits), bits);
  if (operand instanceof BigFloat) return logOfBinary(operand.value, bits);
  if (operand instanceof Complex && operand.real === 0 && Number.isFinite(1 / operand.imaginary))
    return logOfImaginary(operand.imaginary, bits);
  if (operand instanceof Complex || operand instanceof PrintedNumber)
    return refuse('a logarithm of such a number');
  if (!isReal(operand)) return raise('TypeError', `cannot create mpf from ${textAt(python, operand, bits)}`);
  return logOfBinary(
    typeof operand === 'number' ? binary.fromFloat(operand) : binary.fromInt(BigInt(operand)),
    bits,
  );
}

/** Digits that tell every number of so many bits apart. @see mpmath `repr_dps` */
function shownDigits(bits: number): number {
  const digits = Math.max(1, Math.round(bits / BITS_A_DIGIT) - 1);
  return digits === 15 ? 17 : digits + 3;
}

/** The square root with so many digits, as Python's `decimal` prints it. @throws {DecodeError} for digits beyond a bound */
export function squareRoot(python: Python, number: Value, precision: Value): Value {
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
  return dict({ result: new PrintedNumber('Decimal', `Decimal('${rootText(number, Number(digits))}')`) });
}

/** Whether `number < 0` raises nothing; a set is compared with sets only. */
function isComparable(number: Value): number is RealNumber {
  return isReal(number) && typeName(number) !== 'complex';
}

function rootText(number: RealNumber, digits: number): string {
  if (typeof number === 'number' && !Number.isFinite(number))
    return Number.isNaN(number) ? 'NaN' : 'Infinity';
  return decimalText(decimalRoot(decimalOf(typeof number === 'number' ? number : BigInt(number)), digits));
}
