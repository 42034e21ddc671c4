import { JsonSyntaxError, ValueLimitError } from './errors.ts';

/**
 * Nesting that `json.loads` and `json.dumps` of CPython 3.11 accept when called twelve frames deep: their
 * recursion limit of 1000 counts frames and nested containers alike.
 */
export const MAX_JSON_DEPTH = 983;

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** A loop finds the end of a string this short sooner than a search does. */
const SHORT_STRING = 20;
const STRING_SPECIAL = /["\\\x00-\x1f]/g;

/** @throws {ValueLimitError} where Python raises RecursionError */
export function checkJsonDepth(depth: number): void {
  if (depth > MAX_JSON_DEPTH) throw new ValueLimitError('maximum recursion depth exceeded');
}

/** The index of the first character from `index` on that is no JSON whitespace. */
export function skipWhitespace(text: string, index: number): number {
  let next = index;
  for (;;) {
    const code = text.charCodeAt(next);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return next;
    next++;
  }
}

/** The end of the run of ASCII digits at `index`. */
function digitsEnd(text: string, index: number): number {
  let end = index;
  for (;;) {
    const code = text.charCodeAt(end);
    if (!(code >= 0x30 && code <= 0x39)) return end;
    end++;
  }
}

/** The end of the fraction and exponent that follow a number's whole part; `index` itself if there are none. */
export function floatEnd(text: string, index: number): number {
  let end = index;
  if (text.charCodeAt(end) === 0x2e) {
    const fraction = digitsEnd(text, end + 1);
    if (fraction > end + 1) end = fraction;
  }
  if ((text.charCodeAt(end) | 0x20) !== 0x65) return end;
  const sign = text.charCodeAt(end + 1);
  const first = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
  const exponent = digitsEnd(text, first);
  return exponent > first ? exponent : end;
}

/**
 * Passes over the string text that begins at `start` up to its first escape.
 * @returns the index of the closing quote or of the first backslash
 * @throws {JsonSyntaxError} for a control character or a missing end
 */
export function plainStringEnd(text: string, start: number): number {
  let end = start;
  for (const last = start + SHORT_STRING; end < last; end++) {
    const code = text.charCodeAt(end);
    if (code === QUOTE || code === BACKSLASH) return end;
    if (!(code >= 0x20)) break;
  }
  STRING_SPECIAL.lastIndex = end;
  if (!STRING_SPECIAL.test(text)) throw new JsonSyntaxError('Unterminated string starting at', start - 1);
  end = STRING_SPECIAL.lastIndex - 1;
  if (text.charCodeAt(end) < 0x20) throw new JsonSyntaxError('Invalid control character at', end);
  return end;
}
