import { repr, type Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import { formatOperand } from './format-spec.ts';
import { asciiOf, reprOf, strOf } from './object-text.ts';
import type { Arguments } from './objects.ts';
import { subscript } from './sequences.ts';

const FIELD_NAME = /[^[\]{}:!]*(?:\[[^\]]*\])*/y;
const PLAIN_TEXT = /[^{}]+/y;
const MAX_NESTING = 2;

/** `template.format(…)`. @throws {DecodeError} where Python raises, and for attributes */
export function formatBraces(template: string, passed: Arguments, budget: Budget): string {
  const reader = new TemplateReader(template, passed, budget);
  return reader.text(MAX_NESTING, false);
}

class TemplateReader {
  private position = 0;
  private automatic = 0;
  private numbering: 'automatic' | 'manual' | undefined;

  constructor(
    private readonly template: string,
    private readonly passed: Arguments,
    private readonly budget: Budget,
  ) {}

  /** Up to the end, or inside a field up to its closing brace. */
  text(nesting: number, isInField: boolean): string {
    if (nesting === 0) raise('ValueError', 'Max string recursion exceeded');
    let result = '';
    for (;;) {
      result += this.match(PLAIN_TEXT);
      this.budget.spendText(result.length);
      const brace = this.template.charAt(this.position);
      if (brace === '' && !isInField) return result;
      if (brace === '') raise('ValueError', "expected '}' before end of string");
      if (brace === '}' && isInField) return result;
      const isDoubled = this.template.charAt(this.position + 1) === brace;
      if (isDoubled && isInField) refuse('doubled braces in a format');
      if (brace === '{' && this.position + 1 === this.template.length)
        raise('ValueError', "Single '{' encountered in format string");
      this.position += isDoubled ? 2 : 1;
      if (isDoubled) result += brace;
      else if (brace === '}') raise('ValueError', "Single '}' encountered in format string");
      else result += this.field(nesting);
    }
  }

  private field(nesting: number): string {
    const name = this.match(FIELD_NAME);
    const operand = this.lookUp(name);
    const converted = this.take('!') ? this.convert(operand) : operand;
    const spec = this.take(':') ? this.text(nesting - 1, true) : '';
    if (!this.take('}')) raise('ValueError', "expected '}' before end of string");
    return formatOperand(converted, spec, this.budget);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const text = pattern.exec(this.template)?.[0] ?? '';
    this.position += text.length;
    return text;
  }

  private take(character: string): boolean {
    if (this.template.charAt(this.position) !== character) return false;
    this.position += 1;
    return true;
  }

  private convert(operand: Value): string {
    const code = this.template.charAt(this.position);
    this.position += 1;
    const write = { s: strOf, r: reprOf, a: asciiOf }[code];
    return write === undefined
      ? raise('ValueError', `Unknown conversion specifier ${code}`)
      : write(operand, this.budget);
  }

  private lookUp(name: string): Value {
    const [first = ''] = name.split('[', 1);
    if (first.includes('.') || this.template.charAt(this.position) === '.')
      refuse('an attribute in a format');
    if (/[^\x00-\x7f]/.test(first)) refuse('a format field beyond ASCII');
    let operand = this.argument(first);
    for (const [, key = ''] of name.slice(first.length).matchAll(/\[([^\]]*)\]/g)) {
      if (key === '') raise('ValueError', 'Empty attribute in format string');
      operand = subscript(operand, /^\d+$/.test(key) ? BigInt(key) : key, this.budget);
    }
    return operand;
  }

  private argument(name: string): Value {
    const isNumber = /^\d+$/.test(name);
    if (name !== '' && !isNumber) {
      const named = this.passed.keywords.get(name);
      return named === undefined ? raise('KeyError', repr(name)) : named;
    }
    const numbering = isNumber ? 'manual' : 'automatic';
    if ((this.numbering ??= numbering) !== numbering) {
      raise(
        'ValueError',
        isNumber
          ? 'cannot switch from automatic field numbering to manual field specification'
          : 'cannot switch from manual field specification to automatic field numbering',
      );
    }
    const index = isNumber ? Number(name) : this.automatic++;
    const operand = this.passed.positional[index];
    return operand === undefined
      ? raise('IndexError', `Replacement index ${index} out of range for positional args tuple`)
      : operand;
  }
}
