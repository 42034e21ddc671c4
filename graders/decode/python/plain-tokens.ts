import { CharacterCode, decodeText, intFromNumber, isReserved } from '../../../datasets/index.ts';

const { Backslash, Dot, DoubleQuote, LowerE, Minus, Newline, Nine, Plus, Quote, Space, Tab, Zero } =
  CharacterCode;

/** The bit in which upper and lower case differ. */
const letterCase = 0x20;
const asciiEnd = 0x80;
const firstSurrogate = 0xd800;
const lastSurrogate = 0xdfff;

/** Ints of more digits are left to the whole parser. */
const mostDigits = 15;

/** By character code: 1 what a word may begin with, 2 what it may only go on with. */
const wordCharacters = new Uint8Array(asciiEnd);
for (let code = 0; code < wordCharacters.length; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) wordCharacters[code] = 1;
  else if (/\d/.test(character)) wordCharacters[code] = 2;
}

/** By character code: 1 where no Python goes on with it after a whole value, name or call within brackets. */
const neverNext = new Uint8Array(asciiEnd);
for (const character of ')]};{?$`') neverNext[character.charCodeAt(0)] = 1;

/** By character code: 1 where no Python begins a value with it. */
const neverFirst = new Uint8Array(asciiEnd);
for (const character of ')]},;?$`') neverFirst[character.charCodeAt(0)] = 1;

/** Control characters, line ends among them, the end of the text, and what UTF-8 might not hold. */
function isUnclear(code: number): boolean {
  return code < Space || (code >= firstSurrogate && code <= lastSurrogate);
}

/** Says that the text holds more than this reader knows. */
export const unknown: unique symbol = Symbol('unknown');
export type Read<Type> = Type | typeof unknown;

/** Reads the parts that plain values are made of, one after the other. */
export abstract class PlainTokens {
  protected at = 0;
  /** Where reading stopped for good: nothing that could follow would make the text Python. */
  refusedAt = -1;
  reason = 'invalid syntax';

  constructor(protected readonly source: string) {}

  /** The character's code, 0 after the end: NaN would make all codes floats, which are slower. No Python holds a NUL. */
  protected code(position: number): number {
    return position < this.source.length ? this.source.charCodeAt(position) : 0;
  }

  /** The code of the next character that is no blank, which stays the current one. */
  protected next(): number {
    const { source } = this;
    const { length } = source;
    for (; this.at < length; this.at++) {
      const code = source.charCodeAt(this.at);
      if (code !== Space && code !== Newline && code !== Tab) return code;
    }
    return 0;
  }

  protected refuse(): typeof unknown {
    this.refusedAt = this.at;
    return unknown;
  }

  /** Gives up before the next character, which no value, name or call is followed by here; for good if none ever is. */
  protected giveUp(): typeof unknown {
    const { source } = this;
    const start = this.at;
    const code = this.code(start);
    if (code === 0) {
      this.reason = 'bracket was never closed';
      return this.refuse();
    }
    if (code >= asciiEnd) return unknown;
    if (neverNext[code] === 1) return this.refuse();
    if (wordCharacters[code] === 0 || this.#endsNumber(start)) return unknown;
    const end = this.#wordEnd(start + 1);
    // A word in another script may go on.
    if (this.code(end) >= asciiEnd) return unknown;
    return this.isPrefix(start, end) || isReserved(source, start, end) ? unknown : this.refuse();
  }

  /** Whether the word may belong to a string after it, as in rb''. */
  protected isPrefix(start: number, end: number): boolean {
    const next = this.code(end);
    if (next !== Quote && next !== DoubleQuote) return false;
    return end - start <= 2 && 'bBfFrRuU'.includes(this.source.charAt(end - 1));
  }

  /** Whether a word at `position` belongs to the number before it, as in 1e5. */
  #endsNumber(position: number): boolean {
    const before = this.code(position - 1);
    return before === Dot || (before >= Zero && before <= Nine);
  }

  /** The word at the current position, empty where there is none or a reserved one. */
  protected word(): string {
    const { source } = this;
    const start = this.at;
    const first = this.code(start);
    if (first >= asciiEnd || wordCharacters[first] !== 1) return '';
    const end = this.#wordEnd(start + 1);
    this.at = end;
    return isReserved(source, start, end) ? '' : source.slice(start, end);
  }

  #wordEnd(from: number): number {
    const { source } = this;
    const { length } = source;
    let end = from;
    for (; end < length; end++) {
      const code = source.charCodeAt(end);
      if (code >= asciiEnd || wordCharacters[code] === 0) break;
    }
    return end;
  }

  protected text(quote: number): Read<string> {
    const { source } = this;
    const { length } = source;
    const start = this.at + 1;
    for (let end = start; end < length; end++) {
      const code = source.charCodeAt(end);
      if (code === quote) {
        if (end === start && this.code(end + 1) === quote) return unknown;
        this.at = end + 1;
        return source.slice(start, end);
      }
      if (code >= Space && code !== Backslash && code < firstSurrogate) continue;
      if (code === Backslash) return this.#escapedText(end, quote);
      if (code === Newline) break;
      if (isUnclear(code)) return unknown;
    }
    this.reason = 'unterminated string literal';
    return this.refuse();
  }

  /** The text in quotes from the current position, which holds an escape: the first one at `backslash`. */
  #escapedText(backslash: number, quote: number): Read<string> {
    const { source } = this;
    let end = backslash;
    for (let code = this.code(end); code !== quote; code = this.code(end)) {
      if (code === Backslash) end += 1;
      if (isUnclear(this.code(end))) return unknown;
      end += 1;
    }
    const start = this.at + 1;
    const text = decodeText(source.slice(start, end), start);
    this.at = end + 1;
    return typeof text === 'string' ? text : unknown;
  }

  /** Plain decimal digits, with a fraction and an exponent perhaps. What follows is judged by the caller. */
  protected number(isNegative: boolean): Read<bigint | number> {
    const start = this.at;
    const whole = this.#digits();
    const length = this.at - start;
    if (length === 0 || length > mostDigits) return unknown;
    if (length > 1 && this.code(start) === Zero) return unknown;
    const hasFraction = this.code(this.at) === Dot;
    if (hasFraction && !this.#moreDigits()) return unknown;
    const hasExponent = (this.code(this.at) | letterCase) === LowerE;
    if (hasExponent && !this.#exponent()) return unknown;
    if (!hasFraction && !hasExponent) return intFromNumber(isNegative ? -whole : whole);
    const value = Number(this.source.slice(start, this.at));
    return isNegative ? -value : value;
  }

  /** Steps over one character and the digits after it, if there are any. */
  #moreDigits(): boolean {
    const start = ++this.at;
    this.#digits();
    return this.at > start;
  }

  #exponent(): boolean {
    const sign = this.code(this.at + 1);
    if (sign === Minus || sign === Plus) this.at += 1;
    return this.#moreDigits();
  }

  #digits(): number {
    const { source } = this;
    const { length } = source;
    let value = 0;
    for (; this.at < length; this.at++) {
      const digit = source.charCodeAt(this.at) - Zero;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return value;
  }

  protected noValue(): typeof unknown {
    const code = this.code(this.at);
    return neverFirst[code] === 1 || code === 0 ? this.refuse() : unknown;
  }
}
