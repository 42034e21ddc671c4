import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalInverse from '@stdlib/stats-base-dists-normal-quantile';
import studentInverse from '@stdlib/stats-base-dists-t-quantile';

/** Probability that a standard normal variable is at most `x`. */
export function normalBelow(x: number): number {
  return normalCdf(x, 0, 1);
}

/** The value that a standard normal variable stays below with this probability. @param share within (0, 1) */
export function normalQuantile(share: number): number {
  return normalInverse(share, 0, 1);
}

/**
 * The value within which, to both sides of 0, a variable of Student's t distribution stays with this probability.
 * @param level within (0, 1)
 * @param degrees of freedom, above 0
 */
export function studentBound(level: number, degrees: number): number {
  return studentInverse((1 + level) / 2, degrees);
}
