import { chanceAt } from '../../datasets/index.ts';
import { clusterBootstrap, type BootstrapOptions, type Measured } from './cluster-bootstrap.ts';
import { studentBound } from './student.ts';

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

/** From so many clusters on, the bootstrap's interval is taken as it is: of fewer it is too narrow. */
const manyClusters = 30;

/**
 * Clusters without which no interval can exclude 0: were both models equal, all clusters would lean to one side by mere chance
 * in 2^(1 - clusters) of cases. @param level of confidence
 */
export function leastClusters(level: number): number {
  return Math.ceil(1 - Math.log2(1 - level));
}

/**
 * The difference of two pass rates on the same tasks with its percentile interval, whole clusters drawn with replacement. Of
 * fewer than 30 clusters the interval is at least Student's over clusters; of fewer than `leastClusters` it is all there is,
 * -1 to 1.
 * @param pairs at least one
 * @returns the same for the same pairs in whatever order, and seed
 * @see Cameron, Gelbach & Miller, "Bootstrap-Based Improvements for Inference with Clustered Errors" (2008), for few clusters
 */
export function pairedBootstrap(pairs: readonly Pair[], options: BootstrapOptions): Interval {
  const gains = pairs.map(({ base, candidate, cluster }) => ({
    value: Number(candidate) - Number(base),
    cluster,
  }));
  const { mean, low, high, clusters } = clusterBootstrap(
    gains,
    chanceAt('paired-bootstrap', options.seed),
    options,
  );
  if (clusters >= manyClusters) return { difference: mean, low, high };
  if (clusters < leastClusters(options.level)) return { difference: mean, low: -1, high: 1 };
  const half = studentBound(options.level, clusters - 1) * clusterError(gains, mean);
  return {
    difference: mean,
    low: Math.max(-1, Math.min(low, mean - half)),
    high: Math.min(1, Math.max(high, mean + half)),
  };
}

/** Standard error of a mean over tasks of clusters of unequal size, by the sums of what clusters deviate. */
function clusterError(tasks: readonly Measured[], mean: number): number {
  const sums = new Map<string, { total: number; size: number }>();
  for (const { value, cluster } of tasks) {
    const { total, size } = sums.get(cluster) ?? { total: 0, size: 0 };
    sums.set(cluster, { total: total + value, size: size + 1 });
  }
  // In order, so that the sum is the same for the tasks in whatever order.
  const squares = [...sums.values()]
    .map(({ total, size }) => (total - mean * size) ** 2)
    .sort((a, b) => a - b);
  const sum = squares.reduce((total, square) => total + square, 0);
  return Math.sqrt((sum * sums.size) / (sums.size - 1)) / tasks.length;
}
