import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { normalBelow, normalQuantile } from './distributions.ts';
import { minimumDetectableEffect, powerAt, type Comparison } from './power.ts';
import { SignFlip } from './sign-flip.ts';
import { weightedDifference, type WeightedPair } from './weighted-difference.ts';

// From Python's statistics.NormalDist.
test.each([
  [-6, 9.865876449133282e-10],
  [-1.959963984540054, 0.025],
  [0, 0.5],
  [0.8416212335729142, 0.8],
  [3, 0.9986501019683699],
])('the normal distribution at %d', (x, share) => {
  expect(normalBelow(x)).toBeCloseTo(share, 12);
  expect(normalQuantile(share)).toBeCloseTo(x, 6);
});

const comparison = fc
  .record({
    tasks: fc.integer({ min: 20, max: 5000 }),
    clusterSize: fc.integer({ min: 1, max: 10 }),
    discordance: fc.double({ min: 0.001, max: 1, noNaN: true }),
    intraClusterCorrelation: fc.double({ min: 0, max: 1, noNaN: true }),
    superiority: fc.double({ min: 0, max: 0.2, noNaN: true }),
  })
  .map(({ clusterSize, ...rest }) => ({ ...rest, clusters: Math.ceil(rest.tasks / clusterSize) }));

describe('the minimum detectable effect', () => {
  test('is found with the power asked for', () => {
    fc.assert(
      fc.property(comparison, fc.constantFrom(0.5, 0.8, 0.9), (given, power) => {
        const effect = minimumDetectableEffect({ ...given, power });
        expect(effect).toBeGreaterThanOrEqual(given.superiority);
        expect(effect).toBeLessThanOrEqual(1);
        expect(powerAt(effect, given)).toBeCloseTo(power, 6);
      }),
    );
  });

  test('is half as large with four times the tasks, and as large as with one task a cluster of one fate', () => {
    const given = { discordance: 0.1, superiority: 0 };
    const effect = minimumDetectableEffect({ tasks: 4000, ...given });
    // (1.95996 + 0.84162) · √(0.1 / 4000), the variance all but that under no effect.
    expect(effect).toBeCloseTo(0.014, 4);
    expect(minimumDetectableEffect({ tasks: 16_000, ...given }) / effect).toBeCloseTo(0.5, 2);
    const oneFate = minimumDetectableEffect({ tasks: 4000, clusters: 500, ...given });
    expect(oneFate).toBeCloseTo(minimumDetectableEffect({ tasks: 500, ...given }), 12);
    const independent = { tasks: 4000, clusters: 500, intraClusterCorrelation: 0, ...given };
    expect(minimumDetectableEffect(independent)).toBeCloseTo(effect, 12);
  });
});

test.each([
  ['tasks', { tasks: 0 }],
  ['clusters', { clusters: 101 }],
  ['discordance', { discordance: -0.1 }],
  ['intraClusterCorrelation', { intraClusterCorrelation: 2 }],
  ['superiority', { superiority: 1 }],
  ['level', { level: 95 }],
  ['power', { power: 0.2 }],
  ['tasks', { tasks: NaN }],
])('%s out of range is refused by name', (name, wrong) => {
  const given = { tasks: 100, discordance: 0.1, superiority: 0, ...wrong };
  expect(() => minimumDetectableEffect(given)).toThrow(new RegExp(`^${name} is `));
});

/** Pairs of this effect and discordance whose differences correlate within clusters as asked for. */
function simulated(seed: number, effect: number, given: Required<Comparison>): WeightedPair[] {
  const chance = chanceAt('power', seed);
  const draw = () => {
    const isDiscordant = chance.with(given.discordance);
    const base = isDiscordant ? !chance.with((1 + effect / given.discordance) / 2) : chance.with(0.5);
    return { base: Number(base), candidate: Number(isDiscordant ? !base : base) };
  };
  // Two tasks are one draw only if both take the shared one.
  const share = Math.sqrt(given.intraClusterCorrelation);
  return Array.from({ length: given.clusters }, (_, cluster) => {
    const shared = draw();
    return Array.from({ length: given.tasks / given.clusters }, () => ({
      ...(chance.with(share) ? shared : draw()),
      cluster: `c${cluster}`,
      stratum: 'all',
    }));
  }).flat();
}

describe('the power told is the share of promotions by the gate', () => {
  test.each([
    ['independent tasks', { tasks: 500, clusters: 500, intraClusterCorrelation: 0, superiority: 0 }],
    ['clusters', { tasks: 600, clusters: 120, intraClusterCorrelation: 0.3, superiority: 0 }],
    ['a margin', { tasks: 400, clusters: 100, intraClusterCorrelation: 0.5, superiority: 0.02 }],
  ])('with %s', (_, part) => {
    const given = { discordance: 0.2, level: 0.95, ...part };
    const samples = 400;
    const effect = minimumDetectableEffect(given);
    const promoted = Array.from({ length: samples }, (_, seed) => {
      const { clusters } = weightedDifference(simulated(seed, effect, given), new Map());
      return new SignFlip(clusters, { resamples: 399, seed }).interval(0.025).low > given.superiority;
    }).filter(Boolean).length;
    const simulationError = Math.sqrt((0.8 * 0.2) / samples);
    expect(Math.abs(promoted / samples - 0.8)).toBeLessThan(3 * simulationError);
  });
});
