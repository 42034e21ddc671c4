import { dictSet } from './dict.ts';
import { JsonSyntaxError } from './errors.ts';
import { checkJsonDepth, floatEnd, plainStringEnd, QUOTE, skipWhitespace } from './json-scan.ts';
import { readEscapedString } from './json-string.ts';
import { intFromDigits, intFromNumber, MAX_SAFE_DIGITS } from './number-text.ts';
import type { Dict, SplitString, Value } from './value.ts';

const BYTE_ORDER_MARK = 0xfeff;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;

/**
 * `json.loads(text)`: NaN and Infinity are read, ints keep every digit, of equal keys the last value wins in the
 * place of the first.
 * @throws {JsonSyntaxError} where Python raises JSONDecodeError
 * @throws {ValueLimitError} for ints above 4300 digits and nesting that Python refuses
 */
export function readJson(text: string): Value {
  const reader = JsonReader.atStart(text);
  const value = reader.value(0);
  reader.expectEnd();
  return value;
}

/**
 * `JSONDecoder().raw_decode(text, start)`: the JSON value that begins exactly at `start`, whatever follows it.
 * @returns `end`, the index behind the value
 * @throws as `readJson`
 */
export function readJsonPrefix(text: string, start: number): { value: Value; end: number } {
  const reader = new JsonReader(text, start);
  const value = reader.value(0);
  return { value, end: reader.position };
}

/** Reads JSON piece by piece, as CPython's scanner does; every method throws as `readJson`. */
export class JsonReader {
  constructor(
    private readonly text: string,
    /** Index of the next character to read. */
    public position: number,
  ) {}

  /** A reader of a whole document, before its first token. */
  static atStart(text: string): JsonReader {
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) {
      throw new JsonSyntaxError('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
    }
    return new JsonReader(text, skipWhitespace(text, 0));
  }

  expectEnd(): void {
    const end = skipWhitespace(this.text, this.position);
    if (end !== this.text.length) throw new JsonSyntaxError('Extra data', end);
  }

  /** @param depth number of containers around the value */
  value(depth: number): Value {
    switch (this.text.charCodeAt(this.position)) {
      case QUOTE:
        return this.string();
      case OPENING_BRACE:
        return this.object(depth + 1);
      case OPENING_BRACKET:
        return this.array(depth + 1);
      case 0x74:
        return this.literal('true', true);
      case 0x66:
        return this.literal('false', false);
      case 0x6e:
        return this.literal('null', null);
      case 0x4e:
        return this.literal('NaN', NaN);
      case 0x49:
        return this.literal('Infinity', Infinity);
      default:
        return this.number();
    }
  }

  /** Goes into an object if there is one: true unless the next value is something else. */
  entersObject(): boolean {
    if (this.text.charCodeAt(this.position) !== OPENING_BRACE) return false;
    this.position = skipWhitespace(this.text, this.position + 1);
    return true;
  }

  /** Right inside an object: goes past its end if it is empty. */
  endsEmptyObject(): boolean {
    return this.endsEmpty(CLOSING_BRACE);
  }

  /** Goes past the object's end (true), or past a comma and on to the next key (false). */
  endsObject(): boolean {
    return this.ends(CLOSING_BRACE);
  }

  /** Reads a key and goes on to its value. */
  key(): string | SplitString {
    const { text } = this;
    if (text.charCodeAt(this.position) !== QUOTE) {
      throw new JsonSyntaxError('Expecting property name enclosed in double quotes', this.position);
    }
    const key = this.string();
    const colon = skipWhitespace(text, this.position);
    if (text.charCodeAt(colon) !== COLON) throw new JsonSyntaxError("Expecting ':' delimiter", colon);
    this.position = skipWhitespace(text, colon + 1);
    return key;
  }

  private object(depth: number): Value {
    checkJsonDepth(depth);
    const dict: Dict = new Map();
    this.entersObject();
    if (this.endsEmptyObject()) return dict;
    do {
      const key = this.key();
      dictSet(dict, key, this.value(depth));
    } while (!this.endsObject());
    return dict;
  }

  private array(depth: number): Value {
    checkJsonDepth(depth);
    const items: Value[] = [];
    this.position = skipWhitespace(this.text, this.position + 1);
    if (this.endsEmpty(CLOSING_BRACKET)) return items;
    do items.push(this.value(depth));
    while (!this.ends(CLOSING_BRACKET));
    return items;
  }

  private endsEmpty(bracket: number): boolean {
    if (this.text.charCodeAt(this.position) !== bracket) return false;
    this.position++;
    return true;
  }

  private ends(bracket: number): boolean {
    const next = skipWhitespace(this.text, this.position);
    const code = this.text.charCodeAt(next);
    if (code === bracket) {
      this.position = next + 1;
      return true;
    }
    if (code !== COMMA) throw new JsonSyntaxError("Expecting ',' delimiter", next);
    this.position = skipWhitespace(this.text, next + 1);
    return false;
  }

  private literal(name: string, value: Value): Value {
    if (!this.text.startsWith(name, this.position)) {
      throw new JsonSyntaxError('Expecting value', this.position);
    }
    this.position += name.length;
    return value;
  }

  private string(): string | SplitString {
    const { text } = this;
    const start = this.position + 1;
    const end = plainStringEnd(text, start);
    if (text.charCodeAt(end) === QUOTE) {
      this.position = end + 1;
      return text.slice(start, end);
    }
    const escaped = readEscapedString(text, start);
    this.position = escaped.end;
    return escaped.value;
  }

  private number(): Value {
    const { text, position: start } = this;
    const isNegative = text.charCodeAt(start) === MINUS;
    const first = isNegative ? start + 1 : start;
    let end = first;
    let size = 0;
    for (;;) {
      const digit = text.charCodeAt(end) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      size = size * 10 + digit;
      end++;
      if (size === 0) break;
    }
    if (end === first) return this.negativeInfinity(isNegative);
    this.position = floatEnd(text, end);
    if (this.position > end) return Number(text.slice(start, this.position));
    if (end - first > MAX_SAFE_DIGITS) {
      const whole = intFromDigits(text.slice(first, end));
      return isNegative ? -whole : whole;
    }
    return intFromNumber(isNegative ? -size : size);
  }

  private negativeInfinity(isNegative: boolean): number {
    if (!isNegative || !this.text.startsWith('Infinity', this.position + 1)) {
      throw new JsonSyntaxError('Expecting value', this.position);
    }
    this.position += '-Infinity'.length;
    return -Infinity;
  }
}
