import type { Chance } from '../../datasets/index.ts';
import { quantile } from './quantile.ts';

export type BootstrapOptions = {
  /** How many times all clusters are drawn anew. */
  readonly resamples: number;
  readonly seed: number;
  /** Of confidence, for example 0.95. */
  readonly level: number;
};

/** One task's share in a mean. */
export type Measured = {
  readonly value: number;
  /** Tasks of equal cluster are resampled together. */
  readonly cluster: string;
};

export type BootstrapMean = {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly clusters: number;
};

/**
 * The mean of a value over tasks with its percentile interval, whole clusters drawn with replacement.
 * @param tasks at least one
 * @returns the same for the same tasks in whatever order, and chance
 */
export function clusterBootstrap(
  tasks: readonly Measured[],
  chance: Chance,
  { resamples, level }: BootstrapOptions,
): BootstrapMean {
  const clusters = clustersOf(tasks);
  const drawn = Float64Array.from({ length: resamples }, () => {
    let total = 0;
    let size = 0;
    for (let left = clusters.length; left > 0; left--) {
      const cluster = chance.pick(clusters);
      total += cluster.total;
      size += cluster.size;
    }
    return total / size;
  }).sort();
  const mean = clusters.reduce((sum, { total }) => sum + total, 0) / tasks.length;
  const tail = (1 - level) / 2;
  return { mean, low: quantile(drawn, tail), high: quantile(drawn, 1 - tail), clusters: clusters.length };
}

type Cluster = { readonly name: string; total: number; size: number };

/** In the order of their names, so that the order of the tasks makes no difference. */
function clustersOf(tasks: readonly Measured[]): Cluster[] {
  const clusters = new Map<string, Cluster>();
  for (const { value, cluster: name } of tasks) {
    const cluster = clusters.get(name) ?? { name, total: 0, size: 0 };
    clusters.set(name, cluster);
    cluster.total += value;
    cluster.size++;
  }
  return [...clusters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
