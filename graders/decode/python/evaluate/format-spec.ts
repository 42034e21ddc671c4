import { codePointLength, Complex, typeName, type Value } from '../../../../datasets/index.ts';
import { isIntegral } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import { toFloat } from './floats.ts';
import { floatText, groupDigits } from './number-format.ts';
import { strOf } from './object-text.ts';
import { characters, isAscii } from './text.ts';
import { PrintedNumber } from './opaque-objects.ts';

type Spec = {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly isAlternate: boolean;
  readonly width: number;
  readonly separator: string;
  readonly precision: number | undefined;
  readonly type: string;
};

const SYNTAX =
  /^(?:(?<fill>[^])(?=[<>=^]))?(?<align>[<>=^])?(?<sign>[-+ ])?(?<z>z)?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<separator>[,_])?(?:\.(?<precision>\d+))?(?<type>[^])?$/u;
const GROUPED_TYPES = 'deEfFgG%';

/** `format(operand, spec)`. @throws {DecodeError} where Python raises, and for locale and complex formats */
export function formatOperand(operand: Value, spec: string, budget: Budget): string {
  if (spec === '') return strOf(operand, budget);
  if (operand instanceof PrintedNumber) return refuse('formatting a number of this kind');
  if (typeof operand === 'string') return formatText(operand, parse(spec, '<', 's', 'str'), budget);
  if (isIntegral(operand)) return formatInteger(operand, parse(spec, '>', 'd', typeName(operand)), budget);
  if (typeof operand === 'number') return formatFloat(operand, parse(spec, '>', '', 'float'), budget);
  if (operand instanceof Complex) return refuse('formatting a complex number');
  return raise('TypeError', `unsupported format string passed to ${typeName(operand)}.__format__`);
}

/** @see CPython `parse_internal_render_format_spec` */
function parse(spec: string, defaultAlign: string, defaultType: string, owner: string): Spec {
  if (!isAscii(spec) && /\d/u.test(spec.replace(/[\x00-\x7f]/g, ''))) refuse('digits of other scripts');
  const groups = SYNTAX.exec(spec)?.groups;
  if (groups === undefined)
    return raise('ValueError', `Invalid format specifier '${spec}' for object of type '${owner}'`);
  if (groups['z'] !== undefined) refuse('the format option z');
  const { fill, align, zero, separator = '', type = defaultType } = groups;
  if (type === 'n') refuse('the format type n');
  checkSeparator(separator, type);
  const padsWithZeros = zero !== undefined && fill === undefined;
  const zeroAlign = padsWithZeros && defaultAlign === '>' ? '=' : defaultAlign;
  return {
    fill: fill ?? (padsWithZeros ? '0' : ' '),
    align: align ?? zeroAlign,
    sign: groups['sign'] ?? '',
    isAlternate: groups['alternate'] !== undefined,
    width: size(groups['width']) ?? 0,
    separator,
    precision: size(groups['precision']),
    type,
  };
}

function size(digits: string | undefined): number | undefined {
  if (digits === undefined) return undefined;
  const count = Number(digits);
  return count >= 2 ** 63 ? raise('ValueError', 'Too many decimal digits in format string') : count;
}

function checkSeparator(separator: string, type: string): void {
  if (separator === '' || type === '' || GROUPED_TYPES.includes(type)) return;
  if (separator === '_' && 'boxX'.includes(type)) return;
  raise('ValueError', `Cannot specify '${separator}' with '${type}'.`);
}

function unknownCode(code: string, type: string): never {
  return raise('ValueError', `Unknown format code '${code}' for object of type '${type}'`);
}

function formatText(text: string, spec: Spec, budget: Budget): string {
  if (spec.type !== 's') unknownCode(spec.type, 'str');
  const where = 'not allowed in string format specifier';
  if (spec.sign !== '') raise('ValueError', `${spec.sign === ' ' ? 'Space' : 'Sign'} ${where}`);
  if (spec.isAlternate) raise('ValueError', `Alternate form (#) ${where}`);
  if (spec.align === '=') raise('ValueError', `'=' alignment ${where}`);
  const cut = spec.precision === undefined ? text : takeCharacters(text, spec.precision);
  return pad('', cut, spec, budget);
}

/** The first characters of a text. */
export function takeCharacters(text: string, count: number): string {
  const all = characters(text);
  return typeof all === 'string' ? all.slice(0, count) : all.slice(0, count).join('');
}

function formatInteger(operand: bigint | boolean, spec: Spec, budget: Budget): string {
  const value = BigInt(operand);
  if (spec.type !== '' && 'eEfFgG%'.includes(spec.type)) return formatFloat(toFloat(value), spec, budget);
  if (spec.precision !== undefined) raise('ValueError', 'Precision not allowed in integer format specifier');
  if (spec.type === 'c') return formatCharacter(value, spec, budget);
  const radix = { d: 10, b: 2, o: 8, x: 16, X: 16 }[spec.type];
  if (radix === undefined) return unknownCode(spec.type, typeName(operand));
  const size = value < 0n ? -value : value;
  const digits = radix === 10 ? strOf(size, budget) : size.toString(radix);
  const prefix = spec.isAlternate && radix !== 10 ? `0${spec.type}` : '';
  const lead = signOf(value < 0n, spec.sign) + prefix;
  const body = spec.type === 'X' ? digits.toUpperCase() : digits;
  return padNumber(lead, body, '', spec, radix === 10 ? 3 : 4, budget);
}

function formatCharacter(value: bigint, spec: Spec, budget: Budget): string {
  const where = "not allowed with integer format specifier 'c'";
  if (spec.sign !== '') raise('ValueError', `Sign ${where}`);
  if (spec.isAlternate) raise('ValueError', `Alternate form (#) ${where}`);
  return pad('', characterOf(value), spec, budget);
}

/** `chr(value)`. @throws {DecodeError} where Python raises, and for lone surrogates */
export function characterOf(value: bigint): string {
  if (value < 0n || value > 0x10ffffn) raise('ValueError', 'chr() arg not in range(0x110000)');
  if (value >= 0xd800n && value <= 0xdfffn) refuse('a lone surrogate');
  return String.fromCodePoint(Number(value));
}

function formatFloat(value: number, spec: Spec, budget: Budget): string {
  if (!'eEfFgG%'.includes(spec.type)) unknownCode(spec.type, 'float');
  const isPercent = spec.type === '%';
  const type = isPercent ? 'f' : spec.type === '' ? 'r' : spec.type;
  const scaled = isPercent ? value * 100 : value;
  const isNegative = scaled < 0 || Object.is(scaled, -0);
  const text = floatText(Math.abs(scaled), { ...spec, type }, budget) + (isPercent ? '%' : '');
  const whole = /^\d*/.exec(text)?.[0] ?? '';
  if (whole === '' && spec.separator !== '') refuse('grouping an infinite float');
  return padNumber(signOf(isNegative, spec.sign), whole, text.slice(whole.length), spec, 3, budget);
}

function signOf(isNegative: boolean, sign: string): string {
  if (isNegative) return '-';
  return sign === '+' || sign === ' ' ? sign : '';
}

/** A number: sign or prefix, digits to group, and the rest. */
function padNumber(
  lead: string,
  digits: string,
  rest: string,
  spec: Spec,
  groupSize: number,
  budget: Budget,
): string {
  budget.spendText(spec.width + 2 * digits.length);
  const fillsWithZeros = spec.fill === '0' && spec.align === '=' && digits !== '';
  const minWidth = fillsWithZeros ? Math.max(0, spec.width - lead.length - rest.length) : 0;
  const grouped = digits === '' ? '' : groupDigits(digits, spec.separator, groupSize, minWidth);
  return pad(lead, grouped + rest, spec, budget);
}

function pad(lead: string, body: string, { fill, align, width }: Spec, budget: Budget): string {
  const missing = Math.max(0, width - lead.length - codePointLength(body));
  budget.spendText(body.length + 2 * missing);
  switch (align) {
    case '<':
      return lead + body + fill.repeat(missing);
    case '^': {
      const before = Math.floor(missing / 2);
      return fill.repeat(before) + lead + body + fill.repeat(missing - before);
    }
    case '=':
      return lead + fill.repeat(missing) + body;
    default:
      return fill.repeat(missing) + lead + body;
  }
}
