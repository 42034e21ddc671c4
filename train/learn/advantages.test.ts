import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { rewardOf } from '../../graders/index.ts';
import { outputOf } from '../policy/answer.ts';
import { Policy } from '../policy/policy.ts';
import { Problem } from '../policy/problem.ts';
import { groupAdvantages, playShard, type GrpoOptions } from './grpo.ts';
import { roomsTasks } from './rooms-fixture.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('advantages', () => {
  /** From differences of pairs: their mean is what a reward has over the mean, half their mean square is the variance. */
  function byPairs(rewards: readonly number[], isScaled: boolean): number[] {
    const count = rewards.length;
    const mean = rewards.map((one) => sum(rewards.map((other) => one - other)) / count);
    const squares = sum(rewards.flatMap((one) => rewards.map((other) => (one - other) ** 2)));
    const deviation = Math.sqrt(squares / 2) / count;
    return mean.map((advantage) => (isScaled ? advantage / deviation : advantage));
  }

  test('are what a reward has over the mean of its group, in standard deviations if scaled', () => {
    const reward = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 1), fc.double({ min: 0, max: 1, noNaN: true }));
    const property = fc.property(
      fc.array(reward, { minLength: 2, maxLength: 12 }),
      fc.boolean(),
      (rewards, is) => {
        fc.pre(Math.max(...rewards) - Math.min(...rewards) > 1e-3);
        const advantages = groupAdvantages(rewards, is) ?? [];
        expect(advantages).toHaveLength(rewards.length);
        byPairs(rewards, is).forEach((one, at) => {
          expect(Math.abs((advantages[at] ?? NaN) - one)).toBeLessThan(1e-6);
        });
      },
    );
    fc.assert(property);
  });

  test('are those of this table', () => {
    expect(groupAdvantages([0, 0, 1, 1], true)).toEqual([-1, -1, 1, 1]);
    expect(groupAdvantages([0, 0, 1, 1], false)).toEqual([-0.5, -0.5, 0.5, 0.5]);
    expect(groupAdvantages([1, 0, 0, 0], false)).toEqual([0.75, -0.25, -0.25, -0.25]);
    expect(groupAdvantages([1, 0, 0, 0], true)?.[0]).toBeCloseTo(Math.sqrt(3), 12);
  });

  test.each([[[0]], [[1, 1, 1]], [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1]], [[0.9, 0.9]]])(
    'there are none where all rewards are equal: %j',
    (rewards) => {
      for (const isScaled of [true, false]) expect(groupAdvantages(rewards, isScaled)).toBeUndefined();
    },
  );
});

const options: GrpoOptions = {
  groupSize: 6,
  batchSize: 8,
  innerEpochs: 2,
  clip: 0.2,
  klWeight: 0.01,
  scaleAdvantages: false,
  learningRate: 0.03,
  epochs: 1,
  reward: 'graded',
  seed: 3,
};

describe('groups that are played', () => {
  const chance = chanceAt('advantages');
  const policy = new Policy(Policy.untrained().weights.map(() => (chance.below(2001) / 1000 - 1) * 0.4));
  let problems: Problem[] = [];
  beforeAll(() => {
    problems = roomsTasks(1).map((task) => new Problem(task));
  });

  test.each([true, false])('have the advantages of their rewards, scaled: %j', (scaleAdvantages) => {
    const { report, samples } = playShard(policy, problems, { ...options, scaleAdvantages }, 0);
    let [rest, dropped, rewardSum] = [samples, 0, 0];
    for (const { task } of problems) {
      const group = Array.from({ length: options.groupSize }, (_, index) =>
        policy.sample(new Problem(task), chanceAt('rollout', options.seed, 0, task.id, index)),
      );
      const rewards = group.map(({ answer }) => rewardOf('graded', task, outputOf(task, answer)).value);
      rewardSum += sum(rewards);
      if (new Set(rewards).size === 1) {
        dropped += 1;
        continue;
      }
      const advantages = groupAdvantages(rewards, scaleAdvantages);
      expect(rest.slice(0, group.length).map(({ advantage }) => advantage)).toEqual(advantages);
      expect(rest.slice(0, group.length).map(({ rollout }) => rollout.steps)).toEqual(
        group.map(({ steps }) => steps),
      );
      rest = rest.slice(group.length);
    }
    expect(rest).toEqual([]);
    expect(dropped).toBeGreaterThan(0);
    expect(dropped).toBeLessThan(problems.length);
    expect(report).toMatchObject({ groups: problems.length, dropped, kept: samples.length });
    expect(report.sums['reward']?.[0]).toBeCloseTo(rewardSum, 9);
    expect(report.sums['reward']?.[1]).toBe(problems.length * options.groupSize);
  });

  test('are refused where the grader cannot tell, not taken for failures', () => {
    const [first] = problems;
    if (first === undefined) throw new RangeError('there are problems');
    const ungraded = new Problem({ ...first.task, checker: 'multi-turn' });
    expect(() => playShard(policy, [ungraded], options, 0)).toThrow(RangeError);
  });
});
