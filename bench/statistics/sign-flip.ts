import { chanceAt } from '../../datasets/index.ts';

/** What one cluster of tasks adds to a weighted difference. */
export type ClusterGain = {
  /** Sum over its tasks of weight · (candidate − base). */
  readonly value: number;
  /** Sum of its tasks' weights. Over all clusters they add up to 1. */
  readonly share: number;
};

export type SignFlipOptions = {
  /** How often the signs of all clusters are drawn. */
  readonly resamples: number;
  readonly seed: number;
};

const BLOCK = 8;
const SUBSETS = 1 << BLOCK;

/**
 * Sign-flip permutation test of a weighted difference, whole clusters flipped at once, and its inversion. Were base and candidate
 * exchangeable, each cluster's gain would be as likely with the other sign. Flipping what clusters gain beyond an assumed
 * difference m yields a sum at least as great as the observed one just where m is at least the weighted mean over the clusters
 * flipped; so those means over random subsets hold the p-value for every m, and the confidence interval between their quantiles.
 * @see Hartigan, "Using Subsample Values as Typical Values", JASA 64 (1969)
 */
export class SignFlip {
  /** Sum of the gains. */
  readonly difference: number;
  /** Ascending. Subsets with neither weight nor gain are -Infinity, and count as Infinity to the other side. */
  readonly #means: Float64Array;
  readonly #empty: number;
  /** Of all signs alike: no sample tells of less. */
  readonly #least: number;

  /** @param clusters in an order that depends on nothing but the tasks; at least one has a share above 0 */
  constructor(clusters: readonly ClusterGain[], { resamples, seed }: SignFlipOptions) {
    this.difference = clusters.reduce((sum, { value }) => sum + value, 0);
    const { count, values, shares } = subsetsOf(clusters);
    const means = new Float64Array(resamples);
    const chance = chanceAt('sign-flip', seed);
    let empty = 0;
    for (let resample = 0; resample < resamples; resample++) {
      let [value, share, bits] = [0, 0, 0];
      for (let block = 0; block < count; block++) {
        bits = (block & 3) === 0 ? chance.bits() : bits >>> BLOCK;
        const place = block * SUBSETS + (bits & (SUBSETS - 1));
        value += values[place] ?? 0;
        share += shares[place] ?? 0;
      }
      const isEmpty = share < LEAST_SHARE;
      if (isEmpty && value === 0) empty++;
      // Without weight the flipped gain has a sign, whatever difference is assumed.
      means[resample] = isEmpty ? (value > 0 ? Infinity : -Infinity) : value / share;
    }
    this.#least = 2 ** -clusters.filter(({ share }) => share >= LEAST_SHARE).length;
    this.#means = means.sort();
    this.#empty = empty;
  }

  /** How likely a gain as great as the observed one is, were the true difference at most this. @returns above 0, at most 1 */
  pAtMost(difference: number): number {
    return Math.max(
      this.#least,
      (1 + countBelow(this.#means, difference + TIE, true)) / (1 + this.#means.length),
    );
  }

  /** The same of a loss, were the true difference at least this. */
  pAtLeast(difference: number): number {
    const above = this.#means.length - countBelow(this.#means, difference - TIE, false);
    return Math.max(this.#least, (1 + above + this.#empty) / (1 + this.#means.length));
  }

  /** Two-sided, of no difference. */
  get p(): number {
    return Math.min(1, 2 * Math.min(this.pAtMost(0), this.pAtLeast(0)));
  }

  /**
   * All differences that the tests to both sides do not refuse.
   * @param tail error to either side: 0.025 for an interval of 95 %
   * @returns infinite to the side that resamples or clusters are too few for
   */
  interval(tail: number): { readonly low: number; readonly high: number } {
    if (this.#least > tail) return { low: -Infinity, high: Infinity };
    const count = this.#means.length;
    // p is (1 + k) / (1 + count): from this many on the test does not refuse.
    const rank = Math.floor(tail * (1 + count) + ROUNDING);
    const low = this.#means[rank - 1] ?? -Infinity;
    const isBounded = rank > this.#empty;
    const high = isBounded ? (this.#means[count - rank + this.#empty] ?? Infinity) : Infinity;
    return { low: Math.min(low, this.difference), high: Math.max(high, this.difference) };
  }
}

/** Shares are sums of floats: below this a subset holds no task that counts. */
const LEAST_SHARE = 1e-12;
const ROUNDING = 1e-9;
/** Means that differ by less are equal: sums of floats depend on their order. */
const TIE = 1e-12;

const nothing: ClusterGain = { value: 0, share: 0 };

type Subsets = { readonly count: number; readonly values: Float64Array; readonly shares: Float64Array };

/** Sums over all subsets of eight clusters each, block after block, by the subset's bits. */
function subsetsOf(clusters: readonly ClusterGain[]): Subsets {
  const count = Math.ceil(clusters.length / BLOCK);
  const [values, shares] = [new Float64Array(count * SUBSETS), new Float64Array(count * SUBSETS)];
  for (let block = 0; block < count; block++) {
    const start = block * SUBSETS;
    for (let place = 0; place < BLOCK; place++) {
      const { value, share } = clusters[block * BLOCK + place] ?? nothing;
      const bit = 1 << place;
      for (let subset = start; subset < start + bit; subset++) {
        values[subset + bit] = (values[subset] ?? 0) + value;
        shares[subset + bit] = (shares[subset] ?? 0) + share;
      }
    }
  }
  return { count, values, shares };
}

/** @param sorted ascending @returns how many are below the limit, or equal to it where that counts */
function countBelow(sorted: Float64Array, limit: number, includesEqual: boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const value = sorted[middle] ?? Infinity;
    if (value < limit || (includesEqual && value <= limit)) from = middle + 1;
    else to = middle;
  }
  return from;
}
