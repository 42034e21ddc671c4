/**
 * Scanning Java and JavaScript source text by hand where the official converters use regular expressions that a hostile
 * text drives into quadratic or worse time. `\s` and `\w` are Python's.
 */
import { isWhitespace, isWord } from '../../datasets/index.ts';

const LINE_FEED = 0x0a;

/** The index after the run of `\s` at `from`. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isWhitespace(text.charCodeAt(at))) at++;
  return at;
}

/** The index after the run of `\w` at `from`. */
export function skipWord(text: string, from: number): number {
  let at = from;
  for (;;) {
    const codePoint = text.codePointAt(at);
    if (codePoint === undefined || !isWord(codePoint)) return at;
    at += codePoint > 0xffff ? 2 : 1;
  }
}

/** The index before the run of `\s` that ends at `end`, at least `start`. */
export function trimSpaceBefore(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isWhitespace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The first index of `wanted` at or after `from` with no line feed in between, or -1. */
export function findOnLine(text: string, wanted: string, from: number): number {
  for (let at = from; at < text.length && text.charCodeAt(at) !== LINE_FEED; at++) {
    if (text.startsWith(wanted, at)) return at;
  }
  return -1;
}

/** The index of the line feed at or after `from`, or the text's length. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
