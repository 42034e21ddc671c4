import { beforeAll, describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import type { Fork } from '../policy/fork.ts';
import { Policy, type Rollout } from '../policy/policy.ts';
import { Problem } from '../policy/problem.ts';
import { Walk } from '../policy/walk.ts';
import { addSample, grpoPart } from './grpo.ts';
import { roomsTask, roomsTasks } from './rooms-fixture.ts';
import { sftExamples, sftPart, type SftExample } from './sft.ts';

/*
 * What is compared with stands here, worked out from its formulas, and shares no code with what is tested:
 *
 *   log π(way) = score(way) − log Σ exp(score),  score(way) = Σ weight · value, 1 being the value of what earlier choices give
 *   ratio ρ = exp(log π(trajectory) − log π_old(trajectory)),  log π(trajectory) = Σ log π(chosen way) over its steps
 *   GRPO's loss = −min(ρ·A, clip(ρ, 1−ε, 1+ε)·A) + β · Σ over steps of Σ over ways of π · log(π / π_reference)
 *   SFT's loss = −Σ over decisions of log Σ over right ways of π
 *
 * Gradients are central differences of these losses.
 */
type Weights = Float64Array;
type Ways = Pick<Fork, 'rows' | 'given'>;

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const weightOf = (weights: Weights, id: number) => weights[id] ?? NaN;

function logChances(weights: Weights, { rows, given }: Ways): number[] {
  const scores = rows.map(
    ({ ids, values }, way) =>
      sum(ids.map((id, at) => weightOf(weights, id) * (values[at] ?? NaN))) +
      sum((given[way] ?? []).map((id) => weightOf(weights, id))),
  );
  const total = sum(scores.map(Math.exp));
  return scores.map((score) => Math.log(Math.exp(score) / total));
}

function trajectoryLog(weights: Weights, { steps }: Pick<Rollout, 'steps'>): number {
  return sum(steps.map((step) => logChances(weights, step)[step.chosen] ?? NaN));
}

function divergenceOf(weights: Weights, reference: Weights, { steps }: Rollout): number {
  return sum(
    steps.map((step) => {
      const others = logChances(reference, step);
      return sum(logChances(weights, step).map((log, way) => Math.exp(log) * (log - (others[way] ?? NaN))));
    }),
  );
}

type Objective = { readonly clip: number; readonly klWeight: number };

function grpoLoss(
  weights: Weights,
  reference: Weights,
  sample: Sample,
  { clip, klWeight }: Objective,
): number {
  const { rollout, advantage } = sample;
  const ratio = Math.exp(trajectoryLog(weights, rollout) - rollout.logProbability);
  let bounded = ratio;
  if (ratio < 1 - clip) bounded = 1 - clip;
  if (ratio > 1 + clip) bounded = 1 + clip;
  const gain = Math.min(ratio * advantage, bounded * advantage);
  return klWeight * divergenceOf(weights, reference, rollout) - gain;
}

type Sample = { readonly rollout: Rollout; readonly advantage: number };

/** The features of all ways, chosen or not. */
function featuresIn(forks: readonly Ways[]): Set<number> {
  return new Set(forks.flatMap(({ rows, given }) => [...rows.flatMap(({ ids }) => ids), ...given.flat()]));
}

function slopeOf(loss: (weights: Weights) => number, weights: Weights, id: number): number {
  const at = (shift: number) => {
    const shifted = weights.slice();
    shifted[id] = weightOf(weights, id) + shift;
    return loss(shifted);
  };
  return (at(1e-5) - at(-1e-5)) / 2e-5;
}

const tolerance = 1e-6;
const apart = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(b));

/** All features of the forks have the slopes of the loss, all others none. @returns the slopes */
function expectGradient(
  gradient: Weights,
  loss: (weights: Weights) => number,
  weights: Weights,
  forks: readonly Ways[],
): Map<number, number> {
  const features = featuresIn(forks);
  const slopes = new Map([...features].map((id) => [id, slopeOf(loss, weights, id)]));
  const off = [...slopes].filter(([id, slope]) => !(apart(gradient[id] ?? NaN, slope) < tolerance));
  expect(off.map(([id, slope]) => ({ id, slope, gradient: gradient[id] }))).toEqual([]);
  expect([...gradient.keys()].filter((id) => gradient[id] !== 0 && !features.has(id))).toEqual([]);
  return slopes;
}

const size = Policy.untrained().weights.length;
function noise(name: string, scale: number): Weights {
  const chance = chanceAt('objective', name);
  return Policy.untrained().weights.map(() => (chance.below(2001) / 1000 - 1) * scale);
}
const moved = (weights: Weights, shifts: Weights) =>
  weights.map((weight, at) => weight + (shifts[at] ?? NaN));

const reference = noise('reference', 0.3);
const weights = moved(reference, noise('policy', 0.2));
const policies = [new Policy(weights), new Policy(reference)] as const;

let problems: Problem[] = [];
let rollouts: Rollout[] = [];
beforeAll(() => {
  problems = roomsTasks(1).map((task) => new Problem(task));
  const old = new Policy(moved(reference, noise('old', 0.2)));
  rollouts = problems
    .slice(0, 16)
    .map((problem) => old.sample(problem, chanceAt('rollout', problem.task.id)));
});

describe('the loss of a rollout, and its gradient, are those of the formula', () => {
  const ratios = [
    ['in the middle of its bounds', 1],
    ['just within the upper bound', 1.19],
    ['just within the lower bound', 0.81],
    ['above its bounds', 1.7],
    ['below its bounds', 0.4],
  ] as const;
  const cases = ratios.flatMap(([where, ratio]) =>
    [0.8, -1.3].flatMap((advantage) =>
      [0, 0.05, 1.5].map((klWeight) => ({ where, ratio, advantage, klWeight })),
    ),
  );

  test.each(cases)('ratio $where, advantage $advantage, weight of the divergence $klWeight', (one) => {
    const { ratio, advantage, klWeight } = one;
    const objective = { clip: 0.2, klWeight };
    for (const { steps, answer } of rollouts) {
      // As likely as it has to have been for the ratio to be this one.
      const logProbability = trajectoryLog(weights, { steps }) - Math.log(ratio);
      const sample = { rollout: { steps, answer, logProbability }, advantage };
      const loss = (at: Weights) => grpoLoss(at, reference, sample, objective);
      const gradient = new Float64Array(size);
      const told = addSample(...policies, sample, objective, gradient, 1);
      expect(apart(told.loss, loss(weights))).toBeLessThan(tolerance);
      const divergence = divergenceOf(weights, reference, sample.rollout);
      expect(apart(told.divergence, divergence)).toBeLessThan(tolerance);
      expectGradient(gradient, loss, weights, steps);
    }
  });

  test('for rollouts with features of all sorts: given by earlier choices, and of no consequence', () => {
    const objective = { clip: 0.2, klWeight: 0.05 };
    let [givenSlopes, flatSlopes] = [0, 0];
    for (const rollout of rollouts) {
      const sample = { rollout, advantage: 1 };
      const gradient = new Float64Array(size);
      addSample(...policies, sample, objective, gradient, 1);
      const loss = (at: Weights) => grpoLoss(at, reference, sample, objective);
      const slopes = expectGradient(gradient, loss, weights, rollout.steps);
      const given = rollout.steps.flatMap((step) => step.given.flat());
      givenSlopes += given.filter((id) => Math.abs(slopes.get(id) ?? 0) > 0.01).length;
      flatSlopes += [...slopes.values()].filter((slope) => Math.abs(slope) < 1e-9).length;
    }
    expect(givenSlopes).toBeGreaterThan(5);
    expect(flatSlopes).toBeGreaterThan(10);
  });

  test('and those that were worked out by hand for one step with two ways', () => {
    // One feature of weight ln 3 is the first way's: 3/4 against 1/4; the reference has halves.
    const own = new Float64Array(size);
    own[0] = Math.log(3);
    const first = { ids: [0], values: [1] };
    const step = { size: 2, rows: [first, { ids: [], values: [] }], given: [[], []], chosen: 0 };
    const told = (advantage: number, before: number) => {
      const rollout = {
        steps: [step],
        answer: { kind: 'none', asked: undefined },
        logProbability: before,
      } as const;
      const gradient = new Float64Array(size);
      const objective = { clip: 0.2, klWeight: 0.1 };
      const { loss } = addSample(
        new Policy(own),
        Policy.untrained(),
        { rollout, advantage },
        objective,
        gradient,
        1,
      );
      return [loss, gradient[0]];
    };
    // KL = 3/4 ln 3/2 + 1/4 ln 1/2 = 0.130812…, its slope 3/4 · 1/4 · ln 3 = 0.205989…
    const [divergence, pull] = [0.1 * 0.130812035941137, 0.1 * 0.205989804000302];
    const close = (loss: number, slope: number): unknown[] => [
      expect.closeTo(loss + divergence, 9),
      expect.closeTo(slope + pull, 9),
    ];
    // From 1/2 to 3/4 is the ratio 3/2, from 15/16 it is 4/5, from 3/4 it is 1; the slope of the ratio is its fourth.
    expect(told(1, Math.log(1 / 2))).toEqual(close(-1.2, 0));
    expect(told(-1, Math.log(1 / 2))).toEqual(close(1.5, 0.375));
    expect(told(1, Math.log(3 / 4))).toEqual(close(-1, -0.25));
    expect(told(-2, Math.log(3 / 4))).toEqual(close(2, 0.5));
    // From 1 to 3/4 it is 3/4, below the bound.
    expect(told(1, 0)).toEqual(close(-0.75, -0.1875));
    expect(told(-1, 0)).toEqual(close(0.8, 0));
  });
});

test('a part is the sum over its rollouts, each with the old probability that it was sampled with, scaled', () => {
  const objective = { clip: 0.2, klWeight: 0.05 };
  const samples = rollouts.map((rollout, at) => ({ rollout, advantage: [1, -0.5, 0.25, -2][at % 4] ?? NaN }));
  const ratios = rollouts.map((one) => Math.exp(trajectoryLog(weights, one) - one.logProbability));
  expect(Math.min(...ratios)).toBeLessThan(0.8);
  expect(Math.max(...ratios)).toBeGreaterThan(1.2);
  expect(ratios.some((ratio) => ratio > 0.8 && ratio < 1.2)).toBe(true);
  const scale = 1 / samples.length;
  const { loss, gradient } = grpoPart(...policies, samples, objective, scale);
  const whole = (at: Weights) => scale * sum(samples.map((one) => grpoLoss(at, reference, one, objective)));
  expect(apart(loss, whole(weights))).toBeLessThan(tolerance);
  expectGradient(
    gradient,
    whole,
    weights,
    rollouts.flatMap(({ steps }) => steps),
  );
});

describe('the loss of SFT, and its gradient, are those of the formula', () => {
  type Decision = { readonly fork: Fork; readonly right: ReadonlySet<number> };

  /** The decisions on the way that always takes the likeliest of the right ways. */
  function decisionsOf({ problem, gold }: SftExample): Decision[] {
    const decisions: Decision[] = [];
    let walk = Walk.start(problem);
    for (let fork = walk.fork(); fork !== undefined; fork = walk.fork()) {
      const right = walk.rightWays(gold);
      decisions.push({ fork, right });
      const logs = logChances(weights, fork);
      const [likeliest = -1] = [...right].sort((a, b) => (logs[b] ?? NaN) - (logs[a] ?? NaN));
      walk = walk.take(likeliest);
    }
    return decisions;
  }

  const lossOf = (at: Weights, decisions: readonly Decision[]) =>
    -sum(
      decisions.map(({ fork, right }) => {
        const logs = logChances(at, fork);
        return Math.log(sum([...right].map((way) => Math.exp(logs[way] ?? NaN))));
      }),
    );

  let examples: SftExample[] = [];
  beforeAll(() => {
    // Words that are right twice over, beside tasks with one right way only.
    const twice = roomsTask('twice', 'What will the weather be like in Bern? I mean the weather in Bern.', {
      possible_answers: [{ getForecast: { place: ['Bern', 'bern'] } }],
    });
    examples = sftExamples(
      [...problems.slice(0, 16), new Problem(twice)].map((problem) => ({ problem })),
    ).examples;
  });

  test('for examples with one right way, and with several', () => {
    let several = 0;
    for (const example of examples) {
      const decisions = decisionsOf(example);
      several += decisions.filter(({ fork, right }) => right.size > 1 && right.size < fork.size).length;
      const { loss, gradient } = sftPart(new Policy(weights), [example]);
      const whole = (at: Weights) => lossOf(at, decisions);
      expect(apart(loss, whole(weights))).toBeLessThan(tolerance);
      expectGradient(
        gradient,
        whole,
        weights,
        decisions.map(({ fork }) => fork),
      );
    }
    expect(several).toBeGreaterThan(0);
  });

  test('for a shard, of which it is the sum', () => {
    const decisions = examples.flatMap(decisionsOf);
    const { loss, gradient } = sftPart(new Policy(weights), examples);
    const whole = (at: Weights) => lossOf(at, decisions);
    expect(apart(loss, whole(weights))).toBeLessThan(tolerance);
    expectGradient(
      gradient,
      whole,
      weights,
      decisions.map(({ fork }) => fork),
    );
  });
});
