import type { ClusterGain } from './sign-flip.ts';

/** One task under both models, in a mean over strata. */
export type WeightedPair = {
  /** Tasks of one stratum weigh alike: their means make up the whole. */
  readonly stratum: string;
  /** Tasks of equal cluster are not independent, across strata too. */
  readonly cluster: string;
  readonly base: number;
  readonly candidate: number;
};

export type WeightedDifference = {
  /** Mean of the strata's means by their weights; of candidate and base. */
  readonly base: number;
  readonly candidate: number;
  /** Candidate less base. */
  readonly difference: number;
  /** Cluster-robust standard error of the difference, each task's gain seen against its stratum's mean. */
  readonly standardError: number;
  readonly tasks: number;
  /** Tasks whose two values differ. */
  readonly discordant: number;
  /** In the order of their first tasks. */
  readonly clusters: readonly ClusterGain[];
};

type Stratum = { weight: number; size: number; base: number; candidate: number };

/**
 * The difference of two weighted means over strata, such as BFCL's Overall, on the same tasks.
 * @param weights by stratum, brought to a sum of 1 over the strata that have pairs; where all of these weigh nothing they weigh by
 *   their number of tasks
 * @param pairs at least one, whose strata all have a weight
 * @see Liang & Zeger (1986) for the sandwich; the factor for few clusters is that of Stata and statsmodels without regressors
 */
export function weightedDifference(
  pairs: readonly WeightedPair[],
  weights: ReadonlyMap<string, number>,
): WeightedDifference {
  const strata = strataOf(pairs, weights);
  const sums = new Map<string, { value: number; share: number; deviation: number }>();
  let discordant = 0;
  for (const { stratum: name, cluster, base, candidate } of pairs) {
    const stratum = strata.get(name);
    if (stratum === undefined) continue;
    const weight = stratum.weight / stratum.size;
    const gain = candidate - base;
    if (gain !== 0) discordant++;
    const sum = sums.get(cluster) ?? { value: 0, share: 0, deviation: 0 };
    sums.set(cluster, sum);
    sum.value += weight * gain;
    sum.share += weight;
    sum.deviation += weight * (gain - (stratum.candidate - stratum.base) / stratum.size);
  }
  const clusters = [...sums.values()];
  const squares = clusters.reduce((sum, { deviation }) => sum + deviation ** 2, 0);
  const mean = (side: 'base' | 'candidate') =>
    [...strata.values()].reduce((sum, one) => sum + (one.weight * one[side]) / one.size, 0);
  const [base, candidate] = [mean('base'), mean('candidate')];
  return {
    base,
    candidate,
    difference: candidate - base,
    standardError: Math.sqrt(squares * (clusters.length / Math.max(1, clusters.length - 1))),
    tasks: pairs.length,
    discordant,
    clusters,
  };
}

function strataOf(
  pairs: readonly WeightedPair[],
  weights: ReadonlyMap<string, number>,
): ReadonlyMap<string, Stratum> {
  const strata = new Map<string, Stratum>();
  for (const { stratum: name, base, candidate } of pairs) {
    const stratum = strata.get(name) ?? { weight: weights.get(name) ?? 0, size: 0, base: 0, candidate: 0 };
    strata.set(name, stratum);
    stratum.size++;
    stratum.base += base;
    stratum.candidate += candidate;
  }
  const all = [...strata.values()];
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  for (const stratum of all)
    stratum.weight = total > 0 ? stratum.weight / total : stratum.size / pairs.length;
  return strata;
}
