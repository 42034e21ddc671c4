import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { SignFlip, type ClusterGain } from './sign-flip.ts';
import reference from './cases/reference.json' with { type: 'json' };

const options = { resamples: 20_000, seed: 1 };

/** Clusters of equal weight. */
function clustersOf(gains: readonly number[]): ClusterGain[] {
  return gains.map((gain) => ({ value: gain / gains.length, share: 1 / gains.length }));
}

/** The same test by its definition: what clusters gain beyond an assumed difference, under all signs. */
function enumerated(clusters: readonly ClusterGain[], assumed: number): { atMost: number; atLeast: number } {
  const gains = clusters.map(({ value, share }) => value - assumed * share);
  const observed = gains.reduce((sum, gain) => sum + gain, 0);
  let [above, below] = [0, 0];
  const all = 2 ** gains.length;
  for (let signs = 0; signs < all; signs++) {
    const flipped = gains.reduce((sum, gain, place) => sum + ((signs >> place) & 1 ? -gain : gain), 0);
    if (flipped >= observed - 1e-12) above++;
    if (flipped <= observed + 1e-12) below++;
  }
  // Less than what all clusters alike tell is told by nothing.
  const least = 2 ** -clusters.length;
  return { atMost: Math.max(least, above / all), atLeast: Math.max(least, below / all) };
}

describe('sign flips', () => {
  const gain = fc.constantFrom(-1, -0.5, 0, 0, 0.5, 1);
  const gains = fc.array(gain, { minLength: 3, maxLength: 9 });

  test('have the p-values of all sign flips, for every difference assumed', () => {
    fc.assert(
      fc.property(gains, fc.constantFrom(-0.4, -0.11, 0, 0.07, 0.3), (values, assumed) => {
        const clusters = clustersOf(values);
        const flips = new SignFlip(clusters, options);
        const exact = enumerated(clusters, assumed);
        // Five standard errors of a share over the resamples.
        expect(Math.abs(flips.pAtMost(assumed) - exact.atMost)).toBeLessThan(0.018);
        expect(Math.abs(flips.pAtLeast(assumed) - exact.atLeast)).toBeLessThan(0.018);
      }),
      { numRuns: 60 },
    );
  });

  test('leave in the interval what they do not refuse, and nothing else', () => {
    fc.assert(
      fc.property(gains, fc.constantFrom(0.005, 0.025, 0.1), (values, tail) => {
        const flips = new SignFlip(clustersOf(values), { resamples: 999, seed: 7 });
        const { low, high } = flips.interval(tail);
        expect(low).toBeLessThanOrEqual(flips.difference);
        expect(high).toBeGreaterThanOrEqual(flips.difference);
        if (low > -Infinity && low < flips.difference) {
          expect(flips.pAtMost(low)).toBeGreaterThan(tail);
          expect(flips.pAtMost(low - 1e-9)).toBeLessThanOrEqual(tail);
        }
        if (high < Infinity && high > flips.difference) {
          expect(flips.pAtLeast(high)).toBeGreaterThan(tail);
          expect(flips.pAtLeast(high + 1e-9)).toBeLessThanOrEqual(tail);
        }
      }),
    );
  });

  test('know no bound where clusters are too few for the tail', () => {
    const { low, high } = new SignFlip(clustersOf([1, 1, 1, 1]), options).interval(0.025);
    expect([low, high]).toEqual([-Infinity, Infinity]);
    expect(
      new SignFlip(clustersOf(new Array<number>(12).fill(1)), options).interval(0.025).low,
    ).toBeGreaterThan(0);
  });

  test('of a model against itself have nothing to flip', () => {
    const flips = new SignFlip(clustersOf(new Array<number>(200).fill(0)), options);
    expect(flips.interval(0.025)).toEqual({ low: 0, high: 0 });
    expect(flips.p).toBe(1);
  });

  test.each(reference.sign_flip)('have the p-values of SciPy’s permutation test: $name', (given) => {
    const { gains: values, greater, less } = given;
    const flips = new SignFlip(clustersOf(values), options);
    const error = (p: number) => 4 * Math.sqrt((p * (1 - p)) / options.resamples) + 1 / options.resamples;
    expect(Math.abs(flips.pAtMost(0) - greater)).toBeLessThan(error(greater));
    expect(Math.abs(flips.pAtLeast(0) - less)).toBeLessThan(error(less));
  });

  test('of clusters without weight are not moved by them', () => {
    const clusters = clustersOf([1, 1, 0, -1, 1, 0, 1, 1, -1, 1, 1, 1]);
    const more = [...clusters, ...Array.from({ length: 5 }, () => ({ value: 0, share: 0 }))];
    const [one, other] = [clusters, more].map((some) => new SignFlip(some, options).interval(0.05));
    expect(other?.low).toBeCloseTo(one?.low ?? NaN, 1);
    expect(other?.high).toBeCloseTo(one?.high ?? NaN, 1);
  });

  test.each([0.025, 0.0025])(
    'refuse one of two equal models in at most a share of %d to each side',
    (tail) => {
      const trials = 2000;
      let [better, worse] = [0, 0];
      for (let trial = 0; trial < trials; trial++) {
        const chance = chanceAt('null', trial);
        const values = Array.from({ length: 60 }, () => Number(chance.with(0.3)) - Number(chance.with(0.3)));
        const { low, high } = new SignFlip(clustersOf(values), { resamples: 999, seed: trial }).interval(
          tail,
        );
        if (low > 0) better++;
        if (high < 0) worse++;
      }
      const limit = tail * trials + 3 * Math.sqrt(tail * trials);
      expect(better).toBeLessThanOrEqual(limit);
      expect(worse).toBeLessThanOrEqual(limit);
    },
  );
});
