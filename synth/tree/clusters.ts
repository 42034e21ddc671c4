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
  const clusters = Array.from({ length: count }, (_, index) => [index]);
  const sums = clusters.map(([a = 0]) => clusters.map(([b = 0]) => (a === b ? 0 : similarity(a, b))));
  const alive = new Set(clusters.keys());
  for (;;) {
    const best = closest(alive, clusters, sums);
    if (best === undefined || best.average < threshold) break;
    join(best.first, best.second, { alive, clusters, sums });
  }
  return [...alive]
    .map((index) => (clusters[index] ?? []).toSorted((a, b) => a - b))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

type Pair = { readonly first: number; readonly second: number; readonly average: number };

function closest(
  alive: ReadonlySet<number>,
  clusters: readonly (readonly number[])[],
  sums: readonly (readonly number[])[],
): Pair | undefined {
  let best: Pair | undefined;
  for (const first of alive) {
    for (const second of alive) {
      if (second <= first) continue;
      const pairs = (clusters[first]?.length ?? 1) * (clusters[second]?.length ?? 1);
      const average = (sums[first]?.[second] ?? 0) / pairs;
      if (best === undefined || average > best.average) best = { first, second, average };
    }
  }
  return best;
}

type State = { readonly alive: Set<number>; readonly clusters: number[][]; readonly sums: number[][] };

function join(first: number, second: number, { alive, clusters, sums }: State): void {
  clusters[first]?.push(...(clusters[second] ?? []));
  alive.delete(second);
  for (const other of alive) {
    if (other === first) continue;
    const sum = (sums[first]?.[other] ?? 0) + (sums[second]?.[other] ?? 0);
    for (const [row, column] of [
      [first, other],
      [other, first],
    ] as const) {
      const cells = sums[row];
      if (cells !== undefined) cells[column] = sum;
    }
  }
}
