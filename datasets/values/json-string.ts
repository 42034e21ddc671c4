import { JsonSyntaxError } from './errors.ts';
import { BACKSLASH, QUOTE } from './json-scan.ts';
import { isHighSurrogate, isLowSurrogate, textOf } from './text.ts';
import { SplitString } from './value.ts';

export type JsonString = {
  readonly value: string | SplitString;
  /** Index behind the closing quote. */
  readonly end: number;
};

const SHORT_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['"', QUOTE],
  ['\\', BACKSLASH],
  ['/', 0x2f],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
]);

/**
 * Reads a string with escapes. JavaScript's own reader does it wherever it agrees with Python's.
 * @param start index behind the opening quote
 * @throws {JsonSyntaxError}
 */
export function readEscapedString(text: string, start: number): JsonString {
  const quote = closingQuote(text, start);
  const literal = text.slice(start - 1, quote + 1);
  if (quote < 0 || mayBeSplit(literal)) return readByCodePoints(text, start);
  try {
    const value: unknown = JSON.parse(literal);
    if (typeof value === 'string') return { value, end: quote + 1 };
  } catch {
    // Read again below for Python's message and position.
  }
  return readByCodePoints(text, start);
}

/** The first quote after an even number of backslashes, -1 if there is none. */
function closingQuote(text: string, start: number): number {
  for (let quote = text.indexOf('"', start); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (first > start && text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((quote - first) % 2 === 0) return quote;
  }
  return -1;
}

/** A `SplitString` comes only of an escaped surrogate beside a bare one. */
function mayBeSplit(literal: string): boolean {
  return /\\u[dD]/.test(literal) && /[\ud800-\udfff]/.test(literal);
}

function readByCodePoints(text: string, start: number): JsonString {
  const codePoints: number[] = [];
  let index = start;
  for (;;) {
    const codePoint = text.codePointAt(index);
    if (codePoint === undefined) throw new JsonSyntaxError('Unterminated string starting at', start - 1);
    if (codePoint === QUOTE) return { value: textOf(codePoints), end: index + 1 };
    if (codePoint < 0x20) throw new JsonSyntaxError('Invalid control character at', index);
    if (codePoint !== BACKSLASH) {
      codePoints.push(codePoint);
      index += codePoint > 0xffff ? 2 : 1;
    } else if (text.charAt(index + 1) === 'u') {
      const escaped = unicodeEscape(text, index);
      codePoints.push(escaped);
      index += escaped > 0xffff ? 12 : 6;
    } else {
      if (index + 1 === text.length) throw new JsonSyntaxError('Unterminated string starting at', start - 1);
      const escaped = SHORT_ESCAPES.get(text.charAt(index + 1));
      if (escaped === undefined) throw new JsonSyntaxError('Invalid \\escape', index);
      codePoints.push(escaped);
      index += 2;
    }
  }
}

/** The code point of the `\uXXXX` at `backslash`, together with the low surrogate escaped behind a high one. */
function unicodeEscape(text: string, backslash: number): number {
  const unit = hexUnit(text, backslash);
  if (!isHighSurrogate(unit) || !text.startsWith('\\u', backslash + 6)) return unit;
  const low = hexUnit(text, backslash + 6);
  return isLowSurrogate(low) ? 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff) : unit;
}

/** The unit that the `\uXXXX` at `backslash` stands for. Python wants a character behind it. */
function hexUnit(text: string, backslash: number): number {
  const digits = text.slice(backslash + 2, backslash + 6);
  const isLast = backslash + 6 >= text.length;
  if (isLast || !/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw new JsonSyntaxError('Invalid \\uXXXX escape', backslash + 1);
  }
  return parseInt(digits, 16);
}
