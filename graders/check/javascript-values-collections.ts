import { strip } from '../../datasets/index.ts';
import { findOnLine, lineEnd, skipSpace } from './source-scan.ts';

/** Where `[` or `new Array(` ends, and the sign that closes it. */
type Opening = { readonly end: number; readonly close: ']' | ')' };

/**
 * The trimmed items of each row of `[[…], […]]` or `new Array([…], […])` at the start of the text; undefined where
 * neither stands there. Rows hold no line feed; the official patterns decide where they end, quotes do not count.
 * @see bfcl-eval `parse_js_collection`
 */
export function rowsOfItems(text: string): string[][] | undefined {
  const opening = arrayOpening(text);
  const end = opening === undefined ? -1 : endOfRows(text, opening);
  if (end < 0) return undefined;
  return bracketed(text.slice(0, end)).map((content, index) => {
    const row = strip(content);
    const items = index === 0 && row.startsWith('[') ? row.slice(1) : row;
    return items.split(',').map((item) => strip(item));
  });
}

/**
 * The trimmed items of `[…]` or `new Array(…)` at the start of the text, up to the first closing sign on the line;
 * undefined where neither stands there. Commas separate them even inside quotes.
 * @see bfcl-eval `parse_js_collection`
 */
export function flatArrayItems(text: string): string[] | undefined {
  const opening = arrayOpening(text);
  const end = opening === undefined ? -1 : findOnLine(text, opening.close, opening.end);
  if (opening === undefined || end < 0) return undefined;
  const content = strip(text.slice(opening.end, end));
  return content === '' ? [] : content.split(',').map((item) => strip(item));
}

/**
 * Keys and values of `{key: value, …}` at the start of the text, up to the first `}` of the line; undefined where none
 * stands there. A value ends before a comma that a colon follows ahead of the next comma. Nothing is trimmed.
 * @see bfcl-eval `parse_js_collection`
 */
export function objectPairs(text: string): [key: string, value: string][] | undefined {
  const end = text.startsWith('{') ? findOnLine(text, '}', 1) : -1;
  if (end < 0) return undefined;
  const content = text.slice(1, end);
  const pairs: [string, string][] = [];
  let at = skipColons(content, 0);
  for (let colon = content.indexOf(':', at); colon >= 0; colon = content.indexOf(':', at)) {
    const value = readValue(content, skipSpace(content, colon + 1));
    pairs.push([content.slice(at, colon), value.text]);
    at = skipColons(content, value.next);
  }
  return pairs;
}

function arrayOpening(text: string): Opening | undefined {
  if (text.startsWith('[')) return { end: 1, close: ']' };
  const name = skipSpace(text, 3);
  if (!text.startsWith('new') || name === 3 || !text.startsWith('Array(', name)) return undefined;
  return { end: name + 6, close: ')' };
}

/**
 * The index after the closing sign: each row ends at its first `]` that is followed by that sign or by another row.
 * A backtracking pattern finds the same end, since every later `]` it could retry belongs to the row after.
 */
function endOfRows(text: string, opening: Opening): number {
  const first = skipSpace(text, opening.end);
  if (text[first] !== '[') return -1;
  for (let at = findOnLine(text, ']', first + 1); at >= 0;) {
    const after = skipSpace(text, at + 1);
    if (text[after] === opening.close) return after + 1;
    const next = text[after] === ',' ? skipSpace(text, after + 1) : -1;
    at = findOnLine(text, ']', text[next] === '[' ? next + 1 : at + 1);
  }
  return -1;
}

/** The contents of all `[…]` without line feeds, each up to its first `]`. */
function bracketed(text: string): string[] {
  const contents: string[] = [];
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at)) {
    const end = findOnLine(text, ']', at + 1);
    if (end >= 0) contents.push(text.slice(at + 1, end));
    at = end < 0 ? lineEnd(text, at) : end + 1;
  }
  return contents;
}

/** A key has at least one character. */
function skipColons(text: string, from: number): number {
  let at = from;
  while (text[at] === ':') at++;
  return at;
}

/** The value that starts at `start`, and where the next key may start. */
function readValue(content: string, start: number): { readonly text: string; readonly next: number } {
  for (let comma = content.indexOf(',', start); comma >= 0; comma = content.indexOf(',', comma + 1)) {
    const next = nextKey(content, comma);
    if (next >= 0) return { text: content.slice(start, comma), next };
  }
  return { text: content.slice(start), next: content.length };
}

/** Where a key starts after `comma`, or -1: some characters and a colon must come before the next comma. */
function nextKey(content: string, comma: number): number {
  const key = skipSpace(content, comma + 1);
  if (content[key] === ',') return -1;
  if (hasColonAhead(content, key + 1)) return key;
  return content[key] === ':' && key > comma + 1 ? key - 1 : -1;
}

/** Whether a colon comes before the next comma. */
function hasColonAhead(content: string, from: number): boolean {
  for (let at = from; at < content.length && content[at] !== ','; at++) if (content[at] === ':') return true;
  return false;
}
