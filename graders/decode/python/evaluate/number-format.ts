import { floatRepr, formatFixed } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { significantDigits } from './float-parts.ts';

const DEFAULT_PRECISION = 6;
/** No float has more digits than this, before or after the point: what follows are zeros. */
const MAX_DIGITS = 1100;
/** In the budget's units. */
const SHORT_COST = 50;
const LONG_COST = 1500;

export type FloatStyle = {
  /** e, f, g or r (as `repr`, or as g where there is a precision), in either case. */
  readonly type: string;
  readonly precision: number | undefined;
  /** `#`: the point and g's trailing zeros stay. */
  readonly isAlternate: boolean;
};

/**
 * The text of a float's magnitude, without sign, padding or grouping.
 * @see CPython `PyOS_double_to_string`
 */
export function floatText(size: number, style: FloatStyle, budget: Budget): string {
  const isUpper = style.type !== style.type.toLowerCase();
  if (!Number.isFinite(size)) {
    const text = Number.isNaN(size) ? 'nan' : 'inf';
    return isUpper ? text.toUpperCase() : text;
  }
  const precision = style.precision ?? DEFAULT_PRECISION;
  budget.spendText(precision);
  budget.spend(precision > 100 || size >= 1e21 ? LONG_COST : SHORT_COST);
  const text = finiteText(size, style, precision);
  return isUpper ? text.toUpperCase() : text;
}

function finiteText(size: number, style: FloatStyle, precision: number): string {
  switch (style.type.toLowerCase()) {
    case 'f':
      return fixedText(size, precision) + (style.isAlternate && precision === 0 ? '.' : '');
    case 'e':
      return exponentText(paddedDigits(size, precision + 1), style.isAlternate);
    case 'g':
      return generalText(size, Math.max(precision, 1), style.isAlternate, false);
    default:
      if (style.precision === undefined) return alternate(floatRepr(size), style.isAlternate);
      return generalText(size, Math.max(precision, 1), style.isAlternate, true);
  }
}

function fixedText(size: number, precision: number): string {
  return formatFixed(size, Math.min(precision, MAX_DIGITS)) + '0'.repeat(Math.max(0, precision - MAX_DIGITS));
}

function paddedDigits(size: number, count: number): { digits: string; exponent: number } {
  const { digits, exponent } = significantDigits(size, Math.min(count, MAX_DIGITS));
  return { digits: digits.padEnd(count, '0'), exponent };
}

/** With `#` the text of `repr` has a point, also before an exponent. */
function alternate(text: string, isAlternate: boolean): string {
  return isAlternate && !text.includes('.') ? text.replace('e', '.e') : text;
}

function exponentText(
  { digits, exponent }: { digits: string; exponent: number },
  isAlternate: boolean,
): string {
  const point = digits.length > 1 || isAlternate ? '.' : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits.slice(0, 1)}${point}${digits.slice(1)}e${exponent < 0 ? '-' : '+'}${size}`;
}

function generalText(size: number, precision: number, isAlternate: boolean, keepsPoint: boolean): string {
  const { digits, exponent } = paddedDigits(size, precision);
  const kept = isAlternate ? digits : digits.replace(/(?!^)0+$/, '');
  if (exponent < -4 || exponent >= precision - (keepsPoint ? 1 : 0)) {
    return exponentText({ digits: kept, exponent }, isAlternate);
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${kept}`;
  const whole = kept.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = kept.slice(exponent + 1);
  if (fraction !== '') return `${whole}.${fraction}`;
  if (keepsPoint) return `${whole}.0`;
  return isAlternate ? `${whole}.` : whole;
}

/** Digits in groups, with zeros before them until the text is at least `minWidth` long. */
export function groupDigits(digits: string, separator: string, size: number, minWidth: number): string {
  if (separator === '') return digits.padStart(minWidth, '0');
  const fullGroups = Math.floor(minWidth / (size + 1));
  const rest = minWidth - fullGroups * (size + 1);
  const padded = digits.padStart(fullGroups * size + Math.max(rest, 1), '0');
  const head = padded.length % size;
  const groups = head === 0 ? [] : [padded.slice(0, head)];
  for (let i = head; i < padded.length; i += size) groups.push(padded.slice(i, i + size));
  return groups.join(separator);
}
