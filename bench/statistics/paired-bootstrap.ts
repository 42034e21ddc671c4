import { chanceAt } from '../../datasets/index.ts';
import { clusterBootstrap, type BootstrapOptions } from './cluster-bootstrap.ts';

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

/**
 * The difference of two pass rates on the same tasks with its percentile interval, whole clusters drawn with replacement.
 * @param pairs at least one
 * @returns the same for the same pairs in whatever order, and seed
 */
export function pairedBootstrap(pairs: readonly Pair[], options: BootstrapOptions): Interval {
  const gains = pairs.map(({ base, candidate, cluster }) => ({
    value: Number(candidate) - Number(base),
    cluster,
  }));
  const { mean, low, high } = clusterBootstrap(gains, chanceAt('paired-bootstrap', options.seed), options);
  return { difference: mean, low, high };
}
