import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { decide } from './decision.ts';
import { mcnemarExact } from './mcnemar.ts';
import { pairedBootstrap, type Pair } from './paired-bootstrap.ts';

// Exact fractions, from Python's math.comb.
test.each([
  [0, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [0, 5, 0.0625],
  [3, 10, 0.09228515625],
  [12, 12, 1],
  [40, 61, 0.046044066929342806],
  [29, 156, 3.115510193733257e-22],
  [101, 461, 6.599646809606792e-56],
  [1000, 1100, 0.030720707864242296],
])('McNemar: %i against %i', (onlyBase, onlyCandidate, p) => {
  expect(mcnemarExact(onlyBase, onlyCandidate) / p).toBeCloseTo(1, 9);
  expect(mcnemarExact(onlyCandidate, onlyBase)).toBe(mcnemarExact(onlyBase, onlyCandidate));
});

const options = { resamples: 500, seed: 1, level: 0.95 };

/** Tasks that both models pass with the same chance each, in clusters of equal fate. */
function nullPairs(seed: number, clusters: number, size: number): Pair[] {
  return Array.from({ length: clusters }, (_, cluster) => {
    const chance = chanceAt('null', seed, cluster);
    const [base, candidate] = [chance.with(0.5), chance.with(0.5)];
    return Array.from({ length: size }, () => ({ base, candidate, cluster: `c${cluster}` }));
  }).flat();
}

describe('the paired bootstrap', () => {
  const pair = fc.record({
    base: fc.boolean(),
    candidate: fc.boolean(),
    cluster: fc.constantFrom('a', 'b', 'c', 'd'),
  });

  test('has the difference within its interval, the same in whatever order', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 40 }), (pairs) => {
        const interval = pairedBootstrap(pairs, options);
        const share = (model: 'base' | 'candidate') =>
          pairs.filter((one) => one[model]).length / pairs.length;
        expect(interval.difference).toBeCloseTo(share('candidate') - share('base'), 12);
        expect(interval.low).toBeLessThanOrEqual(interval.high);
        expect(pairedBootstrap(pairs.toReversed(), options)).toEqual(interval);
      }),
      { numRuns: 50 },
    );
  });

  test('of a model with itself is nothing at all', () => {
    const same = nullPairs(1, 30, 1).map((one) => ({ ...one, candidate: one.base }));
    expect(pairedBootstrap(same, options)).toEqual({ difference: 0, low: 0, high: 0 });
  });

  test('is wider where tasks of a cluster share their fate', () => {
    const width = (pairs: readonly Pair[]) => {
      const { low, high } = pairedBootstrap(pairs, options);
      return high - low;
    };
    const clustered = nullPairs(1, 50, 8);
    const apart = clustered.map((one, index) => ({ ...one, cluster: String(index) }));
    expect(width(clustered) / width(apart)).toBeGreaterThan(2);
    expect(width(clustered) / width(apart)).toBeLessThan(3.6);
  });

  test.each([7, 12, 20])('of %i clusters promotes no more often', (clusters) => {
    const promoted = Array.from({ length: 400 }, (_, seed) =>
      pairedBootstrap(nullPairs(seed, clusters, 3), options),
    ).filter((interval) => decide(interval, { superiority: 0, nonInferiority: 0.01 }) === 'PROMOTE');
    expect(promoted.length).toBeLessThanOrEqual(16);
  });

  test('of too few clusters is all that there may be, however sure each is', () => {
    const gains = Array.from({ length: 20 }, (_, task) => ({
      base: false,
      candidate: true,
      cluster: `c${task % 5}`,
    }));
    expect(pairedBootstrap(gains, options)).toEqual({ difference: 1, low: -1, high: 1 });
    const more = gains.map((pair, task) => ({ ...pair, cluster: `c${task % 6}` }));
    expect(pairedBootstrap(more, options)).toEqual({ difference: 1, low: 1, high: 1 });
  });

  test('promotes one of two equal models in about one case of forty', () => {
    const margins = { superiority: 0, nonInferiority: 0.02 };
    const decisions = Array.from({ length: 400 }, (_, seed) =>
      decide(pairedBootstrap(nullPairs(seed, 60, 2), { ...options, resamples: 300 }), margins),
    );
    const promoted = decisions.filter((decision) => decision === 'PROMOTE').length;
    expect(promoted).toBeGreaterThan(0);
    expect(promoted).toBeLessThan(24);
  });
});

test.each([
  [0.01, 0.05, 'PROMOTE'],
  [0.005, 0.05, 'HOLD'],
  [0, 0.05, 'HOLD'],
  [-0.02, 0.05, 'HOLD'],
  [-0.021, 0.05, 'INCONCLUSIVE'],
  [-0.05, -0.01, 'INCONCLUSIVE'],
  [-0.05, -0.02, 'INCONCLUSIVE'],
  [-0.05, -0.021, 'REJECT'],
])('an interval from %d to %d is %s', (low, high, decision) => {
  const margins = { superiority: 0.005, nonInferiority: 0.02 };
  expect(decide({ difference: (low + high) / 2, low, high }, margins)).toBe(decision);
});
