import { beforeAll, describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { outputOf } from '../policy/answer.ts';
import { Policy } from '../policy/policy.ts';
import { Problem } from '../policy/problem.ts';
import { goldOf } from './gold.ts';
import { grpoHere, trainGrpo, type GrpoOptions } from './grpo.ts';
import { roomsTask, roomsTasks } from './rooms-fixture.ts';
import { sftExamples, sftHere, trainSft, type SftOptions } from './sft.ts';

let problems: Problem[] = [];
let held: Problem[] = [];
beforeAll(() => {
  problems = roomsTasks(1).map((one) => new Problem(one));
  held = roomsTasks(2).map((one) => new Problem(one));
});

function passRate(policy: Policy, on: readonly Problem[]): number {
  const passed = on.filter(
    (problem) => gradeEntry(problem.task, outputOf(problem.task, policy.decode(problem, { beam: 4 }))).valid,
  );
  return passed.length / on.length;
}

const grpo: GrpoOptions = {
  groupSize: 6,
  batchSize: 8,
  innerEpochs: 2,
  clip: 0.2,
  klWeight: 0.01,
  scaleAdvantages: true,
  learningRate: 0.03,
  epochs: 12,
  reward: 'gated',
  seed: 3,
};

const sft: SftOptions = { epochs: 1, batchSize: 8, learningRate: 0.02, decay: 0, seed: 1 };

const byGrpo = (start: Policy, some: readonly Problem[], options: GrpoOptions) =>
  trainGrpo(start, some, options, grpoHere(start, options));

test('every task has a right way through its decisions, and following it passes', () => {
  for (const problem of problems) expect(goldOf(problem)).toBeDefined();
});

test('words that every object of JavaScript has are words like others', () => {
  const asked = 'The constructor toString at valueOf 5 hasOwnProperty __proto__ Constructor in Prototype';
  const problem = new Problem(roomsTask('words', asked, { expect: 'no_call' }));
  expect(() => Policy.untrained().decode(problem, { beam: 4 })).not.toThrow();
  problem.views.forEach((_, tool) => {
    expect(problem.leaves(tool).length).toBeGreaterThan(0);
  });
});

test('SFT and GRPO raise the pass rate on tasks not seen', async () => {
  const untrained = Policy.untrained();
  const { examples, unreachable } = sftExamples(problems.slice(0, 12).map((problem) => ({ problem })));
  expect(unreachable).toBe(0);
  const cold = await trainSft(untrained, examples, { ...sft, epochs: 2, batchSize: 4 }, sftHere);
  const trained = await byGrpo(cold, problems, grpo);
  const rates = [untrained, cold, trained].map((policy) => passRate(policy, held));
  expect(rates[1]).toBeGreaterThan(rates[0] ?? 1);
  expect(rates[2]).toBeGreaterThan(0.9);
});

test('the same seed gives the same weights, another seed others', async () => {
  const start = Policy.untrained();
  const short = { ...grpo, epochs: 1 };
  const digest = (await byGrpo(start, problems, short)).digest();
  expect((await byGrpo(start, problems, short)).digest()).toBe(digest);
  expect((await byGrpo(start, problems, { ...short, seed: 4 })).digest()).not.toBe(digest);
  expect(start.digest()).toBe(Policy.untrained().digest());
});

describe('probabilities', () => {
  test('of a sampled rollout are those that the policy gives it', async () => {
    const { examples } = sftExamples(problems.map((problem) => ({ problem })));
    const policy = await trainSft(Policy.untrained(), examples, sft, sftHere);
    for (const problem of problems) {
      const rollout = policy.sample(problem, chanceAt('p', problem.task.id));
      expect(policy.logProbability(rollout)).toBeCloseTo(rollout.logProbability, 10);
      expect(rollout.logProbability).toBeLessThanOrEqual(0);
      for (const step of rollout.steps) {
        const sum = policy.logProbabilities(step).reduce((all, log) => all + Math.exp(log), 0);
        expect(sum).toBeCloseTo(1, 10);
      }
    }
  });
});
