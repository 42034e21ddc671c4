import { chanceAt } from '../../datasets/index.ts';

/** One task under both models. */
export type Pair = {
  readonly base: boolean;
  readonly candidate: boolean;
  /** Tasks of equal cluster are resampled together. */
  readonly cluster: string;
};

export type Interval = {
  /** Share passed by the candidate less that passed by the base, -1 to 1. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
};

export type BootstrapOptions = {
  /** How many times all clusters are drawn anew. */
  readonly resamples: number;
  readonly seed: number;
  /** Of confidence, for example 0.95. */
  readonly level: number;
};

/**
 * The difference of two pass rates on the same tasks with its percentile interval, whole clusters drawn with replacement.
 * @param pairs at least one
 * @returns the same for the same pairs in whatever order, and seed
 */
export function pairedBootstrap(
  pairs: readonly Pair[],
  { resamples, seed, level }: BootstrapOptions,
): Interval {
  const clusters = clustersOf(pairs);
  const chance = chanceAt('paired-bootstrap', seed);
  const drawn = Float64Array.from({ length: resamples }, () => {
    let gain = 0;
    let tasks = 0;
    for (let left = clusters.length; left > 0; left--) {
      const cluster = chance.pick(clusters);
      gain += cluster.gain;
      tasks += cluster.tasks;
    }
    return gain / tasks;
  }).sort();
  const difference = clusters.reduce((sum, { gain }) => sum + gain, 0) / pairs.length;
  const tail = (1 - level) / 2;
  return { difference, low: quantile(drawn, tail), high: quantile(drawn, 1 - tail) };
}

type Cluster = { readonly name: string; gain: number; tasks: number };

/** In the order of their names, so that the order of the pairs makes no difference. */
function clustersOf(pairs: readonly Pair[]): Cluster[] {
  const clusters = new Map<string, Cluster>();
  for (const { base, candidate, cluster: name } of pairs) {
    const cluster = clusters.get(name) ?? { name, gain: 0, tasks: 0 };
    clusters.set(name, cluster);
    cluster.gain += Number(candidate) - Number(base);
    cluster.tasks++;
  }
  return [...clusters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Linear between neighbours. @param sorted ascending, at least one */
function quantile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}
