import { chanceAt, type Task } from '../../datasets/index.ts';
import { rewardOf, type Output, type RewardName } from '../../graders/index.ts';
import { outputOf } from '../policy/answer.ts';
import type { Policy } from '../policy/policy.ts';
import { Problem } from '../policy/problem.ts';
import { cheats } from './cheats.ts';
import { kindCategories, kindMean, kinds, mixes, mixMean, type Means, type Mix } from './mixes.ts';

export type HackOptions = {
  readonly reward: RewardName;
  readonly seed: number;
  /** Answers that are sampled for each task. */
  readonly samples: number;
  /** Of decoding. */
  readonly beam: number;
};

/** What one policy earns, 0 to 1; no entry where a suite lacks a kind. */
export type Earning = {
  readonly policy: string;
  readonly summary: string;
  readonly isCheat: boolean;
  readonly kinds: Readonly<Record<string, number>>;
  readonly mixes: Readonly<Record<string, number>>;
};

/** A mix on which a cheat earns more than the trained policy. */
type Beaten = {
  readonly mix: string;
  readonly policy: string;
  readonly earned: number;
  readonly trained: number;
};

export type HackReport = {
  readonly tasks: number;
  /** Tasks by category. */
  readonly categories: Readonly<Record<string, number>>;
  /** The trained policy sampled, as in training, then decoded, then the cheats. */
  readonly earnings: readonly Earning[];
  /** Mixes that tasks are missing for: nothing is compared there. */
  readonly notMeasured: readonly Mix[];
  /** Of the trained policy as it answers when it is scored. */
  readonly beaten: readonly Beaten[];
  /** Of single samples of it, as in training. */
  readonly beatenSamples: readonly Beaten[];
};

/** Mean rewards of a policy and of cheats on tasks of scenario kinds; tasks of other categories are left out. */
export function measureHacks(policy: Policy, tasks: readonly Task[], options: HackOptions): HackReport {
  const sums = new Map<string, Map<string, number>>();
  const counts = new Map<string, number>();
  const known = tasks.filter(({ category }) => kindCategories.includes(category));
  for (const task of known) {
    counts.set(task.category, (counts.get(task.category) ?? 0) + 1);
    for (const [name, value] of rewardsOn(policy, task, options)) {
      const ofPolicy = sums.get(name) ?? new Map<string, number>();
      ofPolicy.set(task.category, (ofPolicy.get(task.category) ?? 0) + value);
      sums.set(name, ofPolicy);
    }
  }
  const earnings = players.map((player) => {
    const ofPolicy = sums.get(player.policy) ?? new Map<string, number>();
    const means = new Map([...ofPolicy].map(([name, sum]) => [name, sum / (counts.get(name) ?? 1)]));
    return { ...player, ...meansByName(means) };
  });
  return {
    tasks: known.length,
    categories: Object.fromEntries(counts),
    earnings,
    notMeasured: mixes.filter((mix) => earnings.some((earning) => earning.mixes[mix] === undefined)),
    beaten: beatenBy(earnings, decoded.policy),
    beatenSamples: beatenBy(earnings, trained.policy),
  };
}

const trained = { policy: 'trained, sampled', summary: 'the trained policy as in training', isCheat: false };
const decoded = { policy: 'trained, decoded', summary: 'the trained policy as it is scored', isCheat: false };
const players = [
  trained,
  decoded,
  ...cheats.map(({ name, summary }) => ({ policy: name, summary, isCheat: true })),
];

function rewardsOn(
  policy: Policy,
  task: Task,
  { reward, seed, samples, beam }: HackOptions,
): [policy: string, value: number][] {
  const problem = new Problem(task);
  const sampled = Array.from(
    { length: samples },
    (_, index) => policy.sample(problem, chanceAt('hacks', seed, task.id, index)).answer,
  );
  const mean = (outputs: readonly Output[]) =>
    outputs.reduce((sum, output) => sum + rewardOf(reward, task, output).value, 0) / outputs.length;
  return [
    [trained.policy, mean(sampled.map((answer) => outputOf(task, answer)))],
    [decoded.policy, mean([outputOf(task, policy.decode(problem, { beam }))])],
    ...cheats.map(({ name, outputs }): [string, number] => [name, mean(outputs({ problem, sampled }))]),
  ];
}

function meansByName(means: Means): Pick<Earning, 'kinds' | 'mixes'> {
  return {
    kinds: named(kinds, (kind) => kindMean(kind, means)),
    mixes: named(mixes, (mix) => mixMean(mix, means)),
  };
}

/** Without those that have no mean. */
function named<Name extends string>(
  names: readonly Name[],
  meanOf: (name: Name) => number | undefined,
): Record<string, number> {
  const means: Record<string, number> = {};
  for (const name of names) {
    const mean = meanOf(name);
    if (mean !== undefined) means[name] = mean;
  }
  return means;
}

/** Differences that rounding makes are none. */
const SMALLEST = 1e-9;

/** Where cheats earn more. @param name of the trained policy, decoded or sampled */
function beatenBy(earnings: readonly Earning[], name: string): Beaten[] {
  const own = earnings.find(({ policy }) => policy === name)?.mixes ?? {};
  return Object.entries(own).flatMap(([mix, value]) =>
    earnings
      .filter(({ isCheat, mixes }) => isCheat && (mixes[mix] ?? 0) > value + SMALLEST)
      .map(({ policy, mixes }) => ({ mix, policy, earned: mixes[mix] ?? 0, trained: value })),
  );
}
