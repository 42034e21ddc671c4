/**
 * Mean, sample variance and sample standard deviation as Python's `statistics` module has them: computed on exact
 * fractions, rounded once at the end. And numpy's 95th percentile.
 */

/** A finite number: an int as bigint, a float as number. */
export type Real = bigint | number;

/** The data as integers over the common denominator 2^exponent. */
type Scaled = { readonly integers: readonly bigint[]; readonly exponent: bigint };

/**
 * `statistics.mean(data)`: an int where all data are ints and the mean is whole, else the nearest float.
 * @param data at least one finite number
 */
export function mean(data: readonly Real[]): Real {
  const { integers, exponent } = scale(data);
  const sum = total(integers);
  const count = BigInt(data.length) << exponent;
  const areInts = data.every((value) => typeof value === 'bigint');
  return areInts && sum % count === 0n ? sum / count : divide(sum, count);
}

/** `statistics.variance(data)`. @param data at least two finite numbers */
export function variance(data: readonly Real[]): number {
  const [numerator, denominator] = sampleVariance(data);
  return divide(numerator, denominator);
}

/** `statistics.stdev(data)`. @param data at least two finite numbers */
export function standardDeviation(data: readonly Real[]): number {
  const [numerator, denominator] = sampleVariance(data);
  return squareRoot(numerator, denominator);
}

/** `numpy.percentile(data, 95)`, linear between neighbours. @param data at least two finite numbers */
export function percentile95(data: readonly Real[]): number {
  const sorted = Float64Array.from(data, Number).sort();
  const position = (sorted.length - 1) * 0.95;
  const below = Math.floor(position);
  const fraction = position - below;
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  const distance = high - low;
  return fraction >= 0.5 ? high - distance * (1 - fraction) : low + distance * fraction;
}

/** `round(numpy.float64(value), 2)`: scales, rounds half to even, scales back. */
export function roundLikeNumpy(value: number): number {
  const scaled = value * 100;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const isUp = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (isUp ? below + 1 : below) / 100;
}

/** The exact variance as numerator and denominator (> 0). */
function sampleVariance(data: readonly Real[]): [numerator: bigint, denominator: bigint] {
  const { integers, exponent } = scale(data);
  const count = BigInt(data.length);
  const sum = total(integers);
  const squares = total(integers.map((value) => value * value));
  return [count * squares - sum * sum, (count * (count - 1n)) << (2n * exponent)];
}

function total(integers: readonly bigint[]): bigint {
  return integers.reduce((sum, value) => sum + value, 0n);
}

function scale(data: readonly Real[]): Scaled {
  const parts = data.map((value) =>
    typeof value === 'bigint' ? ([value, 0n] as const) : binaryParts(value),
  );
  const exponent = parts.reduce((most, [, power]) => (power > most ? power : most), 0n);
  return { integers: parts.map(([integer, power]) => integer << (exponent - power)), exponent };
}

const float = new Float64Array(1);
const bits = new BigUint64Array(float.buffer);
const FRACTION_BITS = 52n;
const SMALLEST_POWER = 1074n;

/** `value` = integer / 2^power, power ≥ 0. */
function binaryParts(value: number): readonly [integer: bigint, power: bigint] {
  if (Number.isInteger(value)) return [BigInt(value), 0n];
  float[0] = Math.abs(value);
  const exponent = (bits[0] ?? 0n) >> FRACTION_BITS;
  const fraction = (bits[0] ?? 0n) & ((1n << FRACTION_BITS) - 1n);
  const magnitude = exponent === 0n ? fraction : fraction | (1n << FRACTION_BITS);
  const power = exponent === 0n ? SMALLEST_POWER : SMALLEST_POWER + 1n - exponent;
  return [value < 0 ? -magnitude : magnitude, power];
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return hex.length * 4 - Math.clz32(parseInt(hex.slice(0, 1), 16)) + 28;
}

/** The float nearest to numerator / denominator (> 0). */
function divide(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -divide(-numerator, denominator);
  if (numerator === 0n) return 0;
  const shift = 66 - bitLength(numerator) + bitLength(denominator);
  const dividend = shift > 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift > 0 ? denominator : denominator << BigInt(-shift);
  const quotient = dividend / divisor;
  const isExact = quotient * divisor === dividend;
  return timesPowerOfTwo(Number(isExact ? quotient : quotient | 1n), -shift);
}

/** The float nearest to the square root of numerator / denominator (> 0). */
function squareRoot(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  const halfShift = Math.ceil((132 - bitLength(numerator) + bitLength(denominator)) / 2);
  const dividend = halfShift > 0 ? numerator << BigInt(2 * halfShift) : numerator;
  const divisor = halfShift > 0 ? denominator : denominator << BigInt(-2 * halfShift);
  const root = integerSquareRoot(dividend / divisor);
  const isExact = root * root * divisor === dividend;
  return timesPowerOfTwo(Number(isExact ? root : root | 1n), -halfShift);
}

/** The largest integer whose square is at most `value` (> 0). */
function integerSquareRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** In two steps, as 2^power alone may be no float. */
function timesPowerOfTwo(value: number, power: number): number {
  const half = Math.trunc(power / 2);
  return value * 2 ** half * 2 ** (power - half);
}
