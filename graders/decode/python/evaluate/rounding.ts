/** Bits of the magnitude. */
export function bitLength(value: bigint): number {
  if (value <= 0xffffffffn && value >= -0xffffffffn) return 32 - Math.clz32(Math.abs(Number(value)));
  const digits = (value < 0n ? -value : value).toString(16);
  return 4 * digits.length + 28 - Math.clz32(parseInt(digits.charAt(0), 16));
}

/** The int nearest to `numerator / denominator`, ties to even, for `denominator` > 0. */
export function nearestInt(numerator: bigint, denominator: bigint): bigint {
  let rest = numerator % denominator;
  if (rest < 0n) rest += denominator;
  const floor = (numerator - rest) / denominator;
  const isUp = rest * 2n > denominator || (rest * 2n === denominator && (floor & 1n) === 1n);
  return isUp ? floor + 1n : floor;
}

const MANTISSA_BITS = 53;
const SMALLEST_EXPONENT = -1074;

/** The float nearest to `value * 2 ** scale`, ties to even, for `value` ≥ 0; Infinity where it overflows. */
export function nearestScaled(value: bigint, scale: number): number {
  const bits = bitLength(value);
  const dropped = Math.max(bits - MANTISSA_BITS, SMALLEST_EXPONENT - scale);
  if (dropped <= 0) return scaleByPowerOfTwo(Number(value), scale);
  if (dropped > bits + 1) return 0;
  return scaleByPowerOfTwo(Number(nearestInt(value, 1n << BigInt(dropped))), scale + dropped);
}

/** `value * 2 ** exponent` without rounding twice, for a `value` that needs no more bits than the result has. */
function scaleByPowerOfTwo(value: number, exponent: number): number {
  let result = value;
  let rest = exponent;
  for (; rest > 1000; rest -= 1000) {
    result *= 2 ** 1000;
    if (!Number.isFinite(result)) return result;
  }
  for (; rest < -1000; rest += 1000) result *= 2 ** -1000;
  return result * 2 ** rest;
}

/**
 * The float nearest to `numerator / denominator`, ties to even, for `numerator` ≥ 0 and `denominator` > 0; Infinity
 * where it overflows.
 */
export function nearestQuotient(numerator: bigint, denominator: bigint): number {
  const surplus = bitLength(numerator) - bitLength(denominator);
  const shift = Math.max(0, MANTISSA_BITS + 2 - surplus);
  const scaled = numerator << BigInt(shift);
  const quotient = scaled / denominator;
  // A last bit that stands for the rest, below those that the float keeps.
  const isInexact = quotient * denominator !== scaled;
  return nearestScaled((quotient << 1n) | (isInexact ? 1n : 0n), -shift - 1);
}
