import type { Estimate } from '../../datasets/index.ts';
import { normalQuantile } from '../statistics/distributions.ts';
import { SignFlip } from '../statistics/sign-flip.ts';
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
  const { low, high } = test.interval(alpha / 2);
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
