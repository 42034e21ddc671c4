import { chanceAt } from '../../datasets/index.ts';
import { rewardOf, type Reward, type RewardName } from '../../graders/index.ts';
import { outputOf } from '../policy/answer.ts';
import { Policy, type Rollout } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import { Adam, adamDefaults } from './adam.ts';
import { addSlopes } from './gradient.ts';
import { shuffled } from './sft.ts';

export type GrpoOptions = {
  readonly groupSize: number;
  /** Tasks of one step. */
  readonly batchSize: number;
  /** Times that the rollouts of a step are learnt from. */
  readonly innerEpochs: number;
  readonly clip: number;
  readonly klWeight: number;
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
 * Group advantages: each reward less the group's mean, in the group's standard deviations.
 * @returns undefined where all rewards are equal
 * @see arXiv:2402.03300
 */
export function groupAdvantages(rewards: readonly number[]): number[] | undefined {
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const variance = rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / rewards.length;
  if (variance < 1e-12) return undefined;
  const deviation = Math.sqrt(variance);
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

/**
 * Group-relative policy optimisation against the rewards of the grader.
 * @returns a new policy; the one given is the reference, and is not changed
 */
export function trainGrpo(
  start: Policy,
  problems: readonly Problem[],
  options: GrpoOptions,
  onStep: (step: GrpoStep) => void = () => undefined,
): Policy {
  const policy = new Policy(start.weights.slice());
  const adam = new Adam(policy.weights.length, { ...adamDefaults, learningRate: options.learningRate });
  let [step, samples] = [0, 0];
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = shuffled(problems, options.seed, epoch);
    for (let from = 0; from < order.length; from += options.batchSize) {
      const groups = order
        .slice(from, from + options.batchSize)
        .map((problem) => playGroup(policy, problem, options, epoch));
      const kept = groups.flatMap((group) => group.samples);
      for (let inner = 0; inner < options.innerEpochs && kept.length > 0; inner++) {
        const gradient = new Float64Array(policy.weights.length);
        for (const sample of kept) addSample(policy, start, sample, options, gradient, 1 / kept.length);
        adam.step(policy.weights, gradient);
      }
      step += 1;
      samples += groups.length * options.groupSize;
      onStep({
        step,
        samples,
        values: meansOf(groups.flatMap(({ rewards }) => rewards)),
        groups: groups.length,
        dropped: groups.filter((group) => group.samples.length === 0).length,
      });
    }
  }
  return policy;
}

type Group = { readonly rewards: readonly Reward[]; readonly samples: readonly Sample[] };

function playGroup(
  policy: Policy,
  problem: Problem,
  { groupSize, reward, seed }: GrpoOptions,
  epoch: number,
): Group {
  const { task } = problem;
  const rollouts = Array.from({ length: groupSize }, (_, index) =>
    policy.sample(problem, chanceAt('rollout', seed, epoch, task.id, index)),
  );
  const rewards = rollouts.map(({ answer }) => rewardOf(reward, task, outputOf(task, answer)));
  const advantages = groupAdvantages(rewards.map(({ value }) => value));
  if (advantages === undefined) return { rewards, samples: [] };
  return {
    rewards,
    samples: rollouts.map((rollout, index) => ({ rollout, advantage: advantages[index] ?? 0 })),
  };
}

/** Means of the rewards and of their parts, each over the rollouts that have it. */
function meansOf(rewards: readonly Reward[]): Record<string, number> {
  const sums = new Map<string, [sum: number, count: number]>();
  const add = (name: string, value: number): void => {
    const [sum, count] = sums.get(name) ?? [0, 0];
    sums.set(name, [sum + value, count + 1]);
  };
  for (const { value, verdict, gates, components } of rewards) {
    add('reward', value);
    add('pass', verdict.valid ? 1 : 0);
    for (const gate of gates) add(`gate.${gate.name}`, gate.isPassed ? 1 : 0);
    for (const [name, part] of Object.entries(components ?? {}))
      if (typeof part === 'number') add(name, part);
  }
  return Object.fromEntries([...sums].map(([name, [sum, count]]) => [name, sum / count]));
}
