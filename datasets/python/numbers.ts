import { intFromNumber, MAX_INT_DIGITS, MAX_SAFE_DIGITS } from '../values/number-text.ts';
import { Complex } from '../values/value.ts';
import { asciiEnd, Code, lowerCaseBit } from './character-codes.ts';
import { PythonSyntaxError } from './errors.ts';

const { Dot, LowerA, LowerB, LowerE, LowerF, LowerJ, LowerO, LowerX, LowerZ, Minus, Nine, Plus } = Code;
const { Underscore, Zero } = Code;

/** Words that may follow a number directly: by their first letter, what must follow it. */
const followers = new Map([
  ['a', /nd(?![\w\u0080-\uffff])/y],
  ['e', /lse(?![\w\u0080-\uffff])/y],
  ['f', /or(?![\w\u0080-\uffff])/y],
  ['i', /[fns]/y],
  ['o', /r(?![\w\u0080-\uffff])/y],
  ['n', /ot(?![\w\u0080-\uffff])/y],
]);

/**
 * The end of the number literal at `start`, which is a digit or a dot before one.
 * @throws {PythonSyntaxError}
 */
export function numberEnd(source: string, start: number): number {
  const next = source.charCodeAt(start + 1) | lowerCaseBit;
  if (source.charCodeAt(start) === Zero) {
    if (next === LowerX) return radixEnd(source, start, 16);
    if (next === LowerO) return radixEnd(source, start, 8);
    if (next === LowerB) return radixEnd(source, start, 2);
  }
  return decimalEnd(source, start);
}

function isDigit(code: number, radix: number): boolean {
  if (radix !== 16) return code >= Zero && code < Zero + radix;
  const lower = code | lowerCaseBit;
  return (code >= Zero && code <= Nine) || (lower >= LowerA && lower <= LowerF);
}

/** Steps over digits with single underscores between them; `position` is at the first digit. */
function digitsEnd(source: string, position: number, radix: number): number {
  for (;;) {
    const code = source.charCodeAt(position);
    if (isDigit(code, radix)) position++;
    else if (code !== Underscore) return position;
    else if (!isDigit(source.charCodeAt(++position), radix)) throw invalid(position);
  }
}

function invalid(position: number): PythonSyntaxError {
  return new PythonSyntaxError('invalid number literal', position);
}

function radixEnd(source: string, start: number, radix: number): number {
  let position = start + 2;
  if (source.charCodeAt(position) === Underscore) position++;
  if (!isDigit(source.charCodeAt(position), radix)) throw invalid(position);
  position = digitsEnd(source, position, radix);
  if (isDigit(source.charCodeAt(position), 10)) throw invalid(position);
  return checkedEnd(source, position);
}

function decimalEnd(source: string, start: number): number {
  let position = digitsEnd(source, start, 10);
  const isWhole = source.charCodeAt(position) !== Dot;
  if (!isWhole) {
    position++;
    if (isDigit(source.charCodeAt(position), 10)) position = digitsEnd(source, position, 10);
  }
  const letter = source.charCodeAt(position) | lowerCaseBit;
  if (letter === LowerE) position = exponentEnd(source, position);
  const isImaginary = (source.charCodeAt(position) | lowerCaseBit) === LowerJ;
  // CPython lets leading zeros pass before any e, also that of `else`.
  if (isWhole && letter !== LowerE && !isImaginary) checkLeadingZero(source, start, position);
  return checkedEnd(source, isImaginary ? position + 1 : position);
}

/** The end of the exponent whose `e` is at `position`, or `position` if none stands there. */
function exponentEnd(source: string, position: number): number {
  const sign = source.charCodeAt(position + 1);
  const isSigned = sign === Plus || sign === Minus;
  const first = position + (isSigned ? 2 : 1);
  if (isDigit(source.charCodeAt(first), 10)) return digitsEnd(source, first, 10);
  if (isSigned) throw invalid(first);
  return position;
}

function checkLeadingZero(source: string, start: number, end: number): void {
  if (source.charCodeAt(start) !== Zero) return;
  for (let i = start; i < end; i++) {
    const code = source.charCodeAt(i);
    if (code !== Zero && code !== Underscore)
      throw new PythonSyntaxError('leading zeros in decimal integer', start);
  }
}

/** A number must not run into a word, but for a few keywords. */
function checkedEnd(source: string, end: number): number {
  const code = source.charCodeAt(end);
  const lower = code | lowerCaseBit;
  const isWord = (lower >= LowerA && lower <= LowerZ) || code === Underscore || code >= asciiEnd;
  if (!isWord) return end;
  const follower = followers.get(source.charAt(end));
  if (follower === undefined) throw invalid(end);
  follower.lastIndex = end + 1;
  if (!follower.test(source)) throw invalid(end);
  return end;
}

/**
 * The value of a number literal that `numberEnd` accepted.
 * @throws {PythonSyntaxError} for a decimal int of more than 4300 digits
 */
export function numberValue(source: string, start: number, end: number): bigint | number | Complex {
  if (end - start <= MAX_SAFE_DIGITS) {
    const value = shortInteger(source, start, end);
    if (value >= 0) return intFromNumber(value);
  }
  const literal = source.slice(start, end);
  const text = literal.includes('_') ? literal.replaceAll('_', '') : literal;
  const last = text.charCodeAt(text.length - 1) | lowerCaseBit;
  const second = text.charCodeAt(1) | lowerCaseBit;
  if (second === LowerX || second === LowerO || second === LowerB) return BigInt(text);
  if (last === LowerJ) return new Complex(0, Number(text.slice(0, -1)));
  if (/[.eE]/.test(text)) return Number(text);
  // Other digits behind a zero stand before `else`, and then CPython reads a float.
  if (text.startsWith('0')) return /[1-9]/.test(text) ? Number(text) : 0n;
  if (text.length > MAX_INT_DIGITS) throw new PythonSyntaxError('too many digits in int', start);
  return BigInt(text);
}

/** The value of plain decimal digits, -1 if anything else stands between them or a zero before them. */
function shortInteger(source: string, start: number, end: number): number {
  if (source.charCodeAt(start) === Zero && end - start > 1) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = source.charCodeAt(i) - Zero;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
