import {
  CASED,
  CASE_IGNORABLE,
  IDENTIFIER_CONTINUE,
  IDENTIFIER_START,
  LOWER_RUNS,
  PRINTABLE,
  WORD,
  ZEROS,
} from './unicode-14.ts';

/** A set of code points kept as the sorted list of the places where membership changes. */
class CodePointSet {
  private changes: Int32Array | undefined;

  constructor(private readonly encoded: string) {}

  has(codePoint: number): boolean {
    const changes = (this.changes ??= readDistances(this.encoded));
    return countUpTo(changes, codePoint) % 2 === 1;
  }
}

const words = new CodePointSet(WORD);
const printables = new CodePointSet(PRINTABLE);
const identifierStarts = new CodePointSet(IDENTIFIER_START);
const identifierParts = new CodePointSet(IDENTIFIER_CONTINUE);
const cased = new CodePointSet(CASED);
const caseIgnorables = new CodePointSet(CASE_IGNORABLE);
let zeros: Int32Array | undefined;
let lowerDeltas: ReadonlyMap<number, number> | undefined;

function readDistances(encoded: string): Int32Array {
  let sum = 0;
  const distances = encoded.trim().split(/\s+/);
  return Int32Array.from(distances, (distance) => (sum += parseInt(distance, 36)));
}

/** How many entries of a sorted list are at most `limit`. */
function countUpTo(sorted: Int32Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readLowerRuns(): Map<number, number> {
  const deltas = new Map<number, number>();
  let start = 0;
  for (const run of LOWER_RUNS.trim().split(/\s+/)) {
    const [distance = 0, count = 0, step = 0, delta = 0] = run.split(',').map((field) => parseInt(field, 36));
    start += distance;
    for (let i = 0; i < count; i++) deltas.set(start + i * step, delta);
  }
  return deltas;
}

function isAsciiWord(code: number): boolean {
  if (code >= 0x61) return code <= 0x7a;
  if (code >= 0x41) return code <= 0x5a || code === 0x5f;
  return code >= 0x30 && code <= 0x39;
}

/** `str.isspace` of one character; also `\s` of Python's `re`. */
export function isWhitespace(codePoint: number): boolean {
  if (codePoint < 0x80) {
    return codePoint === 0x20 || (codePoint >= 9 && codePoint <= 13) || (codePoint >= 28 && codePoint <= 31);
  }
  if (codePoint < 0x1680) return codePoint === 0x85 || codePoint === 0xa0;
  if (codePoint >= 0x2000 && codePoint <= 0x200a) return true;
  switch (codePoint) {
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202f:
    case 0x205f:
    case 0x3000:
      return true;
    default:
      return false;
  }
}

/** `\w` of Python's `re`: letters, all numbers, `_`. */
export function isWord(codePoint: number): boolean {
  return codePoint < 0x80 ? isAsciiWord(codePoint) : words.has(codePoint);
}

/** `str.isprintable` of one character: what `repr` shows as it is. */
export function isPrintable(codePoint: number): boolean {
  return codePoint < 0x7f ? codePoint >= 0x20 : printables.has(codePoint);
}

/** Whether an identifier may begin so (`str.isidentifier` of one character). */
export function isIdentifierStart(codePoint: number): boolean {
  if (codePoint < 0x80) return isAsciiWord(codePoint) && codePoint > 0x39;
  return identifierStarts.has(codePoint);
}

/** Whether an identifier may go on so. */
export function isIdentifierContinue(codePoint: number): boolean {
  return codePoint < 0x80 ? isAsciiWord(codePoint) : identifierParts.has(codePoint);
}

/** `\d` of Python's `re`: decimal digits of any script. */
export function isDecimalDigit(codePoint: number): boolean {
  return decimalDigitValue(codePoint) >= 0;
}

/** The value 0 to 9 of a decimal digit of any script, -1 for anything else. */
export function decimalDigitValue(codePoint: number): number {
  if (codePoint < 0x80) return codePoint >= 0x30 && codePoint <= 0x39 ? codePoint - 0x30 : -1;
  zeros ??= readDistances(ZEROS);
  const value = codePoint - (zeros[countUpTo(zeros, codePoint) - 1] ?? 0);
  return value <= 9 ? value : -1;
}

/** Cased in the sense of the final-sigma rule, characters that the rule skips left out. */
export function isCased(codePoint: number): boolean {
  return cased.has(codePoint);
}

/** Whether the final-sigma rule looks past this character. */
export function isCaseIgnorable(codePoint: number): boolean {
  return caseIgnorables.has(codePoint);
}

/** The lower-case form of one character where that is one character; sigma without its final form. */
export function lowerCodePoint(codePoint: number): number {
  if (codePoint < 0x80) return codePoint >= 0x41 && codePoint <= 0x5a ? codePoint + 0x20 : codePoint;
  lowerDeltas ??= readLowerRuns();
  return codePoint + (lowerDeltas.get(codePoint) ?? 0);
}
