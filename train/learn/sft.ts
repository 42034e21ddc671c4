import { chanceAt } from '../../datasets/index.ts';
import { Policy } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import { Walk, type RightChoices } from '../policy/walk.ts';
import { Adam, adamDefaults } from './adam.ts';
import { goldOf, type AskedFor } from './gold.ts';
import { addSlopes, shardsOf, summed, type LossPart } from './gradient.ts';

export type SftOptions = {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Weight of the squared weights in the loss. */
  readonly decay: number;
  readonly seed: number;
};

export type SftStep = { readonly step: number; readonly samples: number; readonly loss: number };

export type SftExample = { readonly problem: Problem; readonly gold: RightChoices };

/** A problem, and where the right thing is to ask, what for. */
export type Lesson = { readonly problem: Problem; readonly askedFor?: AskedFor };

/** Those of the lessons that have a right way, and how many have none. */
export function sftExamples(lessons: readonly Lesson[]): { examples: SftExample[]; unreachable: number } {
  const examples = lessons.flatMap(({ problem, askedFor }) => {
    const gold = goldOf(problem, askedFor);
    return gold === undefined ? [] : [{ problem, gold }];
  });
  return { examples, unreachable: lessons.length - examples.length };
}

/** Losses and gradients of shards, in their order; whatever stands for an example. */
export type SftWork<Example> = (
  weights: Float64Array,
  shards: readonly (readonly Example[])[],
) => Promise<readonly LossPart[]>;

/** Works in this thread. */
export const sftHere: SftWork<SftExample> = (weights, shards) =>
  Promise.resolve(shards.map((shard) => sftPart(new Policy(weights), shard)));

/** At every decision, the negative logarithm of the probability of all right choices together. */
export function sftPart(policy: Policy, shard: readonly SftExample[]): LossPart {
  const gradient = new Float64Array(policy.weights.length);
  let loss = 0;
  for (const example of shard) loss += addExample(policy, example, gradient);
  return { loss, gradient };
}

/**
 * Supervised fine-tuning.
 * @returns a new policy; the one given is not changed
 */
export async function trainSft<Example>(
  start: Policy,
  examples: readonly Example[],
  options: SftOptions,
  work: SftWork<Example>,
  onStep: (step: SftStep) => void = () => undefined,
): Promise<Policy> {
  const policy = new Policy(start.weights.slice());
  const size = policy.weights.length;
  const adam = new Adam(size, { ...adamDefaults, learningRate: options.learningRate });
  let step = 0;
  let samples = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = shuffled(examples, options.seed, epoch);
    for (let from = 0; from < order.length; from += options.batchSize) {
      const batch = order.slice(from, from + options.batchSize);
      const { loss, gradient } = summed(await work(policy.weights, shardsOf(batch)), size);
      for (let at = 0; at < size; at++)
        gradient[at] = (gradient[at] ?? 0) / batch.length + options.decay * (policy.weights[at] ?? 0);
      adam.step(policy.weights, gradient);
      step += 1;
      samples += batch.length;
      onStep({ step, samples, loss: loss / batch.length });
    }
  }
  return policy;
}

/** In an order that depends on seed and epoch only. */
export function shuffled<Item>(items: readonly Item[], seed: number, epoch: number): Item[] {
  const chance = chanceAt('shuffle', seed, epoch);
  const order = [...items];
  for (let at = order.length - 1; at > 0; at--) {
    const other = chance.below(at + 1);
    const [one, two] = [order[at], order[other]];
    if (one === undefined || two === undefined) continue;
    order[at] = two;
    order[other] = one;
  }
  return order;
}

/** Adds an example's gradient. @returns its loss */
function addExample(policy: Policy, { problem, gold }: SftExample, gradient: Float64Array): number {
  let loss = 0;
  let walk = Walk.start(problem);
  for (let fork = walk.fork(); fork !== undefined; fork = walk.fork()) {
    const right = walk.rightWays(gold);
    const logs = policy.logProbabilities(fork);
    let mass = 0;
    let likeliest = -1;
    for (const way of right) {
      mass += Math.exp(logs[way] ?? 0);
      if (likeliest < 0 || (logs[way] ?? 0) > (logs[likeliest] ?? 0)) likeliest = way;
    }
    loss -= Math.log(mass);
    const slopes = logs.map((log, way) => Math.exp(log) - (right.has(way) ? Math.exp(log) / mass : 0));
    addSlopes(gradient, fork, slopes);
    walk = walk.take(likeliest);
  }
  return loss;
}
