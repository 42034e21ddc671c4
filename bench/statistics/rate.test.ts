import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { clusterRate, type Outcome } from './rate.ts';

const options = { resamples: 500, seed: 1, level: 0.95 };

/** Tasks of a cluster pass or fail together. */
function sharedFates(seed: number, clusters: number, size: number, rate: number): Outcome[] {
  const chance = chanceAt('fates', seed);
  return Array.from({ length: clusters }, (_, cluster) => {
    const passed = chance.with(rate);
    return Array.from({ length: size }, () => ({ passed, cluster: `c${cluster}` }));
  }).flat();
}

describe('a pass rate', () => {
  const outcome = fc.record({ passed: fc.boolean(), cluster: fc.constantFrom('a', 'b', 'c', 'd') });

  test('is the share passed, its interval within 0 and 1, the same in whatever order', () => {
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 40 }), (outcomes) => {
        const rate = clusterRate(outcomes, options);
        expect(rate.rate).toBeCloseTo(outcomes.filter(({ passed }) => passed).length / outcomes.length, 12);
        expect(rate.low).toBeGreaterThanOrEqual(0);
        expect(rate.low).toBeLessThanOrEqual(rate.high);
        expect(rate.high).toBeLessThanOrEqual(1);
        expect(rate.n).toBe(outcomes.length);
        expect(rate.clusters).toBe(new Set(outcomes.map(({ cluster }) => cluster)).size);
        expect(clusterRate(outcomes.toReversed(), options)).toEqual(rate);
      }),
      { numRuns: 50 },
    );
  });

  test('has the true rate within its interval in about 95 of 100 samples, clusters and all', () => {
    const samples = 400;
    const covered = Array.from({ length: samples }, (_, seed) => {
      const { low, high } = clusterRate(sharedFates(seed, 80, 4, 0.3), { ...options, resamples: 300 });
      return low <= 0.3 && 0.3 <= high;
    }).filter(Boolean).length;
    expect(covered / samples).toBeGreaterThan(0.9);
    expect(covered / samples).toBeLessThan(0.98);
  });

  test('of no pass, or of nothing but passes, is not certain', () => {
    const none = clusterRate(sharedFates(1, 20, 3, 0), options);
    expect(none).toMatchObject({ rate: 0, low: 0, n: 60, clusters: 20 });
    // 1 - 0.025^(1/20)
    expect(none.high).toBeCloseTo(0.16843, 5);
    expect(clusterRate(sharedFates(1, 20, 3, 1), options).low).toBeCloseTo(1 - 0.16843, 5);
  });

  test('of no outcomes is refused', () => {
    expect(() => clusterRate([], options)).toThrow(RangeError);
  });
});
