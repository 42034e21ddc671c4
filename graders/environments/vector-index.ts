import { raise } from './python.ts';

export type Vector = Float32Array;

type Entry = { readonly id: bigint; readonly vector: Vector };
type Found = { readonly id: bigint; readonly score: number };

/**
 * Vectors by id, in the order in which they came; searching goes through them one by one.
 *
 * Scores are inner products, summed in double precision and rounded to single. faiss sums in single precision, in an order
 * that hangs on the processor: scores are equal where no sum needs rounding, and differ in their last digits elsewhere.
 * @see faiss 1.11.0 `IndexIDMap` over `IndexFlatIP`
 */
export class VectorIndex {
  constructor(private entries: readonly Entry[] = []) {}

  clone(): VectorIndex {
    return new VectorIndex(this.entries);
  }

  /**
   * @throws {DecodeError} in faiss's words where there is no vector, or not one for each id
   * @throws {RangeError} for vectors of another size than those that are there
   */
  add(ids: readonly bigint[], vectors: readonly Vector[]): void {
    if (vectors.length === 0) raise('ValueError', 'not enough values to unpack (expected 2, got 1)');
    if (vectors.length !== ids.length) raise('AssertionError', 'not same nb of vectors as ids');
    const added = vectors.map((vector, index) => ({ id: ids[index] ?? 0n, vector }));
    const size = (this.entries[0] ?? added[0])?.vector.length;
    const other = added.find(({ vector }) => vector.length !== size);
    if (other !== undefined)
      throw new RangeError(`expected embeddings of ${size ?? 0} dimensions, got ${other.vector.length}`);
    this.entries = [...this.entries, ...added];
  }

  remove(id: bigint): void {
    this.entries = this.entries.filter((entry) => entry.id !== id);
  }

  reset(): void {
    this.entries = [];
  }

  /**
   * The best `count`, best first; of equal scores the later comes first. Where they are too many, those that came first
   * are kept, unless a better one has driven them out.
   */
  search(query: Vector, count: number): Found[] {
    const kept: { id: bigint; score: number; position: number }[] = [];
    for (const [position, { id, vector }] of this.entries.entries()) {
      const score = innerProduct(query, vector);
      const last = kept.at(-1);
      if (kept.length >= count) {
        if (last === undefined || !(last.score < score)) continue;
        kept.pop();
      }
      kept.push({ id, score, position });
      kept.sort((one, other) => other.score - one.score || other.position - one.position);
    }
    return kept.map(({ id, score }) => ({ id, score }));
  }
}

function innerProduct(one: Vector, other: Vector): number {
  if (one.length !== other.length)
    throw new RangeError(`expected an embedding of ${other.length} dimensions, got ${one.length}`);
  return Math.fround(one.reduce((sum, part, index) => sum + part * (other[index] ?? 0), 0));
}
