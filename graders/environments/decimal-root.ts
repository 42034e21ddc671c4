import { bitsOf } from './binary-float.ts';

/** A decimal number: `coefficient` × 10^`exponent`. The coefficient's digits are significant, zeros at its end too. */
type Decimal = { readonly isNegative: boolean; readonly coefficient: bigint; readonly exponent: number };

/** `Decimal(value)` of a float or an int, exact. */
export function decimalOf(value: number | bigint): Decimal {
  if (typeof value === 'bigint')
    return { isNegative: value < 0n, coefficient: value < 0n ? -value : value, exponent: 0 };
  const isNegative = value < 0 || Object.is(value, -0);
  let [mantissa, halvings] = [Math.abs(value), 0];
  while (!Number.isInteger(mantissa)) [mantissa, halvings] = [mantissa * 2, halvings + 1];
  // A half is five tenths.
  return { isNegative, coefficient: BigInt(mantissa) * 5n ** BigInt(halvings), exponent: -halvings };
}

/**
 * The square root with so many significant digits, ties to even.
 * @param value not below 0
 * @see CPython `_pydecimal.py`, `Decimal.sqrt`
 */
export function decimalRoot(value: Decimal, precision: number): Decimal {
  const { isNegative, coefficient, exponent } = value;
  if (coefficient === 0n) return { isNegative, coefficient: 0n, exponent: Math.floor(exponent / 2) };
  const isOdd = exponent % 2 !== 0;
  const length = coefficient.toString().length;
  const digits = isOdd ? (length >> 1) + 1 : (length + 1) >> 1;
  const shift = precision + 1 - digits;
  const whole = isOdd ? coefficient * 10n : coefficient;
  const unit = 100n ** BigInt(Math.abs(shift));
  const scaled = shift >= 0 ? whole * unit : whole / unit;
  let root = integerRoot(scaled);
  const isExact = root * root === scaled && (shift >= 0 || whole % unit === 0n);
  let power = Math.floor(exponent / 2) - shift;
  if (isExact) {
    root = shift >= 0 ? root / 10n ** BigInt(shift) : root * 10n ** BigInt(-shift);
    power += shift;
  } else if (root % 5n === 0n) root += 1n;
  return rounded({ isNegative: false, coefficient: root, exponent: power }, precision);
}

function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt((bitsOf(value) + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function rounded(value: Decimal, precision: number): Decimal {
  const surplus = value.coefficient.toString().length - precision;
  if (surplus <= 0) return value;
  const unit = 10n ** BigInt(surplus);
  const rest = value.coefficient % unit;
  let kept = value.coefficient / unit;
  if (rest * 2n > unit || (rest * 2n === unit && kept % 2n === 1n)) kept += 1n;
  const isCarried = kept.toString().length > precision;
  return {
    isNegative: value.isNegative,
    coefficient: isCarried ? kept / 10n : kept,
    exponent: value.exponent + surplus + (isCarried ? 1 : 0),
  };
}

/** `str(decimal)`. */
export function decimalText({ isNegative, coefficient, exponent }: Decimal): string {
  const digits = coefficient.toString();
  const sign = isNegative ? '-' : '';
  const left = exponent + digits.length;
  if (exponent <= 0 && left > -6) {
    if (exponent === 0) return sign + digits;
    return left > 0
      ? `${sign}${digits.slice(0, left)}.${digits.slice(left)}`
      : `${sign}0.${'0'.repeat(-left)}${digits}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const power = left - 1;
  return `${sign}${digits.slice(0, 1)}${fraction}E${power < 0 ? '' : '+'}${power}`;
}
