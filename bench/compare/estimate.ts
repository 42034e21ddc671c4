import type { Estimate } from '../../datasets/index.ts';
import { holm } from '../statistics/holm.ts';
import { normalQuantile } from '../statistics/distributions.ts';
import { SignFlip, type ClusterGain } from '../statistics/sign-flip.ts';
import { weightedDifference, type WeightedPair } from '../statistics/weighted-difference.ts';

export type EstimateOptions = {
  /** Error of the interval, two-sided. */
  readonly alpha: number;
  /** A gain is found where it is greater than this. */
  readonly superiority: number;
  readonly resamples: number;
  readonly seed: number;
};

/** An estimate with the test behind it, for what else is asked of it. */
export type Estimated = { readonly estimate: Estimate; readonly test: SignFlip };

/** Of the smallest difference that is to be found. */
const POWER = 0.8;

/**
 * A difference of two runs over tasks in strata (categories), by their weights.
 * @param pairs at least one
 * @param limit of a difference to either side, where there is one
 */
export function estimated(
  name: string,
  pairs: readonly WeightedPair[],
  weights: ReadonlyMap<string, number>,
  { alpha, superiority, resamples, seed }: EstimateOptions,
  limit = 1,
): Estimated {
  const { clusters, ...whole } = weightedDifference(pairs, weights);
  const test = new SignFlip(clusters, { resamples, seed });
  const { low, high } = limit === 1 ? widened(test, clusters, alpha / 2) : test.interval(alpha / 2);
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(POWER);
  const bounded = (value: number) => {
    const within = Math.max(-limit, Math.min(limit, value));
    return Number.isFinite(within) ? within : null;
  };
  const estimate: Estimate = {
    name,
    base: whole.base,
    candidate: whole.candidate,
    difference: whole.difference,
    low: bounded(low),
    high: bounded(high),
    level: 1 - alpha,
    p: test.p,
    p_holm: null,
    standard_error: whole.standardError,
    minimum_detectable: superiority + z * whole.standardError,
    tasks: whole.tasks,
    clusters: clusters.length,
    discordant: whole.discordant,
  };
  return { estimate, test };
}

/** From so many clusters that differ on, sign flips have enough to flip. */
const ENOUGH = 10;

/**
 * Where hardly a cluster differs, sign flips have little to flip: then the interval of rates is no narrower than what as many
 * clusters without any difference leave open, by the exact binomial bound. One cluster is taken to differ by as much as those do
 * that differ, by all of it where none does. Clusters of unequal weight count as fewer (Kish).
 */
function widened(
  test: SignFlip,
  clusters: readonly ClusterGain[],
  tail: number,
): { readonly low: number; readonly high: number } {
  const interval = test.interval(tail);
  const differing = clusters.filter(({ value }) => value !== 0);
  if (differing.length >= ENOUGH) return interval;
  const sum = (some: readonly ClusterGain[], of: (cluster: ClusterGain) => number) =>
    some.reduce((total, cluster) => total + of(cluster), 0);
  const count = 1 / sum(clusters, ({ share }) => share ** 2);
  const effect =
    differing.length === 0
      ? 1
      : sum(differing, ({ value }) => Math.abs(value)) / sum(differing, ({ share }) => share);
  const open = effect * (1 - tail ** (1 / count));
  return {
    low: Math.min(interval.low, test.difference - open),
    high: Math.max(interval.high, test.difference + open),
  };
}

/** With the p-values that hold for all of them together. */
export function withHolm(estimates: readonly Estimate[]): Estimate[] {
  const adjusted = holm(estimates.map(({ p }) => p));
  return estimates.map((estimate, index) => ({ ...estimate, p_holm: adjusted[index] ?? 1 }));
}
