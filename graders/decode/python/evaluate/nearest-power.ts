import { wholeMantissa } from './float-parts.ts';
import { bitLength, nearestScaled } from './rounding.ts';

/** Fixed-point numbers: an int of this many binary places. */
const PLACES = 192n;
const ONE = 1n << PLACES;
const MAX_EXACT_EXPONENT = 64;

/**
 * The float nearest to `base ** exponent`, for finite operands and `base` > 0; Infinity where it overflows.
 * Exact for whole exponents up to 64, otherwise from a logarithm of 192 binary places.
 */
export function nearestPower(base: number, exponent: number): number {
  if (base === 1 || exponent === 0) return 1;
  const { mantissa, scale } = wholeMantissa(base);
  if (Number.isInteger(exponent) && exponent > 0 && exponent <= MAX_EXACT_EXPONENT) {
    return nearestScaled(mantissa ** BigInt(exponent), scale * exponent);
  }
  const estimate = exponent * Math.log2(base);
  if (estimate > 1100) return Infinity;
  if (estimate < -1200) return 0;
  const power = times(logarithmToBaseTwo(mantissa, scale), exponent);
  const whole = power >> PLACES;
  return nearestScaled(exponentialOfTwo(power - (whole << PLACES)), Number(whole - PLACES));
}

/** A fixed-point number times a float, exactly but for the last place. */
function times(fixed: bigint, factor: number): bigint {
  const { mantissa, scale } = wholeMantissa(Math.abs(factor));
  const product = (factor < 0 ? -fixed : fixed) * mantissa;
  return scale >= 0 ? product << BigInt(scale) : product >> BigInt(-scale);
}

function logarithmToBaseTwo(mantissa: bigint, scale: number): bigint {
  let shift = bitLength(mantissa);
  let fraction = mantissa << (PLACES - BigInt(shift));
  if (fraction * 3n < ONE * 2n) {
    shift -= 1;
    fraction <<= 1n;
  }
  return (BigInt(shift + scale) << PLACES) + (naturalLogarithm(fraction) << PLACES) / logarithmOfTwo;
}

/** ln of a fixed-point number from 2/3 to 4/3, by the series of the inverse hyperbolic tangent. */
function naturalLogarithm(fixed: bigint): bigint {
  const z = ((fixed - ONE) << PLACES) / (fixed + ONE);
  const square = (z * z) >> PLACES;
  let sum = 0n;
  let power = z;
  for (let divisor = 1n; power !== 0n && power !== -1n; divisor += 2n) {
    sum += power / divisor;
    power = (power * square) >> PLACES;
  }
  return 2n * sum;
}

const logarithmOfTwo = naturalLogarithm((ONE * 4n) / 3n) - naturalLogarithm((ONE * 2n) / 3n);

/** 2 ** x of a fixed-point number from 0 to 1. */
function exponentialOfTwo(x: bigint): bigint {
  const exponent = (x * logarithmOfTwo) >> PLACES;
  let sum = 0n;
  let term = ONE;
  for (let n = 1n; term !== 0n; n += 1n) {
    sum += term;
    term = ((term * exponent) >> PLACES) / n;
  }
  return sum;
}
