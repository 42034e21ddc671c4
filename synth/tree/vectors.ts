/** A sparse vector of length 1 (or empty). */
export type Vector = ReadonlyMap<string, number>;

/**
 * Vectors of documents by their terms: weight times inverse document frequency, scaled to length 1.
 * @param documents terms with their weights (> 0)
 * @returns one vector per document, same order
 */
export function vectorsOf(documents: readonly ReadonlyMap<string, number>[]): Vector[] {
  const frequency = new Map<string, number>();
  for (const terms of documents)
    for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return documents.map((terms) => {
    const weighted = [...terms].map(([term, weight]): [string, number] => [
      term,
      (1 + Math.log(1 + weight)) * Math.log((1 + documents.length) / (frequency.get(term) ?? 1)),
    ]);
    const length = Math.hypot(...weighted.map(([, weight]) => weight));
    return new Map(length === 0 ? [] : weighted.map(([term, weight]) => [term, weight / length]));
  });
}

/** Cosine of two vectors, 0 to 1. */
export function cosine(a: Vector, b: Vector): number {
  const [short, long] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [term, weight] of short) sum += weight * (long.get(term) ?? 0);
  return Math.min(sum, 1);
}
