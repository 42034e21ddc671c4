import { SplitString } from './value.ts';
import { isCased, isCaseIgnorable, isPrintable, isWhitespace, lowerCodePoint } from './characters.ts';

const ASCII_END = 0x80;
const CAPITAL_SIGMA = 0x3a3;
const FINAL_SIGMA = 'ς';
const CAPITAL_I_WITH_DOT = 0x130;

/** Arguments of one call: they lie on the stack. */
const MAX_SPREAD = 4096;

const MAX_ORDERED_MARKS = 256;
const FIRST_MARK = 0x300;
/** What may become a combining mark; the last two are half-width forms. */
const MARK = /[\p{M}\uff9e\uff9f]/u;

/** `len(text)`: a surrogate pair counts once, a lone surrogate too. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (isHighSurrogate(text.charCodeAt(i)) && isLowSurrogate(text.charCodeAt(i + 1))) {
      length--;
      i++;
    }
  }
  return length;
}

/** The text of any number of code points; surrogates that meet become one character. */
export function fromCodePoints(codePoints: readonly number[]): string {
  let text = '';
  for (let i = 0; i < codePoints.length; i += MAX_SPREAD) {
    text += String.fromCodePoint(...codePoints.slice(i, i + MAX_SPREAD));
  }
  return text;
}

/** The str of these code points: a `SplitString` where a high surrogate stands before a low one. */
export function textOf(codePoints: readonly number[]): string | SplitString {
  const isSplit = codePoints.some(
    (codePoint, i) => isHighSurrogate(codePoint) && isLowSurrogate(codePoints[i + 1] ?? 0),
  );
  return isSplit ? new SplitString(codePoints) : fromCodePoints(codePoints);
}

/** The code points of a str, of which one may be a lone surrogate. */
export function codePointsOf(text: string | SplitString): readonly number[] {
  return typeof text === 'string'
    ? Array.from(text, (character) => character.codePointAt(0) ?? 0)
    : text.codePoints;
}

export function isHighSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdbff;
}

export function isLowSurrogate(codePoint: number): boolean {
  return codePoint >= 0xdc00 && codePoint <= 0xdfff;
}

/** The code point that ends before index `end` (> 0). */
function codePointBefore(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  if (end > 1 && isLowSurrogate(last) && isHighSurrogate(text.charCodeAt(end - 2))) {
    return text.codePointAt(end - 2) ?? last;
  }
  return last;
}

function width(codePoint: number): number {
  return codePoint > 0xffff ? 2 : 1;
}

/** Our own callers ask for the same few sets over and over, evaluated texts for any. */
const MAX_MEMBERSHIPS = 16;
const memberships = new Map<string, (codePoint: number) => boolean>();

function membership(characters: string | undefined): (codePoint: number) => boolean {
  if (characters === undefined) return isWhitespace;
  const known = memberships.get(characters);
  if (known !== undefined) return known;
  const set = new Set(Array.from(characters, (character) => character.codePointAt(0)));
  const isMember = (codePoint: number) => set.has(codePoint);
  if (memberships.size === MAX_MEMBERSHIPS) memberships.clear();
  memberships.set(characters, isMember);
  return isMember;
}

/** `text.strip(characters)`; without `characters`, Unicode whitespace. */
export function strip(text: string, characters?: string): string {
  const isStripped = membership(characters);
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(text.length - 1)];
  if (first < ASCII_END && last < ASCII_END && !isStripped(first) && !isStripped(last)) return text;
  return lstrip(rstrip(text, characters), characters);
}

/** `text.lstrip(characters)`; without `characters`, Unicode whitespace. */
export function lstrip(text: string, characters?: string): string {
  const isStripped = membership(characters);
  let start = 0;
  while (start < text.length) {
    const codePoint = text.codePointAt(start) ?? 0;
    if (!isStripped(codePoint)) break;
    start += width(codePoint);
  }
  return start === 0 ? text : text.slice(start);
}

/** `text.rstrip(characters)`; without `characters`, Unicode whitespace. */
export function rstrip(text: string, characters?: string): string {
  const isStripped = membership(characters);
  let end = text.length;
  while (end > 0) {
    const codePoint = codePointBefore(text, end);
    if (!isStripped(codePoint)) break;
    end -= width(codePoint);
  }
  return end === text.length ? text : text.slice(0, end);
}

/** `text.lower()` with Unicode 14's mappings, the final sigma included. */
export function lower(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  let result = '';
  let copied = 0;
  for (let i = 0; i < text.length;) {
    const codePoint = text.codePointAt(i) ?? 0;
    const next = i + width(codePoint);
    const lowered = lowerCodePoint(codePoint);
    if (lowered !== codePoint || codePoint === CAPITAL_I_WITH_DOT) {
      result += text.slice(copied, i);
      if (codePoint === CAPITAL_I_WITH_DOT) result += 'i\u0307';
      else if (codePoint === CAPITAL_SIGMA && isFinalSigma(text, i)) result += FINAL_SIGMA;
      else result += String.fromCodePoint(lowered);
      copied = next;
    }
    i = next;
  }
  return result + text.slice(copied);
}

/** A sigma ends a word: after a cased character and before none, case-ignorable ones in between not counted. */
function isFinalSigma(text: string, index: number): boolean {
  let before = index;
  let codePoint = -1;
  while (before > 0) {
    codePoint = codePointBefore(text, before);
    if (!isCaseIgnorable(codePoint)) break;
    before -= width(codePoint);
  }
  if (before === 0 || !isCased(codePoint)) return false;
  for (let after = index + 1; after < text.length; after += width(codePoint)) {
    codePoint = text.codePointAt(after) ?? 0;
    if (!isCaseIgnorable(codePoint)) return !isCased(codePoint);
  }
  return true;
}

/**
 * `unicodedata.normalize('NFKC', text)` of Unicode 14: characters that it does not know are left alone, normal
 * forms of the others never change. Departs from Python in runs of more than 256 combining marks: each 256 are
 * ordered by themselves, because ordering takes quadratic time (compare the stream-safe format of UAX #15).
 */
export function normalizeNfkc(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  let result = '';
  let start = 0;
  let marks = 0;
  for (let i = 0; i < text.length;) {
    const codePoint = text.codePointAt(i) ?? 0;
    const next = i + width(codePoint);
    const isUnknown = !isPrintable(codePoint) && !isWhitespace(codePoint);
    if (isUnknown || marks === MAX_ORDERED_MARKS) {
      if (start < i) result += text.slice(start, i).normalize('NFKC');
      start = i;
      marks = 0;
    }
    if (isUnknown) {
      result += text.slice(i, next);
      start = next;
    }
    marks = codePoint >= FIRST_MARK && MARK.test(String.fromCodePoint(codePoint)) ? marks + 1 : 0;
    i = next;
  }
  return result + text.slice(start).normalize('NFKC');
}
