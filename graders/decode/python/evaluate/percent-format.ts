import {
  Bytes,
  codePointLength,
  dictGet,
  repr,
  Tuple,
  isDict,
  isList,
  typeName,
  type Value,
} from '../../../../datasets/index.ts';
import { isIntegral, isReal } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { exceed, raise, refuse } from './failure.ts';
import { checkFinite, toFloat } from './floats.ts';
import { characterOf, takeCharacters } from './format-spec.ts';
import { floatText } from './number-format.ts';
import { asciiOf, reprOf, strOf } from './object-text.ts';
import { PythonRange } from './objects.ts';

const DIRECTIVE =
  /%(?:\((?<key>[^()]*)\)|(?!\())(?<flags>[-+ #0]*)(?<width>\*|\d*)(?:\.(?<precision>\*|\d*))?[hlL]?(?<type>[^])/uy;

type Directive = {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
  /** Characters before `type`. */
  readonly index: number;
};

/** `template % operand`. @throws {DecodeError} where Python raises */
export function formatPercent(template: string, operand: Value, budget: Budget): string {
  const supply = new Supply(operand, budget);
  let result = '';
  let position = 0;
  for (;;) {
    const percent = template.indexOf('%', position);
    if (percent < 0) break;
    DIRECTIVE.lastIndex = percent;
    const match = DIRECTIVE.exec(template);
    if (match?.groups === undefined) return unreadable(template.slice(percent));
    const head = template.slice(0, DIRECTIVE.lastIndex - (match.groups['type']?.length ?? 0));
    const text = match[0] === '%%' ? '%' : supply.text(match.groups, head);
    result += template.slice(position, percent) + text;
    position = DIRECTIVE.lastIndex;
    budget.spendText(result.length);
  }
  supply.checkUsedUp();
  return result + template.slice(position);
}

function unreadable(rest: string): never {
  if (/^%\([^)]*\(/.test(rest)) refuse('a mapping key with parentheses');
  return raise(
    'ValueError',
    rest.startsWith('%(') && !rest.includes(')') ? 'incomplete format key' : 'incomplete format',
  );
}

/** The values that the directives of one template take. */
class Supply {
  private next = 0;
  private readonly values: readonly Value[];

  constructor(
    private readonly operand: Value,
    private readonly budget: Budget,
  ) {
    this.values = operand instanceof Tuple ? operand.items : [operand];
  }

  /** @param head the template up to the directive's last character */
  text(groups: Readonly<Record<string, string | undefined>>, head: string): string {
    const { key, flags = '', type = '' } = groups;
    const keyed = key === undefined ? undefined : this.lookUp(key);
    const stars = [groups['width'], groups['precision']].filter((part) => part === '*').length;
    if (stars > 0 && key !== undefined) refuse('a mapping key with a variable width');
    let width = this.size(groups['width']) ?? 0;
    const precision = groups['precision'] === undefined ? undefined : (this.size(groups['precision']) ?? 0);
    const isLeft = flags.includes('-') || width < 0;
    width = Math.abs(width);
    const value = keyed === undefined ? this.take() : keyed;
    const directive = {
      flags,
      width,
      precision: precision === undefined ? undefined : Math.max(0, precision),
      type,
      index: codePointLength(head),
    };
    return pad(convert(value, directive, this.budget), directive, isLeft, this.budget);
  }

  checkUsedUp(): void {
    const { operand } = this;
    const isMapping =
      isDict(operand) || isList(operand) || operand instanceof Bytes || operand instanceof PythonRange;
    if (this.next < this.values.length && !isMapping) {
      raise('TypeError', 'not all arguments converted during string formatting');
    }
  }

  private take(): Value {
    const value = this.values[this.next];
    this.next += 1;
    return value === undefined ? raise('TypeError', 'not enough arguments for format string') : value;
  }

  private lookUp(key: string): Value {
    if (isList(this.operand)) return raise('TypeError', 'list indices must be integers or slices, not str');
    if (!isDict(this.operand)) return raise('TypeError', 'format requires a mapping');
    this.next = this.values.length;
    const value = dictGet(this.operand, key);
    return value === undefined ? raise('KeyError', repr(key)) : value;
  }

  private size(text: string | undefined): number | undefined {
    if (text === undefined || text === '') return undefined;
    const size = text === '*' ? this.starSize() : BigInt(text);
    const magnitude = size < 0n ? -size : size;
    return magnitude > 0x7fffffffn ? exceed('a width') : Number(size);
  }

  private starSize(): bigint {
    const size = this.take();
    return isIntegral(size) ? BigInt(size) : raise('TypeError', '* wants int');
  }
}

/** What is padded: a sign or prefix, and the body behind it. */
type Converted = { readonly lead: string; readonly body: string; readonly isNumber: boolean };

function convert(value: Value, directive: Directive, budget: Budget): Converted {
  const { precision, type } = directive;
  const write = { s: strOf, r: reprOf, a: asciiOf }[type];
  if (write !== undefined) {
    const text = write(value, budget);
    const body = precision === undefined ? text : takeCharacters(text, precision);
    return { lead: '', body, isNumber: false };
  }
  if (type === 'c') return { lead: '', body: character(value), isNumber: false };
  if (type !== '' && 'diuoxX'.includes(type)) return convertInteger(value, directive, budget);
  if (type !== '' && 'eEfFgG'.includes(type)) return convertFloat(value, directive, budget);
  return unsupportedCharacter(directive);
}

function unsupportedCharacter({ type, index }: Directive): never {
  const code = type.codePointAt(0) ?? 0;
  const shown = code > 31 && code < 127 ? type : '?';
  return raise(
    'ValueError',
    `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${index}`,
  );
}

function character(value: Value): string {
  if (isIntegral(value)) return characterOf(BigInt(value));
  if (typeof value === 'string' && codePointLength(value) === 1) return value;
  return raise('TypeError', '%c requires int or char');
}

function convertInteger(value: Value, directive: Directive, budget: Budget): Converted {
  const { flags, precision = 0, type } = directive;
  const radix = { o: 8, x: 16, X: 16 }[type] ?? 10;
  const whole = wholeNumber(value, type);
  const size = whole < 0n ? -whole : whole;
  const digits = radix === 10 ? strOf(size, budget) : size.toString(radix);
  budget.spendText(precision + digits.length);
  const prefix = flags.includes('#') && radix !== 10 ? `0${type}` : '';
  const body = (type === 'X' ? digits.toUpperCase() : digits).padStart(precision, '0');
  return { lead: signOf(whole < 0n, flags) + prefix, body, isNumber: true };
}

function wholeNumber(value: Value, type: string): bigint {
  if (isIntegral(value)) return BigInt(value);
  const isDecimal = 'diu'.includes(type);
  if (typeof value !== 'number' || !isDecimal) {
    const wanted = isDecimal ? 'a real number' : 'an integer';
    return raise('TypeError', `%${type} format: ${wanted} is required, not ${typeName(value)}`);
  }
  checkFinite(value);
  return BigInt(Math.trunc(value));
}

function convertFloat(value: Value, { flags, precision, type }: Directive, budget: Budget): Converted {
  if (!isReal(value)) return raise('TypeError', `must be real number, not ${typeName(value)}`);
  const float = toFloat(value);
  const isNegative = float < 0 || Object.is(float, -0);
  const style = { type, precision, isAlternate: flags.includes('#') };
  return { lead: signOf(isNegative, flags), body: floatText(Math.abs(float), style, budget), isNumber: true };
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function pad(
  { lead, body, isNumber }: Converted,
  directive: Directive,
  isLeft: boolean,
  budget: Budget,
): string {
  const missing = Math.max(0, directive.width - lead.length - codePointLength(body));
  budget.spendText(body.length + missing);
  if (isLeft) return lead + body + ' '.repeat(missing);
  if (isNumber && directive.flags.includes('0')) return lead + '0'.repeat(missing) + body;
  return ' '.repeat(missing) + lead + body;
}
