import { chanceAt, type Rate } from '../../datasets/index.ts';
import { clusterBootstrap, type BootstrapOptions } from './cluster-bootstrap.ts';

export type Outcome = {
  readonly passed: boolean;
  /** Tasks of equal cluster are resampled together. */
  readonly cluster: string;
};

/**
 * The pass rate with its percentile interval, whole clusters drawn with replacement. Where all pass or none does, every
 * resample is the same and would claim certainty: there the interval is the exact binomial one, each cluster one draw.
 * @returns the same for the same outcomes in whatever order, and seed
 * @throws {RangeError} if there is no outcome: no rate is not a rate of 0
 * @see doi:10.2307/2331986 (Clopper and Pearson)
 */
export function clusterRate(outcomes: readonly Outcome[], options: BootstrapOptions): Rate {
  if (outcomes.length === 0) throw new RangeError('a pass rate needs at least one outcome');
  const tasks = outcomes.map(({ passed, cluster }) => ({ value: Number(passed), cluster }));
  const chance = chanceAt('cluster-rate', options.seed);
  const { mean: rate, low, high, clusters } = clusterBootstrap(tasks, chance, options);
  const bound = ((1 - options.level) / 2) ** (1 / clusters);
  return {
    rate,
    low: rate === 1 ? bound : low,
    high: rate === 0 ? 1 - bound : high,
    n: outcomes.length,
    clusters,
  };
}
