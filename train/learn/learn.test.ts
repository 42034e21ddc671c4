import { beforeAll, describe, expect, test } from 'vitest';
import { chanceAt, parseOwnTask, readJson, type Task } from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { outputOf } from '../policy/answer.ts';
import { Policy } from '../policy/policy.ts';
import { Problem } from '../policy/problem.ts';
import { goldOf } from './gold.ts';
import { addSample, groupAdvantages, grpoHere, trainGrpo, type GrpoOptions } from './grpo.ts';
import { sftExamples, sftHere, trainSft, type SftOptions } from './sft.ts';

const book = {
  name: 'rooms.book',
  description: 'Book a room in a city',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'City of the hotel' },
      guests: { type: 'integer', description: 'Number of guests' },
      day: { type: 'string', format: 'date', description: 'First day' },
      view: { type: 'string', enum: ['sea', 'garden'] },
      breakfast: { type: 'boolean' },
    },
    required: ['city', 'guests'],
  },
};
const weather = {
  name: 'getForecast',
  description: 'Forecast the weather of a place',
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
};

let count = 0;
function task(asked: string, expected: object): Task {
  count += 1;
  const line = {
    id: `t${count}`,
    tools: [book, weather],
    messages: [{ role: 'user', content: asked }],
    ...expected,
  };
  return parseOwnTask(readJson(JSON.stringify(line)), 'test');
}

const cities = ['Bern', 'Port Elsinore', 'Lagos', 'Quito', 'Turku'];

function tasks(seed: number): Task[] {
  const chance = chanceAt('learn-test', seed);
  return Array.from({ length: 40 }, (_, index) => {
    const [city, other] = [chance.pick(cities), chance.pick(cities)];
    const guests = 2 + chance.below(5);
    const left = { day: [''], view: [''], breakfast: [''] };
    if (index % 4 === 0)
      return task(`What will the weather be like in ${city}?`, {
        possible_answers: [{ getForecast: { place: [city] } }],
      });
    if (index % 4 === 1) return task('Tell me a joke about elephants', { expect: 'no_call' });
    if (index % 4 === 2 && city !== other) {
      const calls = [city, other].map((place) => ({ getForecast: { place: [place] } }));
      return task(`Forecast the weather for ${city} and ${other}.`, { possible_answers: calls });
    }
    return task(`Please book a room in ${city} for ${guests} guests`, {
      possible_answers: [{ 'rooms.book': { city: [city], guests: [guests], ...left } }],
    });
  });
}

let problems: Problem[] = [];
let held: Problem[] = [];
beforeAll(() => {
  problems = tasks(1).map((one) => new Problem(one));
  held = tasks(2).map((one) => new Problem(one));
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
  const problem = new Problem(task(asked, { expect: 'no_call' }));
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

describe('the objective of GRPO', () => {
  test('advantages are rewards less the mean of their group, scaled or not, none where all are equal', () => {
    expect(groupAdvantages([0, 0, 1, 1], true)).toEqual([-1, -1, 1, 1]);
    expect(groupAdvantages([0, 0, 1, 1], false)).toEqual([-0.5, -0.5, 0.5, 0.5]);
    expect(groupAdvantages([0.5, 0.5, 0.5], false)).toBeUndefined();
  });

  test.each([1, -1, 0.3])(
    'has the gradient that finite differences have, for the advantage %d',
    (advantage) => {
      const chance = chanceAt('gradient', advantage);
      const noise = (scale: number) =>
        Policy.untrained().weights.map(() => (chance.below(2001) / 1000 - 1) * scale);
      const reference = new Policy(noise(0.3));
      for (const problem of problems.slice(0, 8)) {
        const rollout = reference.sample(problem, chance);
        // Near the rollout's policy the ratio is within its bounds, further away it is not.
        for (const distance of [0.001, 0.1]) {
          const weights = noise(distance).map((shift, at) => shift + (reference.weights[at] ?? 0));
          const options = { clip: 0.2, klWeight: 0.05 };
          const gradient = new Float64Array(weights.length);
          addSample(new Policy(weights), reference, { rollout, advantage }, options, gradient, 1);
          const loss = (at: number, shift: number) => {
            const moved = weights.slice();
            moved[at] = (moved[at] ?? 0) + shift;
            return addSample(
              new Policy(moved),
              reference,
              { rollout, advantage },
              options,
              new Float64Array(weights.length),
              1,
            ).loss;
          };
          const touched = [...gradient.keys()].filter((at) => gradient[at] !== 0).slice(0, 12);
          for (const at of touched) {
            const slope = (loss(at, 1e-5) - loss(at, -1e-5)) / 2e-5;
            expect(Math.abs(slope - (gradient[at] ?? 0))).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
          }
        }
      }
    },
  );
});
