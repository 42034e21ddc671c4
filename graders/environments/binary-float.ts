/**
 * A binary number of any precision: `mantissa` × 2^`exponent`, or a special value. The mantissa is odd or 0, its sign is the
 * number's.
 */
export type BinaryFloat =
  | { readonly special: 'inf' | '-inf' | 'nan' }
  | { readonly special?: never; readonly mantissa: bigint; readonly exponent: number };

const zero: BinaryFloat = { mantissa: 0n, exponent: 0 };

/** Bits of a size. */
export function bitsOf(size: bigint): number {
  return size === 0n
    ? 0
    : size.toString(16).length * 4 - (Math.clz32(Number.parseInt(size.toString(16).charAt(0), 16)) - 28);
}

function trimmed(mantissa: bigint, exponent: number): BinaryFloat {
  if (mantissa === 0n) return zero;
  let [rest, shifted] = [mantissa, exponent];
  while ((rest & 0xffffffffn) === 0n) [rest, shifted] = [rest >> 32n, shifted + 32];
  while ((rest & 1n) === 0n) [rest, shifted] = [rest >> 1n, shifted + 1];
  return { mantissa: rest, exponent: shifted };
}

/** The number nearest to `mantissa` × 2^`exponent` with so many bits, ties to even. */
function rounded(mantissa: bigint, exponent: number, precision: number): BinaryFloat {
  const size = mantissa < 0n ? -mantissa : mantissa;
  const surplus = bitsOf(size) - precision;
  if (surplus <= 0) return trimmed(mantissa, exponent);
  const unit = 1n << BigInt(surplus);
  const rest = size & (unit - 1n);
  let kept = size >> BigInt(surplus);
  const half = unit >> 1n;
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
  return trimmed(mantissa < 0n ? -kept : kept, exponent + surplus);
}

export function fromInt(value: bigint): BinaryFloat {
  return trimmed(value, 0);
}

export function fromFloat(value: number): BinaryFloat {
  if (Number.isNaN(value)) return { special: 'nan' };
  if (!Number.isFinite(value)) return { special: value > 0 ? 'inf' : '-inf' };
  let [mantissa, exponent] = [value, 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent - 1];
  return trimmed(BigInt(mantissa), exponent);
}

/** `dividend / divisor`. @returns undefined where the divisor is 0 */
export function divide(
  dividend: BinaryFloat,
  divisor: BinaryFloat,
  precision: number,
): BinaryFloat | undefined {
  if (divisor.special === undefined && divisor.mantissa === 0n) return undefined;
  if (dividend.special === undefined && dividend.mantissa === 0n)
    return divisor.special === 'nan' ? divisor : zero;
  if (dividend.special === 'nan' || divisor.special === 'nan') return { special: 'nan' };
  if (divisor.special !== undefined) return dividend.special === undefined ? zero : { special: 'nan' };
  if (dividend.special !== undefined) {
    const isNegative = (dividend.special === '-inf') !== divisor.mantissa < 0n;
    return { special: isNegative ? '-inf' : 'inf' };
  }
  const isNegative = dividend.mantissa < 0n !== divisor.mantissa < 0n;
  const [over, under] = [sizeOf(dividend.mantissa), sizeOf(divisor.mantissa)];
  const extra = Math.max(5, precision - bitsOf(over) + bitsOf(under) + 5);
  const scaled = over << BigInt(extra);
  // A rest counts as half a unit below the last bit, which is far from where rounding looks.
  const quotient = ((scaled / under) << 1n) | (scaled % under === 0n ? 0n : 1n);
  const exponent = dividend.exponent - divisor.exponent - extra - 1;
  return rounded(isNegative ? -quotient : quotient, exponent, precision);
}

function sizeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Its sign, 0 for 0 and NaN. */
function signOf(value: BinaryFloat): number {
  if (value.special !== undefined) return value.special === 'inf' ? 1 : value.special === '-inf' ? -1 : 0;
  return value.mantissa === 0n ? 0 : value.mantissa > 0n ? 1 : -1;
}

function infinity(sign: number): BinaryFloat {
  return { special: sign === 0 ? 'nan' : sign > 0 ? 'inf' : '-inf' };
}

/** `left × right`, exactly. */
export function times(left: BinaryFloat, right: BinaryFloat): BinaryFloat {
  if (left.special !== undefined || right.special !== undefined)
    return infinity(signOf(left) * signOf(right));
  return trimmed(left.mantissa * right.mantissa, left.exponent + right.exponent);
}

/** `left + right`, rounded to so many bits. */
export function plus(left: BinaryFloat, right: BinaryFloat, precision: number): BinaryFloat {
  if (left.special !== undefined) {
    const isSum = right.special === undefined || right.special === left.special;
    return isSum ? left : { special: 'nan' };
  }
  if (right.special !== undefined) return right;
  const exponent = Math.min(left.exponent, right.exponent);
  const at = (value: typeof left) => value.mantissa << BigInt(value.exponent - exponent);
  return rounded(at(left) + at(right), exponent, precision);
}

export function negative(value: BinaryFloat): BinaryFloat {
  if (value.special !== undefined) return infinity(-signOf(value));
  return { mantissa: -value.mantissa, exponent: value.exponent };
}

/** Bits that are computed beyond those that are wanted. */
const GUARD = 64;

/** The natural logarithm of a number that is not negative, rounded to so many bits. */
export function logarithm(value: BinaryFloat, precision: number): BinaryFloat {
  if (value.special !== undefined) return value;
  const { mantissa, exponent } = value;
  if (mantissa === 0n) return { special: '-inf' };
  if (mantissa === 1n && exponent === 0) return zero;
  // Scaled to between 3/4 and 3/2, so that nothing cancels but near 1 itself.
  const bits = bitsOf(mantissa);
  const places = mantissa * 4n >= 3n << BigInt(bits) ? bits : bits - 1;
  const power = exponent + places;
  const lost = power === 0 ? bits - bitsOf(sizeOf(mantissa - (1n << BigInt(places)))) : 0;
  const working = precision + GUARD + lost + bitsOf(BigInt(Math.abs(power)));
  const argument = (mantissa << BigInt(working)) >> BigInt(places);
  const sum = logNearOne(argument, working) + BigInt(power) * ln2(working);
  return rounded(sum, -working, precision);
}

/** The logarithm of `scaled` / 2^`bits`, scaled alike, for numbers between 1/2 and 2: twice the area tangent. */
function logNearOne(scaled: bigint, bits: number): bigint {
  const one = 1n << BigInt(bits);
  const ratio = ((scaled - one) << BigInt(bits)) / (scaled + one);
  return 2n * areaTangent(ratio, bits);
}

function areaTangent(ratio: bigint, bits: number): bigint {
  const square = (ratio * ratio) >> BigInt(bits);
  let sum = 0n;
  let term = ratio;
  for (let odd = 1n; term !== 0n && term !== -1n; odd += 2n) {
    sum += term / odd;
    term = (term * square) >> BigInt(bits);
  }
  return sum;
}

/** log 2, scaled. @see Machin's formula for logarithms: 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749) */
function ln2(bits: number): bigint {
  const working = bits + 16;
  const part = (divisor: bigint): bigint => areaTangent((1n << BigInt(working)) / divisor, working);
  return (18n * part(26n) - 2n * part(4801n) + 8n * part(8749n)) >> 16n;
}

/** π, rounded to so many bits. @see Machin's formula */
export function pi(precision: number): BinaryFloat {
  const working = precision + GUARD;
  const one = 1n << BigInt(working);
  const arcTangent = (divisor: bigint): bigint => {
    let [sum, power, sign] = [0n, one / divisor, 1n];
    for (let odd = 1n; power !== 0n; odd += 2n) {
      sum += (sign * power) / odd;
      power /= divisor * divisor;
      sign = -sign;
    }
    return sum;
  };
  return rounded(4n * (4n * arcTangent(5n) - arcTangent(239n)), -working, precision);
}

/** As mpmath prints it with so many significant digits. @see mpmath `to_str`, `to_digits_exp` */
export function binaryText(value: BinaryFloat, digits: number): string {
  if (value.special !== undefined) return value.special === 'inf' ? '+inf' : value.special;
  if (value.mantissa === 0n) return '0.0';
  const sign = value.mantissa < 0n ? '-' : '';
  const { text, exponent } = rounding(
    decimalDigits(sizeOf(value.mantissa), value.exponent, digits + 3),
    digits,
  );
  const leastFixed = Math.min(-Math.floor(digits / 3), -5);
  if (leastFixed >= exponent || exponent >= digits) {
    const body = withoutZeros(`${text.slice(0, 1)}.${text.slice(1)}`);
    return `${sign}${body}e${exponent < 0 ? '' : '+'}${exponent}`;
  }
  const padded = exponent < 0 ? '0'.repeat(-exponent) + text : text.padEnd(exponent + 1, '0');
  const split = exponent < 0 ? 1 : exponent + 1;
  return sign + withoutZeros(`${padded.slice(0, split)}.${padded.slice(split)}`);
}

function withoutZeros(text: string): string {
  const bare = text.replace(/0+$/, '');
  return bare.endsWith('.') ? `${bare}0` : bare;
}

type Digits = { readonly text: string; readonly exponent: number };

const BITS_A_DIGIT = Math.log2(10);

/** At least so many decimal digits, cut off; the exponent is that of the first. */
function decimalDigits(mantissa: bigint, exponent: number, digits: number): Digits {
  const bits = Math.trunc(digits * BITS_A_DIGIT) + 10;
  const fixed = Math.max(bits - exponent - bitsOf(mantissa), 0);
  const places = Math.trunc(fixed / BITS_A_DIGIT + 0.5);
  const shift = exponent + fixed;
  const scaled = shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
  const text = ((scaled * 10n ** BigInt(places)) >> BigInt(fixed)).toString();
  return { text, exponent: text.length - places - 1 };
}

function rounding({ text, exponent }: Digits, digits: number): Digits {
  const kept = text.slice(0, digits);
  if (!/[5-9]/.test(text.charAt(digits))) return { text: kept, exponent };
  const up = (BigInt(kept) + 1n).toString().padStart(kept.length, '0');
  return up.length > kept.length ? { text: up.slice(0, -1), exponent: exponent + 1 } : { text: up, exponent };
}
