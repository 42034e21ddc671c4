import type { Budget } from '../decode/python/evaluate/budget.ts';
import { fromFloat, logarithm } from './binary-float.ts';
import { raise } from './python.ts';

const [K1, B, DELTA] = [1.5, 0.75, 1];

/**
 * Scores of documents for a query by BM25+, in double precision and in the order of operations of the reference.
 * @param documents their words; at least one document
 * @returns one score a document, NaN for all where no document has a word
 * @throws {DecodeError} ZeroDivisionError without documents, and when the budget is used up
 * @see rank_bm25 0.2.2 `BM25Plus`
 */
export function bm25Plus(
  documents: readonly (readonly string[])[],
  query: readonly string[],
  budget: Budget,
): number[] {
  if (documents.length === 0) return raise('ZeroDivisionError', 'division by zero');
  const averageLength = documents.reduce((sum, { length }) => sum + length, 0) / documents.length;
  const shares = documents.map(({ length }) => 1 - B + (B * length) / averageLength);
  const scores = documents.map(() => 0);
  for (const word of query) {
    budget.spendItems(documents.reduce((sum, { length }) => sum + 1 + length, 0));
    const frequencies = documents.map((document) => document.filter((other) => other === word).length);
    const holders = frequencies.filter((frequency) => frequency > 0).length;
    const weight = holders === 0 ? 0 : naturalLogarithm((documents.length + 1) / holders);
    for (const [index, frequency] of frequencies.entries()) {
      const share = shares[index] ?? NaN;
      const score = weight * (DELTA + (frequency * (K1 + 1)) / (K1 * share + frequency));
      scores[index] = (scores[index] ?? 0) + score;
    }
  }
  return scores;
}

/** Rounded correctly, as the C library's comes out for these arguments; `Math.log` is one unit off for one in twelve. */
function naturalLogarithm(value: number): number {
  const result = logarithm(fromFloat(value), 53);
  return result.special === undefined ? Number(result.mantissa) * 2 ** result.exponent : Math.log(value);
}
