import { identifierContinuations, identifierStarts } from './identifier-ranges.ts';

let startBounds: Uint32Array | undefined;
let continuationBounds: Uint32Array | undefined;

/** Ascending bounds: a code point is inside if an odd number of them is not above it. */
function decodeBounds(ranges: string): Uint32Array {
  let bound = 0x80;
  return Uint32Array.from(ranges.split(' '), (step) => (bound += parseInt(step, 36)));
}

function isInside(bounds: Uint32Array, codePoint: number): boolean {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= codePoint) low = middle + 1;
    else high = middle;
  }
  return (low & 1) === 1;
}

/**
 * Where a word made of letters, digits, `_` and characters above ASCII stops being an identifier of Python 3.11:
 * the index of its first wrong character, or -1. The word does not begin with a digit.
 */
export function identifierFault(word: string): number {
  startBounds ??= decodeBounds(identifierStarts);
  continuationBounds ??= decodeBounds(identifierContinuations);
  for (let i = 0; i < word.length; i++) {
    const codePoint = word.codePointAt(i) ?? 0;
    if (codePoint < 0x80) continue;
    if (!isInside(startBounds, codePoint) && (i === 0 || !isInside(continuationBounds, codePoint))) return i;
    if (codePoint > 0xffff) i++;
  }
  return -1;
}
