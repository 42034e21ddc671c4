import { decimalDigitValue, isWhitespace } from './characters.ts';
import { ValueLimitError } from './errors.ts';

/** Python's default for `sys.int_info.default_max_str_digits`. */
export const MAX_INT_DIGITS = 4300;
/** Whole numbers of up to this many digits are exact as a `number`. */
export const MAX_SAFE_DIGITS = 15;
const SMALL_INTS = Array.from({ length: 1024 }, (_, i) => BigInt(i));
const FIRST_TOO_LONG = 10n ** BigInt(MAX_INT_DIGITS);
/** Beyond these `round` has nothing left to do: `NDIGITS_MAX` and `NDIGITS_MIN` of CPython's float. */
const MAX_ROUND_DIGITS = 323;
const MIN_ROUND_DIGITS = -308;

const INT_SYNTAX = /^[ \t-\r]*([+-]?)(\d+(?:_\d+)*)[ \t-\r]*$/;
const FLOAT_SYNTAX = /^[ \t-\r]*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)[ \t-\r]*$/;
const SPECIAL_FLOAT_SYNTAX = /^[ \t-\r]*([+-]?)(nan|inf(?:inity)?)[ \t-\r]*$/i;

/** `str(n)` of an int. @throws {ValueLimitError} above 4300 digits, where Python raises ValueError */
export function intText(value: bigint): string {
  const small = Number(value);
  if (Number.isSafeInteger(small)) return String(small);
  if (value >= FIRST_TOO_LONG || value <= -FIRST_TOO_LONG) throw tooManyDigits();
  return value.toString();
}

/** The int of a whole number of at most `MAX_SAFE_DIGITS` digits; small ones are made only once. */
export function intFromNumber(whole: number): bigint {
  return SMALL_INTS[whole] ?? BigInt(whole);
}

/** The int of a plain run of ASCII digits. @throws {ValueLimitError} above 4300 digits */
export function intFromDigits(digits: string): bigint {
  if (digits.length > MAX_INT_DIGITS) throw tooManyDigits(`: value has ${digits.length} digits`);
  return BigInt(digits);
}

function tooManyDigits(how = ''): ValueLimitError {
  return new ValueLimitError(
    `Exceeds the limit (${MAX_INT_DIGITS} digits) for integer string conversion${how}; use sys.set_int_max_str_digits() to increase the limit`,
  );
}

/** `repr(x)` of a float: the shortest digits that read back as `x`, in Python's notation. */
export function floatRepr(x: number): string {
  if (!Number.isFinite(x)) return nonFiniteText(x);
  return Number.isInteger(x) && Math.abs(x) < 1e16 ? `${bareFloatText(x)}.0` : bareFloatText(x);
}

/** As `floatRepr`, without the `.0` of whole numbers (the parts of a complex number are written so). */
export function bareFloatText(x: number): string {
  if (!Number.isFinite(x)) return nonFiniteText(x);
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const size = Math.abs(x);
  if (size >= 1e-4 && size < 1e16) return String(x);
  return x.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function nonFiniteText(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  return x > 0 ? 'inf' : '-inf';
}

/**
 * `'{:.<digits>f}'.format(x)`: rounded from the exact binary value, ties to even.
 * @param digits after the point, a whole number from 0
 */
export function formatFixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return nonFiniteText(x);
  if (Object.is(x, -0)) return `-${formatFixed(0, digits)}`;
  if (Math.abs(x) < 1e21 && digits <= 100 && !isTie(x, digits)) return x.toFixed(digits);
  const scaled = scaleAndRound(Math.abs(x), digits)
    .toString()
    .padStart(digits + 1, '0');
  const sign = x < 0 ? '-' : '';
  if (digits === 0) return sign + scaled;
  return `${sign}${scaled.slice(0, -digits)}.${scaled.slice(-digits)}`;
}

/** Half-way in decimals is half-way in as many binary places; scaling by a power of two is exact. */
function isTie(x: number, digits: number): boolean {
  return Math.abs((x * 2 ** digits) % 1) === 0.5;
}

/**
 * `round(x, digits)` of a float: rounded from the exact binary value, ties to even.
 * @param digits a whole number; negative ones round to tens, hundreds, …
 * @throws {ValueLimitError} where Python raises OverflowError
 */
export function roundDigits(x: number, digits: number): number {
  if (!Number.isFinite(x) || x === 0 || digits > MAX_ROUND_DIGITS) return x;
  if (digits < MIN_ROUND_DIGITS) return 0 * x;
  if (digits >= 0) return Number.isInteger(x) ? x : Number(formatFixed(x, digits));
  const rounded = Number(`${scaleAndRound(Math.abs(x), digits)}e${-digits}`);
  if (!Number.isFinite(rounded)) throw new ValueLimitError('rounded value too large to represent');
  return x < 0 ? -rounded : rounded;
}

/** The integer nearest to `x * 10 ** digits`, ties to even, for a finite `x` ≥ 0. */
function scaleAndRound(x: number, digits: number): bigint {
  const { mantissa, exponent } = decompose(x);
  let numerator = mantissa;
  let denominator = 1n;
  if (digits >= 0) numerator *= 10n ** BigInt(digits);
  else denominator *= 10n ** BigInt(-digits);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  const quotient = numerator / denominator;
  const twiceRest = (numerator - quotient * denominator) * 2n;
  const up = twiceRest > denominator || (twiceRest === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

/** `x` = mantissa * 2 ** exponent, both whole. */
function decompose(x: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const biased = Number(bits >> 52n);
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

/**
 * `int(text)`, undefined where Python says "invalid literal".
 * @throws {ValueLimitError} above 4300 digits (Python: another ValueError)
 */
export function parsePythonInt(text: string): bigint | undefined {
  const match = INT_SYNTAX.exec(toAscii(text));
  if (match === null) return undefined;
  const value = intFromDigits((match[2] ?? '').replaceAll('_', ''));
  return match[1] === '-' ? -value : value;
}

/** `float(text)`, undefined where Python raises ValueError. */
export function parsePythonFloat(text: string): number | undefined {
  const ascii = toAscii(text);
  if (ascii.includes('_') && /(?<!\d)_|_(?!\d)/.test(ascii)) return undefined;
  const plain = FLOAT_SYNTAX.exec(ascii.replaceAll('_', ''));
  if (plain !== null) return Number(plain[1]);
  const special = SPECIAL_FLOAT_SYNTAX.exec(ascii);
  if (special?.[2] === undefined) return undefined;
  if (special[2].length === 3 && special[2].toLowerCase() === 'nan') return NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}

/** Digits and spaces of other scripts as ASCII ones; anything else beyond ASCII as `?`. */
function toAscii(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    if (isWhitespace(codePoint)) return ' ';
    const digit = decimalDigitValue(codePoint);
    return digit < 0 ? '?' : String(digit);
  });
}
