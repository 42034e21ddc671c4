import { nearestInt } from './rounding.ts';

/** `value` = mantissa * 2 ** scale, mantissa odd, for a finite `value` > 0. */
export function wholeMantissa(value: number): { mantissa: bigint; scale: number } {
  let scale = 0;
  let mantissa = value;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    scale -= 1;
  }
  let whole = BigInt(mantissa);
  while ((whole & 0xffffn) === 0n) {
    whole >>= 16n;
    scale += 16;
  }
  while ((whole & 1n) === 0n) {
    whole >>= 1n;
    scale += 1;
  }
  return { mantissa: whole, scale };
}

/** `value` rounded to so many significant digits, ties to even, for a finite `value` ≥ 0. */
export function significantDigits(value: number, count: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(count), exponent: 0 };
  let exponent = Number(value.toExponential().split('e')[1]);
  for (;;) {
    const digits = roundToWhole(value, count - 1 - exponent).toString();
    if (digits.length === count) return { digits, exponent };
    exponent += digits.length > count ? 1 : -1;
  }
}

/** The int nearest to `value * 10 ** power`, ties to even, for a finite `value` > 0. */
function roundToWhole(value: number, power: number): bigint {
  const { mantissa, scale } = wholeMantissa(value);
  const up = (base: bigint, exponent: number): bigint => (exponent > 0 ? base ** BigInt(exponent) : 1n);
  return nearestInt(mantissa * up(2n, scale) * up(10n, power), up(2n, -scale) * up(10n, -power));
}
