import { codePointsOf, isHighSurrogate, isLowSurrogate } from '../values/text.ts';
import { SplitString } from '../values/value.ts';
import { asciiEnd, Code } from './character-codes.ts';
import { characterNamed } from './character-names.ts';
import { PythonSyntaxError } from './errors.ts';

/** A str: `SplitString` where a high surrogate stands before a low one. */
export type Text = string | SplitString;

const simpleEscapes = new Map<number, string>([
  [Code.Newline, ''],
  [Code.DoubleQuote, '"'],
  [Code.Quote, "'"],
  [Code.Backslash, '\\'],
  [Code.LowerA, '\x07'],
  [Code.LowerB, '\b'],
  [Code.LowerF, '\f'],
  [Code.LowerN, '\n'],
  [Code.LowerR, '\r'],
  [Code.LowerT, '\t'],
  [Code.LowerV, '\v'],
]);

/** Concatenation of str values. */
export function joinTexts(texts: readonly Text[]): Text {
  let joined = '';
  let last = NaN;
  for (const text of texts) {
    if (text === '') continue;
    const isSplit = typeof text !== 'string' || (isHighSurrogate(last) && isLowSurrogate(text.charCodeAt(0)));
    if (isSplit) return new SplitString(texts.flatMap(codePointsOf));
    joined += text;
    last = text.charCodeAt(text.length - 1);
  }
  return joined;
}

/**
 * The str that a literal's text between its quotes (without r) means.
 * @param offset where `text` stands in the source, for errors
 * @throws {PythonSyntaxError} for a malformed \x, \u, \U or \N
 */
export function decodeText(text: string, offset: number): Text {
  let slash = text.indexOf('\\');
  if (slash < 0) return text;
  const pieces: string[] = [];
  let literalStart = 0;
  let mayBeSplit = false;
  for (; slash >= 0 && slash + 1 < text.length; slash = text.indexOf('\\', literalStart)) {
    const escape = readEscape(text, slash + 1, offset);
    pieces.push(text.slice(literalStart, slash), escape.text);
    if (escape.text.length === 1 && isHighSurrogate(escape.text.charCodeAt(0))) mayBeSplit = true;
    literalStart = escape.end;
  }
  pieces.push(text.slice(literalStart));
  return mayBeSplit ? joinTexts(pieces) : pieces.join('');
}

type Escape = { readonly text: string; readonly end: number };

/** The escape whose letter is at `position`; if it is none, the backslash stays. */
function readEscape(text: string, position: number, offset: number): Escape {
  const code = text.charCodeAt(position);
  const simple = simpleEscapes.get(code);
  if (simple !== undefined) return { text: simple, end: position + 1 };
  if (isOctal(code)) {
    const end = octalEnd(text, position);
    return { text: String.fromCharCode(parseInt(text.slice(position, end), 8)), end };
  }
  const digits = code === Code.LowerX ? 2 : code === Code.LowerU ? 4 : code === Code.UpperU ? 8 : 0;
  if (digits > 0) return readHexadecimal(text, position + 1, digits, offset);
  if (code === Code.UpperN) return readCharacterName(text, position + 1, offset);
  return { text: '\\', end: position };
}

function isOctal(code: number): boolean {
  return code >= Code.Zero && code <= Code.Seven;
}

function octalEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < start + 3 && isOctal(text.charCodeAt(end))) end++;
  return end;
}

function readHexadecimal(text: string, start: number, digits: number, offset: number): Escape {
  const end = start + digits;
  const literal = text.slice(start, end);
  const codePoint = /^[0-9a-fA-F]+$/.test(literal) && literal.length === digits ? parseInt(literal, 16) : -1;
  if (codePoint < 0 || codePoint > 0x10ffff) throw new PythonSyntaxError('malformed escape', offset + start);
  return { text: String.fromCodePoint(codePoint), end };
}

function readCharacterName(text: string, start: number, offset: number): Escape {
  const end = text[start] === '{' ? text.indexOf('}', start) : -1;
  const codePoint = end < 0 ? undefined : characterNamed(text.slice(start + 1, end));
  if (codePoint === undefined) throw new PythonSyntaxError('unknown character name', offset + start);
  return { text: String.fromCodePoint(codePoint), end: end + 1 };
}

/**
 * The bytes that a bytes literal's text between its quotes means.
 * @throws {PythonSyntaxError} for a character above ASCII or a malformed \x
 */
export function decodeBytes(text: string, isRaw: boolean, offset: number): Uint8Array {
  if (text === '') return noBytes;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= asciiEnd)
      throw new PythonSyntaxError('bytes can only contain ASCII literal characters', offset + i);
    if (code === Code.Backslash && !isRaw && !isTextEscape(text.charCodeAt(i + 1))) {
      const escape = readEscape(text, i + 1, offset);
      if (escape.text !== '') bytes[length++] = escape.text.charCodeAt(0);
      i = escape.end - 1;
    } else bytes[length++] = code;
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

const noBytes = new Uint8Array();

/** The letters u, U and N make escapes of str only. */
function isTextEscape(code: number): boolean {
  return code === Code.LowerU || code === Code.UpperU || code === Code.UpperN;
}
