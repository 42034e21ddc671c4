/**
 * Threshold clustering with average linkage: the two clusters whose members are most alike on average are joined until no two
 * reach the threshold. Ties go to the earlier pair, so that the outcome depends on the input alone.
 * @param similarity of two items, symmetric
 * @returns indices of the items by cluster, each ascending, clusters in the order of their first items
 */
export function clusterByThreshold(
  count: number,
  similarity: (a: number, b: number) => number,
  threshold: number,
): number[][] {
  const clustering = new Clustering(count, similarity);
  for (;;) {
    const best = clustering.closest();
    if (best === undefined || best.average < threshold) break;
    clustering.join(best.first, best.second);
  }
  return clustering.members();
}

type Pair = { readonly first: number; readonly second: number; readonly average: number };

class Clustering {
  readonly #clusters: number[][];
  /** Sums of similarities, of a cluster and each that comes after it. */
  readonly #sums: Float64Array[];
  readonly #alive: Set<number>;
  /** Of each cluster the one after it that is most like it; left out where it has to be looked for. */
  readonly #nearest = new Map<number, Pair | undefined>();

  constructor(count: number, similarity: (a: number, b: number) => number) {
    const items = Array.from({ length: count }, (_, index) => index);
    this.#clusters = items.map((item) => [item]);
    this.#sums = items.map((a) => Float64Array.from(items, (b) => (b > a ? similarity(a, b) : 0)));
    this.#alive = new Set(items);
  }

  closest(): Pair | undefined {
    let best: Pair | undefined;
    for (const first of this.#alive) {
      if (!this.#nearest.has(first)) this.#nearest.set(first, this.#nearestTo(first));
      const pair = this.#nearest.get(first);
      if (pair !== undefined && (best === undefined || pair.average > best.average)) best = pair;
    }
    return best;
  }

  #nearestTo(first: number): Pair | undefined {
    let best: Pair | undefined;
    for (const second of this.#alive) {
      if (second <= first) continue;
      const average = this.#average(first, second);
      if (best === undefined || average > best.average) best = { first, second, average };
    }
    return best;
  }

  #average(first: number, second: number): number {
    const pairs = (this.#clusters[first]?.length ?? 1) * (this.#clusters[second]?.length ?? 1);
    return (this.#sums[first]?.[second] ?? 0) / pairs;
  }

  /** @param first comes before `second`, which becomes part of it */
  join(first: number, second: number): void {
    this.#clusters[first]?.push(...(this.#clusters[second] ?? []));
    this.#alive.delete(second);
    for (const other of this.#alive) {
      if (other === first) continue;
      const [low, high] = other < first ? [other, first] : [first, other];
      const sum = this.#sumOf(first, other) + this.#sumOf(second, other);
      const row = this.#sums[low];
      if (row !== undefined) row[high] = sum;
      this.#refresh(other, first, second);
    }
    this.#nearest.delete(first);
  }

  /** After `first` took up `second`. */
  #refresh(other: number, first: number, second: number): void {
    const nearest = this.#nearest.get(other);
    if (nearest?.second === first || nearest?.second === second) this.#nearest.delete(other);
    else if (other < first && nearest !== undefined) {
      const average = this.#average(other, first);
      const isCloser = average > nearest.average || (average === nearest.average && first < nearest.second);
      if (isCloser) this.#nearest.set(other, { first: other, second: first, average });
    }
  }

  #sumOf(a: number, b: number): number {
    return this.#sums[Math.min(a, b)]?.[Math.max(a, b)] ?? 0;
  }

  members(): number[][] {
    return [...this.#alive]
      .map((index) => (this.#clusters[index] ?? []).toSorted((a, b) => a - b))
      .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  }
}
