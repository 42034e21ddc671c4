import { describe, expect, test } from 'vitest';
import { Policy } from '../policy/policy.ts';
import { Adam, adamDefaults } from './adam.ts';
import { trainGrpo, type GrpoOptions } from './grpo.ts';
import { trainSft } from './sft.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

const options: GrpoOptions = {
  groupSize: 6,
  batchSize: 8,
  innerEpochs: 3,
  clip: 0.2,
  klWeight: 0.01,
  scaleAdvantages: false,
  learningRate: 0.1,
  epochs: 1,
  reward: 'gated',
  seed: 3,
};

describe('a step', () => {
  const { learningRate } = options;
  const { beta1, beta2, epsilon } = adamDefaults;

  /** Adam as the paper's sums have it: bias-corrected means of all gradients so far, the older the less. */
  function walked(
    start: number,
    steps: number,
    gradientAt: (weight: number, step: number) => number,
  ): number {
    const gradients: number[] = [];
    let weight = start;
    for (let step = 1; step <= steps; step++) {
      gradients.push(gradientAt(weight, step));
      const mean = (beta: number, power: number) =>
        sum(gradients.map((one, at) => (1 - beta) * beta ** (step - 1 - at) * one ** power)) /
        (1 - beta ** step);
      weight -= (learningRate * mean(beta1, 1)) / (Math.sqrt(mean(beta2, 2)) + epsilon);
    }
    return weight;
  }

  test('of Adam is that of the paper', () => {
    const own = [3, -1, 0, 0.5];
    const slope = (weight: number, step: number, at: number) =>
      weight * (at + 1) - 0.3 * step + Math.sin(at + step);
    const adam = new Adam(own.length, { ...adamDefaults, learningRate });
    const stepped = Float64Array.from(own);
    for (let step = 1; step <= 7; step++)
      adam.step(
        stepped,
        stepped.map((weight, at) => slope(weight, step, at)),
      );
    own.forEach((start, at) => {
      expect(stepped[at]).toBeCloseTo(
        walked(start, 7, (weight, step) => slope(weight, step, at)),
        12,
      );
    });
  });

  const flat = (slope: number) => Policy.untrained().weights.fill(slope);

  test('of SFT goes by the mean over the batch, and the decay of weights', async () => {
    const sizes: number[] = [];
    const sft = { epochs: 2, batchSize: 6, learningRate, decay: 0.5, seed: 1 };
    const losses: number[] = [];
    const trained = await trainSft(
      new Policy(flat(2)),
      Array.from({ length: 8 }),
      sft,
      (_, shards) => {
        sizes.push(sum(shards.map((shard) => shard.length)));
        return Promise.resolve(
          shards.map((shard) => ({ loss: 3 * shard.length, gradient: flat(shard.length ** 2) })),
        );
      },
      ({ loss }) => losses.push(loss),
    );
    expect(sizes).toEqual([6, 2, 6, 2]);
    expect(losses).toEqual([3, 3, 3, 3]);
    // Shards of four and two in a batch of six, one of two in a batch of two.
    const expected = walked(2, 4, (weight, step) => (step % 2 === 1 ? 20 / 6 : 4 / 2) + 0.5 * weight);
    expect(trained.weights[0]).toBeCloseTo(expected, 12);
    expect(trained.weights.at(-1)).toBeCloseTo(expected, 12);
  });

  test('of GRPO goes by the mean over the rollouts that are kept, as often as it has inner epochs', async () => {
    const scales: number[] = [];
    const steps: object[] = [];
    const kept = [3, 2];
    const trained = await trainGrpo(
      new Policy(flat(2)),
      Array.from({ length: 16 }),
      options,
      {
        rollouts: (_, shards) => {
          // The first step has rollouts to learn from, the second has none.
          const report = { sums: { reward: [4, 8] as const }, groups: 4, dropped: 3 };
          const reports = shards.map((_, shard) => ({
            ...report,
            kept: steps.length === 0 ? (kept[shard] ?? NaN) : 0,
          }));
          return Promise.resolve(reports);
        },
        parts: (weights, scale) => {
          scales.push(scale);
          const parts = kept.map((count) => ({
            loss: 0,
            gradient: weights.map((weight) => weight * count * scale),
          }));
          return Promise.resolve(parts);
        },
      },
      (step) => steps.push(step),
    );
    expect(scales).toEqual([1 / 5, 1 / 5, 1 / 5]);
    expect(steps).toEqual([
      { step: 1, samples: 48, values: { reward: 0.5 }, groups: 8, dropped: 6 },
      { step: 2, samples: 96, values: { reward: 0.5 }, groups: 8, dropped: 6 },
    ]);
    expect(trained.weights[0]).toBeCloseTo(
      walked(2, 3, (weight) => weight),
      12,
    );
  });
});
