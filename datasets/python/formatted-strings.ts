import { Code } from './character-codes.ts';
import { PythonSyntaxError } from './errors.ts';
import { deepestBrackets } from './limits.ts';
import { decodeText, joinTexts, type Text } from './strings.ts';
import type { Expression } from './syntax.ts';

/** Reads a field's expression. @param offset where `text` stands in the source, for errors */
type ReadEmbedded = (text: string, offset: number) => Expression;

/** What a run of adjacent strings with an f-string among them consists of. */
export class JoinedParts {
  readonly values: Expression[] = [];
  private texts: Text[] = [];

  /** @param hasUnicodePrefix whether the first of the strings begins with u */
  constructor(readonly hasUnicodePrefix: boolean) {}

  addText(text: Text): void {
    if (text !== '') this.texts.push(text);
  }

  addExpression(expression: Expression): void {
    this.flush(this.hasUnicodePrefix);
    this.values.push(expression);
  }

  finish(hasUnicodePrefix: boolean): Expression {
    this.flush(hasUnicodePrefix);
    return { kind: 'JoinedStr', values: this.values };
  }

  private flush(hasUnicodePrefix: boolean): void {
    if (this.texts.length === 0) return;
    const value = joinTexts(this.texts);
    this.texts = [];
    this.values.push(textConstant(value, hasUnicodePrefix));
  }
}

export function textConstant(value: Text, hasUnicodePrefix: boolean): Expression {
  return hasUnicodePrefix ? { kind: 'Constant', value, unicodePrefix: true } : { kind: 'Constant', value };
}

const closers = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const deepestSpecification = 1;

/** Reads what stands between the quotes of one f-string, as CPython did before 3.12: fields are cut out first. */
export class FormattedStringReader {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly isRaw: boolean,
    private readonly offset: number,
    private readonly readEmbedded: ReadEmbedded,
  ) {}

  /**
   * @param nesting 0 for the string itself, 1 for a format specification in it, 2 for one within that
   * @throws {PythonSyntaxError}
   */
  read(parts: JoinedParts, nesting = 0): void {
    for (;;) {
      const wasDoubledBrace = this.readLiteral(parts, nesting);
      if (wasDoubledBrace) continue;
      if (this.text[this.position] !== '{') break;
      this.readField(parts, nesting);
    }
    if (nesting > 0 && this.text[this.position] !== '}') this.fail("expecting '}'");
  }

  private fail(reason: string, separator = ': '): never {
    throw new PythonSyntaxError(`f-string${separator}${reason}`, this.offset + this.position);
  }

  private failPart(character: string): never {
    return this.fail(`expression part cannot include ${character === '#' ? "'#'" : 'a backslash'}`, ' ');
  }

  /** Text up to a field, to the end or through a doubled brace, in which case the result is true. */
  private readLiteral(parts: JoinedParts, nesting: number): boolean {
    const { text, position: start } = this;
    let position = start;
    let isDoubled = false;
    for (; position < text.length; position++) {
      let character = text[position];
      if (character === '\\' && !this.isRaw && position + 1 < text.length) {
        character = text[++position];
        if (character === 'N') position = this.characterNameEnd(position);
      }
      if (character !== '{' && character !== '}') continue;
      isDoubled = nesting === 0 && text[position + 1] === character;
      break;
    }
    const literal = text.slice(start, isDoubled ? position + 1 : position);
    parts.addText(this.isRaw ? literal : decodeText(literal, this.offset + start));
    this.position = isDoubled ? position + 2 : position;
    if (!isDoubled && nesting === 0 && text[position] === '}') this.fail("single '}' is not allowed");
    return isDoubled;
  }

  /** Index of the last unit of what follows the N of `\N`. */
  private characterNameEnd(letter: number): number {
    if (this.text[letter + 1] !== '{') return Math.min(letter + 1, this.text.length - 1);
    const end = this.text.indexOf('}', letter);
    return end < 0 ? this.text.length - 1 : end;
  }

  private readField(parts: JoinedParts, nesting: number): void {
    if (nesting > deepestSpecification) this.fail('expressions nested too deeply');
    const start = ++this.position;
    this.skipExpression();
    const expressionText = this.text.slice(start, this.position);
    if (/^[ \t\n\f]*$/.test(expressionText)) this.fail('empty expression not allowed');
    const value = this.readEmbedded(expressionText, this.offset + start);
    const isDebug = this.text[this.position] === '=';
    if (isDebug) {
      do this.position++;
      while (/^[ \t\n\v\f]$/.test(this.text[this.position] ?? ''));
    }
    const debugText = isDebug ? this.text.slice(start, this.position) : '';
    let conversion = this.readConversion();
    const formatSpec = this.readSpecification(parts, nesting);
    if (this.text[this.position] !== '}') this.fail("expecting '}'");
    this.position++;
    if (isDebug && formatSpec === null && conversion === -1) conversion = Code.LowerR;
    parts.addText(debugText);
    parts.addExpression({ kind: 'FormattedValue', value, conversion, formatSpec });
  }

  private readConversion(): number {
    if (this.text[this.position] !== '!') return -1;
    const conversion = this.text.charCodeAt(this.position + 1);
    if (conversion !== Code.LowerS && conversion !== Code.LowerR && conversion !== Code.LowerA)
      this.fail('invalid conversion character');
    this.position += 2;
    return conversion;
  }

  private readSpecification(parts: JoinedParts, nesting: number): Expression | null {
    if (this.text[this.position] !== ':') return null;
    this.position++;
    const specification = new JoinedParts(parts.hasUnicodePrefix);
    this.read(specification, nesting + 1);
    return specification.finish(false);
  }

  /** To the end of a field's expression: `!`, `:`, `=` or `}` outside of brackets and strings. */
  private skipExpression(): void {
    const { text } = this;
    const expected: string[] = [];
    for (; this.position < text.length; this.position++) {
      const character = text[this.position] ?? '';
      const closer = closers.get(character);
      if (character === '\\' || character === '#') this.failPart(character);
      else if (character === "'" || character === '"') this.skipString(character);
      else if (closer !== undefined) {
        if (expected.push(closer) > deepestBrackets) this.fail('too many nested parentheses');
      } else if (expected.length === 0 && '!:}=<>'.includes(character)) {
        if (character !== ':' && character !== '}' && text[this.position + 1] === '=') this.position++;
        else if (character !== '<' && character !== '>') return;
      } else if (character === ')' || character === ']' || character === '}') {
        if (expected.pop() !== character) this.fail(`unmatched '${character}'`);
      }
    }
    this.fail("expecting '}'");
  }

  /** From a string's first quote to its last unit. */
  private skipString(quote: string): void {
    const { text } = this;
    const triple = quote.repeat(3);
    const isTriple = text.startsWith(triple, this.position);
    const end = text.indexOf(isTriple ? triple : quote, this.position + (isTriple ? 3 : 1));
    if (end < 0) this.fail('unterminated string');
    if (text.slice(this.position, end).includes('\\')) this.failPart('\\');
    this.position = isTriple ? end + 2 : end;
  }
}
