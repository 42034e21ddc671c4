import { chanceAt } from '../../datasets/index.ts';
import { isSingleTurn, rewardOf, type Reward, type RewardName } from '../../graders/index.ts';
import { outputOf } from '../policy/answer.ts';
import { Policy, type Rollout } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import { Adam, adamDefaults } from './adam.ts';
import { addSlopes, shardsOf, summed, type LossPart } from './gradient.ts';
import { shuffled } from './sft.ts';

export type GrpoOptions = {
  readonly groupSize: number;
  /** Tasks of one step. */
  readonly batchSize: number;
  /** Times that the rollouts of a step are learnt from. */
  readonly innerEpochs: number;
  readonly clip: number;
  readonly klWeight: number;
  /** Whether advantages are in standard deviations of their group, else they are as they come. */
  readonly scaleAdvantages: boolean;
  readonly learningRate: number;
  readonly epochs: number;
  readonly reward: RewardName;
  readonly seed: number;
};

export type GrpoStep = {
  readonly step: number;
  readonly samples: number;
  /** Means over the step's rollouts. */
  readonly values: Readonly<Record<string, number>>;
  readonly groups: number;
  /** Groups whose rewards were all equal: nothing to learn. */
  readonly dropped: number;
};

/** A rollout with what it is worth beside the others of its group. */
export type Sample = { readonly rollout: Rollout; readonly advantage: number };

/**
 * Group advantages: each reward less the group's mean, in the group's standard deviations if they are to be scaled.
 * @returns undefined where all rewards are equal
 * @see arXiv:2402.03300, and arXiv:2503.20783 on leaving them unscaled
 */
export function groupAdvantages(rewards: readonly number[], isScaled: boolean): number[] | undefined {
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const variance = rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / rewards.length;
  if (variance < 1e-12) return undefined;
  const deviation = isScaled ? Math.sqrt(variance) : 1;
  return rewards.map((reward) => (reward - mean) / deviation);
}

/**
 * The loss of one sample and its gradient: clipped ratio of the whole trajectory's probability, and the exact divergence from
 * the reference at every decision on its way.
 */
export function addSample(
  policy: Policy,
  reference: Policy,
  { rollout, advantage }: Sample,
  { clip, klWeight }: Pick<GrpoOptions, 'clip' | 'klWeight'>,
  gradient: Float64Array,
  scale: number,
): { loss: number; divergence: number } {
  const logs = rollout.steps.map((step) => policy.logProbabilities(step));
  const now = rollout.steps.reduce((sum, { chosen }, at) => sum + (logs[at]?.[chosen] ?? 0), 0);
  const ratio = Math.exp(now - rollout.logProbability);
  const clipped = Math.min(Math.max(ratio, 1 - clip), 1 + clip);
  const isClipped = clipped * advantage < ratio * advantage;
  let divergence = 0;
  rollout.steps.forEach((step, at) => {
    const own = logs[at] ?? new Float64Array();
    const others = reference.logProbabilities(step);
    const here = own.reduce((sum, log, way) => sum + Math.exp(log) * (log - (others[way] ?? 0)), 0);
    divergence += here;
    const pull = isClipped ? 0 : -ratio * advantage;
    const slopes = own.map((log, way) => {
      const probability = Math.exp(log);
      const towards = (way === step.chosen ? 1 : 0) - probability;
      return scale * (pull * towards + klWeight * probability * (log - (others[way] ?? 0) - here));
    });
    addSlopes(gradient, step, slopes);
  });
  return { loss: -Math.min(ratio * advantage, clipped * advantage) + klWeight * divergence, divergence };
}

/** What the rollouts of a shard came to. */
export type ShardReport = {
  /** By name of a reward or of one of its parts: the sum over the rollouts that have it, and their number. */
  readonly sums: Readonly<Record<string, readonly [sum: number, count: number]>>;
  readonly groups: number;
  readonly dropped: number;
  /** Rollouts there is something to learn from. */
  readonly kept: number;
};

/** Work on the shards of one step at a time; whatever stands for a problem. */
export type GrpoWork<Item> = {
  /** Plays a group for every problem, and keeps the rollouts until the next time. */
  readonly rollouts: (
    weights: Float64Array,
    shards: readonly (readonly Item[])[],
    epoch: number,
  ) => Promise<readonly ShardReport[]>;
  /** Losses and gradients of the rollouts that were kept, shard by shard. @param scale of every rollout */
  readonly parts: (weights: Float64Array, scale: number) => Promise<readonly LossPart[]>;
};

/** Works in this thread. @param start the reference */
export function grpoHere(start: Policy, options: GrpoOptions): GrpoWork<Problem> {
  let kept: readonly (readonly Sample[])[] = [];
  return {
    rollouts: (weights, shards, epoch) => {
      const policy = new Policy(weights);
      const played = shards.map((problems) => playShard(policy, problems, options, epoch));
      kept = played.map(({ samples }) => samples);
      return Promise.resolve(played.map(({ report }) => report));
    },
    parts: (weights, scale) =>
      Promise.resolve(kept.map((samples) => grpoPart(new Policy(weights), start, samples, options, scale))),
  };
}

/** Loss and gradient of some samples. */
export function grpoPart(
  policy: Policy,
  reference: Policy,
  samples: readonly Sample[],
  options: Pick<GrpoOptions, 'clip' | 'klWeight'>,
  scale: number,
): LossPart {
  const gradient = new Float64Array(policy.weights.length);
  let loss = 0;
  for (const sample of samples)
    loss += scale * addSample(policy, reference, sample, options, gradient, scale).loss;
  return { loss, gradient };
}

/**
 * Group-relative policy optimisation against the rewards of the grader.
 * @returns a new policy; the one given is the reference, and is not changed
 */
export async function trainGrpo<Item>(
  start: Policy,
  items: readonly Item[],
  options: GrpoOptions,
  work: GrpoWork<Item>,
  onStep: (step: GrpoStep) => void = () => undefined,
): Promise<Policy> {
  const policy = new Policy(start.weights.slice());
  const size = policy.weights.length;
  const adam = new Adam(size, { ...adamDefaults, learningRate: options.learningRate });
  let [step, samples] = [0, 0];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = shuffled(items, options.seed, epoch);
    for (let from = 0; from < order.length; from += options.batchSize) {
      const shards = shardsOf(order.slice(from, from + options.batchSize));
      const reports = await work.rollouts(policy.weights, shards, epoch);
      const total = (of: (report: ShardReport) => number) =>
        reports.reduce((sum, report) => sum + of(report), 0);
      const [groups, kept] = [total((report) => report.groups), total((report) => report.kept)];
      for (let inner = 0; inner < options.innerEpochs && kept > 0; inner++) {
        const { gradient } = summed(await work.parts(policy.weights, 1 / kept), size);
        adam.step(policy.weights, gradient);
      }
      step += 1;
      samples += groups * options.groupSize;
      const values = meansOf(reports);
      onStep({ step, samples, values, groups, dropped: total(({ dropped }) => dropped) });
    }
  }
  return policy;
}

/**
 * Plays a group for every problem of a shard.
 * @throws {RangeError} for a task that the grader cannot judge: what it earned would be nothing, right or wrong
 */
export function playShard(
  policy: Policy,
  problems: readonly Problem[],
  options: GrpoOptions,
  epoch: number,
): { readonly report: ShardReport; readonly samples: readonly Sample[] } {
  const groups = problems.map((problem) => playGroup(policy, problem, options, epoch));
  const samples = groups.flatMap((group) => group.samples);
  const report = {
    sums: sumsOf(groups.flatMap(({ rewards }) => rewards)),
    groups: groups.length,
    dropped: groups.filter((group) => group.samples.length === 0).length,
    kept: samples.length,
  };
  return { report, samples };
}

type Group = { readonly rewards: readonly Reward[]; readonly samples: readonly Sample[] };

function playGroup(
  policy: Policy,
  problem: Problem,
  { groupSize, reward, seed, scaleAdvantages }: GrpoOptions,
  epoch: number,
): Group {
  const { task } = problem;
  if (!isSingleTurn(task.checker)) throw new RangeError(`task ${task.id}: '${task.checker}' earns no reward`);
  const rollouts = Array.from({ length: groupSize }, (_, index) =>
    policy.sample(problem, chanceAt('rollout', seed, epoch, task.id, index)),
  );
  const rewards = rollouts.map(({ answer }) => rewardOf(reward, task, outputOf(task, answer)));
  const advantages = groupAdvantages(
    rewards.map(({ value }) => value),
    scaleAdvantages,
  );
  if (advantages === undefined) return { rewards, samples: [] };
  return {
    rewards,
    samples: rollouts.map((rollout, index) => ({ rollout, advantage: advantages[index] ?? 0 })),
  };
}

function sumsOf(rewards: readonly Reward[]): ShardReport['sums'] {
  const sums: Record<string, [sum: number, count: number]> = {};
  const add = (name: string, value: number): void => {
    const [sum, count] = sums[name] ?? [0, 0];
    sums[name] = [sum + value, count + 1];
  };
  for (const { value, verdict, gates, components } of rewards) {
    add('reward', value);
    add('pass', verdict.valid ? 1 : 0);
    for (const gate of gates) add(`gate.${gate.name}`, gate.isPassed ? 1 : 0);
    for (const [name, part] of Object.entries(components ?? {}))
      if (typeof part === 'number') add(name, part);
  }
  return sums;
}

/** Means of the rewards and of their parts, each over the rollouts that have it. */
function meansOf(reports: readonly ShardReport[]): Record<string, number> {
  const names = new Set(reports.flatMap(({ sums }) => Object.keys(sums)));
  return Object.fromEntries(
    [...names].map((name) => {
      const told = reports.flatMap(({ sums }) => [sums[name] ?? ([0, 0] as const)]);
      const total = told.reduce((sum, [part]) => sum + part, 0);
      return [name, total / told.reduce((sum, [, count]) => sum + count, 0)];
    }),
  );
}
