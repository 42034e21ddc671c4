import { normalizeNfkc } from '../values/text.ts';
import { asciiEnd, Code } from './character-codes.ts';
import { PythonSyntaxError } from './errors.ts';
import { identifierFault } from './identifiers.ts';
import { deepestBrackets } from './limits.ts';
import { numberEnd } from './numbers.ts';
import { Token, wordKind } from './tokens.ts';

const { Backslash, Colon, Dot, DoubleQuote, Equal, Exclamation, FormFeed, Greater, Hash, Less, Minus } = Code;
const { Newline, Nine, Quote, Space, Tab, Zero } = Code;
const { Name: nameKind, Number: numberKind, String: stringKind, CloseBrace, OpenBrace } = Token;

/** Values of `classes` above all kinds of one-character tokens: what a character may begin. */
const blankClass = 100;
const wordClass = 101;
const digitClass = 102;
const quoteClass = 103;
const operatorClass = 104;
const unknownClass = 105;

/** By character code: the kind of a token of one character, or one of the classes above. */
const classes = new Uint8Array(128).fill(unknownClass);
/** By character code: 1 if the character may stand inside a word. */
const wordCharacters = new Uint8Array(128);

function mark(table: Uint8Array, characters: string, value: number): void {
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = value;
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_';
mark(wordCharacters, `${letters}0123456789`, 1);
mark(classes, letters, wordClass);
mark(classes, '0123456789', digitClass);
mark(classes, ' \t\f\n#\\', blankClass);
mark(classes, '\'"', quoteClass);
mark(classes, ':=.|^&<>+-*/%@!', operatorClass);
Array.from('([{)]},', (character, i) => {
  mark(classes, character, i + 1);
});
mark(classes, '~', Token.Tilde);

/** Operators that `=` would make an assignment, and what their doubling means. */
const arithmetic = new Map<number, readonly [single: number, doubled: number]>(
  (
    [
      ['|', Token.VerticalBar, 0],
      ['^', Token.Circumflex, 0],
      ['&', Token.Ampersand, 0],
      ['<', Token.Less, Token.LeftShift],
      ['>', Token.Greater, Token.RightShift],
      ['+', Token.Plus, 0],
      ['-', Token.Minus, 0],
      ['*', Token.Star, Token.DoubleStar],
      ['/', Token.Slash, Token.DoubleSlash],
      ['%', Token.Percent, 0],
      ['@', Token.At, 0],
    ] as const
  ).map(([character, single, doubled]) => [character.charCodeAt(0), [single, doubled]]),
);

const stringPrefixes = new Set(['b', 'r', 'u', 'f', 'br', 'rb', 'fr', 'rf']);

/**
 * Reads one token after the other; the current one is in the fields. Only what Python refuses in any place is
 * refused here. The source holds no \r, no NUL and no lone surrogate.
 */
export class Lexer {
  /** One of `Token`. */
  protected kind: number = Token.End;
  protected start = 0;
  protected end = 0;
  /** Of a string: its text between the quotes, and whether a backslash stands in it. */
  protected contentStart = 0;
  protected contentEnd = 0;
  protected hasBackslash = false;
  /** Of a word: whether it is all ASCII. */
  private isAscii = true;
  private openBrackets = 0;

  constructor(protected readonly source: string) {}

  protected fail(reason = 'invalid syntax', offset = this.start): never {
    throw new PythonSyntaxError(reason, offset);
  }

  /** The code at `position`, 0 after the end. */
  private at(position: number): number {
    return position < this.source.length ? this.source.charCodeAt(position) : 0;
  }

  protected advance(): void {
    let position = this.end;
    let code = this.at(position);
    while (code === Space) code = this.at(++position);
    let group = code < asciiEnd ? (classes[code] ?? unknownClass) : wordClass;
    if (group === blankClass) {
      position = this.skipBlanks(position);
      if (position < 0) return;
      code = this.at(position);
      group = code < asciiEnd ? (classes[code] ?? unknownClass) : wordClass;
    }
    this.start = position;
    if (group < blankClass) {
      this.end = position + 1;
      this.kind = group;
      if (group <= CloseBrace) this.countBracket(group);
    } else if (group === wordClass) this.word(position);
    else if (group === quoteClass) this.string(position, code);
    else if (group === digitClass) this.number(position);
    else if (group === operatorClass) this.operator(position, code);
    else if (position < this.source.length) this.fail('invalid character');
    else {
      if (this.openBrackets > 0) this.fail('bracket was never closed');
      this.end = position;
      this.kind = Token.End;
    }
  }

  private countBracket(kind: number): void {
    if (kind > OpenBrace) {
      if (--this.openBrackets < 0) this.fail('unmatched closing bracket');
    } else if (++this.openBrackets > deepestBrackets) this.fail('too many nested parentheses');
  }

  /**
   * The next position that is no blank, comment, continued line end or line end within brackets; -1 if a line ended
   * outside brackets, which makes a token.
   */
  protected skipBlanks(from: number): number {
    let position = from;
    for (;;) {
      const code = this.at(position);
      if (code === Space || code === Tab || code === FormFeed) position++;
      else if (code === Backslash) position = this.continuedLine(position);
      else if (code === Hash) position = this.lineEnd(position);
      else if (code !== Newline) return position;
      else if (this.openBrackets > 0) position++;
      else {
        this.start = position;
        this.end = position + 1;
        this.kind = Token.Newline;
        return -1;
      }
    }
  }

  private continuedLine(backslash: number): number {
    if (this.at(backslash + 1) !== Newline)
      this.fail('unexpected character after line continuation', backslash);
    if (backslash + 2 >= this.source.length) this.fail('unexpected end of input', backslash);
    return backslash + 2;
  }

  private lineEnd(position: number): number {
    const end = this.source.indexOf('\n', position);
    return end < 0 ? this.source.length : end;
  }

  /**
   * Steps over lines without code, from the beginning of a line outside brackets.
   * @throws {PythonSyntaxError} if the first line with code, or the end of the text, is indented
   */
  protected skipEmptyLines(): void {
    let position = this.end;
    let isIndented = false;
    let wasContinuedIndented = false;
    for (;;) {
      const code = this.at(position);
      if (code === Space || code === Tab) isIndented = true;
      else if (code === FormFeed) isIndented = false;
      else if (code === Backslash) {
        wasContinuedIndented ||= isIndented;
        position = this.continuedLine(position) - 1;
      } else if (code === Newline || code === Hash) {
        isIndented = wasContinuedIndented = false;
        position = this.lineEnd(position);
        if (position === this.source.length) break;
      } else break;
      position++;
    }
    if (isIndented || wasContinuedIndented) this.fail('unexpected indent', position);
    this.end = position;
  }

  private word(start: number): void {
    let position = start;
    let code = this.at(position);
    let isAscii = true;
    for (;;) {
      if (code >= asciiEnd) isAscii = false;
      else if (wordCharacters[code] === 0) break;
      code = this.at(++position);
    }
    this.end = position;
    this.isAscii = isAscii;
    if (isAscii) {
      if (
        (code === DoubleQuote || code === Quote) &&
        position - start <= 2 &&
        this.isStringPrefix(start, position)
      ) {
        this.string(position, code);
      } else this.kind = wordKind(this.source, start, position);
      return;
    }
    const fault = identifierFault(this.source.slice(start, position));
    if (fault >= 0) this.fail('invalid character', start + fault);
    this.kind = nameKind;
  }

  private isStringPrefix(start: number, end: number): boolean {
    return stringPrefixes.has(this.source.slice(start, end).toLowerCase());
  }

  /** Text of the current token, a name. Beyond ASCII Python reads names in Unicode's form NFKC. */
  protected nameText(): string {
    const text = this.source.slice(this.start, this.end);
    return this.isAscii ? text : normalizeNfkc(text);
  }

  private string(opening: number, quote: number): void {
    const { source } = this;
    const { length } = source;
    const isTriple = source.charCodeAt(opening + 1) === quote && source.charCodeAt(opening + 2) === quote;
    let position = opening + (isTriple ? 3 : 1);
    this.kind = stringKind;
    this.contentStart = position;
    this.hasBackslash = false;
    for (; position < length; position++) {
      const code = source.charCodeAt(position);
      if (code === quote) {
        if (!isTriple) break;
        if (source.charCodeAt(position + 1) === quote && source.charCodeAt(position + 2) === quote) break;
      } else if (code === Backslash) {
        this.hasBackslash = true;
        position++;
      } else if (code === Newline && !isTriple) break;
    }
    if (position >= length || source.charCodeAt(position) === Newline)
      this.fail('unterminated string literal');
    this.contentEnd = position;
    this.end = position + (isTriple ? 3 : 1);
  }

  private number(start: number): void {
    this.kind = numberKind;
    this.end = numberEnd(this.source, start);
  }

  private operator(start: number, code: number): void {
    const next = this.at(start + 1);
    const isBeforeEqual = next === Equal;
    this.end = start + 1;
    if (code === Equal) this.finish(isBeforeEqual, Token.EqualEqual, Token.Equal);
    else if (code === Colon) this.finish(isBeforeEqual, Token.ColonEqual, Token.Colon);
    else if (code === Dot) this.dot(start, next);
    else if (code === Exclamation) {
      if (!isBeforeEqual) this.fail('invalid character');
      this.finish(true, Token.NotEqual, 0);
    } else this.arithmetic(code, next);
  }

  private finish(isPair: boolean, pair: number, single: number): void {
    this.kind = isPair ? pair : single;
    if (isPair) this.end++;
  }

  private dot(start: number, next: number): void {
    if (next >= Zero && next <= Nine) this.number(start);
    else if (next === Dot && this.at(start + 2) === Dot) {
      this.end = start + 3;
      this.kind = Token.Ellipsis;
    } else this.kind = Token.Dot;
  }

  private arithmetic(code: number, next: number): void {
    const [single, doubled] = arithmetic.get(code) ?? [0, 0];
    const isDoubled = next === code && doubled !== 0;
    this.finish(isDoubled, doubled, single);
    if (this.at(this.end) === Equal) {
      if (isDoubled || (code !== Less && code !== Greater)) this.fail();
      this.finish(true, code === Less ? Token.LessEqual : Token.GreaterEqual, 0);
    } else if (next === Greater && (code === Minus || code === Less)) this.fail();
  }
}
