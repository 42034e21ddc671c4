import { lower } from '../../datasets/index.ts';

const DIMENSIONS = 384;
const GRAM = 3;

/**
 * A text as a vector without any model: its words, and the three-letter parts of each, hashed. Texts that share words or
 * stems are near each other, synonyms are not. Wherever it stands in for an embedding model it is called `lexical`.
 * @returns 384 floats of length 1 together; zeros for a text without words
 */
export function lexicalEmbedding(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  const words = lower(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words) {
    add(vector, `=${word}`, 1);
    const padded = `<${word}>`;
    const grams = padded.length - GRAM + 1;
    for (let start = 0; start < grams; start++)
      add(vector, padded.slice(start, start + GRAM), 1 / Math.sqrt(grams));
  }
  const length = Math.sqrt(vector.reduce((sum, part) => sum + part * part, 0));
  return length === 0 ? vector : vector.map((part) => part / length);
}

/** The hash's lowest bit is the sign, so that features that meet in one place do not add up. */
function add(vector: number[], feature: string, weight: number): void {
  const hash = hashOf(feature);
  const place = (hash >>> 1) % DIMENSIONS;
  vector[place] = (vector[place] ?? 0) + (hash % 2 === 0 ? weight : -weight);
}

/** FNV-1a over UTF-16 units, its bits mixed once more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
