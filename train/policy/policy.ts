import { createHash } from 'node:crypto';
import type { Chance } from '../../datasets/index.ts';
import { featureNames, type Features } from './feature-table.ts';
import type { Problem } from './problem.ts';
import type { Fork } from './fork.ts';
import { Walk, type Answer } from './walk.ts';

/** One decision that was made. */
type Step = Fork & { readonly chosen: number };

export type Rollout = {
  readonly answer: Answer;
  readonly steps: readonly Step[];
  /** Natural logarithm of the probability of all steps. */
  readonly logProbability: number;
};

export type DecodeOptions = {
  /** Ways through the decisions that are kept side by side; 1 = greedy. */
  readonly beam: number;
};

/** Linear scores and a softmax at every decision: probabilities are exact, and small enough to be differentiated by hand. */
export class Policy {
  constructor(readonly weights: Float64Array) {
    if (weights.length !== featureNames.length) {
      throw new RangeError(
        `expected ${featureNames.length} weights, one for each feature; got ${weights.length}`,
      );
    }
  }

  static untrained(): Policy {
    return new Policy(new Float64Array(featureNames.length));
  }

  /** Log-probabilities of the ways at a fork. */
  logProbabilities({ rows, given }: Fork): Float64Array {
    const logits = new Float64Array(rows.length);
    let highest = -Infinity;
    rows.forEach((row, index) => {
      const score = this.#score(row, given[index]);
      logits[index] = score;
      if (score > highest) highest = score;
    });
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - highest);
    const normaliser = highest + Math.log(sum);
    for (let index = 0; index < logits.length; index++) logits[index] = (logits[index] ?? 0) - normaliser;
    return logits;
  }

  #score({ ids, values }: Features, given: readonly number[] = []): number {
    const { weights } = this;
    let score = 0;
    for (let at = 0; at < ids.length; at++) score += (weights[ids[at] ?? 0] ?? 0) * (values[at] ?? 0);
    for (const id of given) score += weights[id] ?? 0;
    return score;
  }

  sample(problem: Problem, chance: Chance): Rollout {
    return this.#follow(problem, (logs) => {
      let rest = chance.below(0x4000_0000) / 0x4000_0000;
      for (let index = 0; index < logs.length - 1; index++) {
        rest -= Math.exp(logs[index] ?? 0);
        if (rest < 0) return index;
      }
      return logs.length - 1;
    });
  }

  #follow(problem: Problem, pick: (logs: Float64Array) => number): Rollout {
    const steps: Step[] = [];
    let logProbability = 0;
    let walk = Walk.start(problem);
    for (let fork = walk.fork(); fork !== undefined; fork = walk.fork()) {
      // Once for the step, as it is worked out anew each time it is asked for.
      const { size, rows, given } = fork;
      const logs = this.logProbabilities({ size, rows, given });
      const chosen = pick(logs);
      steps.push({ size, rows, given, chosen });
      logProbability += logs[chosen] ?? 0;
      walk = walk.take(chosen);
    }
    return { answer: walk.answer ?? { kind: 'none', asked: undefined }, steps, logProbability };
  }

  /**
   * The likeliest answer that a beam search finds. Giving up is short, and short ways are likely: it is taken only where it
   * is likelier than all other ways of its fork together.
   */
  decode(problem: Problem, { beam }: DecodeOptions): Answer {
    // Without weights all ways are equal, whatever speaks for them: nobody needs to look.
    const isBlank = this.weights.every((weight) => weight === 0);
    const logsAt = (fork: Fork) =>
      isBlank ? new Float64Array(fork.size).fill(-Math.log(fork.size)) : this.logProbabilities(fork);
    let ways = [{ walk: Walk.start(problem), log: 0 }];
    let best: { answer: Answer; log: number } | undefined;
    while (ways.length > 0) {
      const next: { walk: Walk; log: number; take: number }[] = [];
      for (const { walk, log } of ways) {
        const fork = walk.fork();
        if (fork === undefined) {
          if (walk.answer !== undefined && (best === undefined || log > best.log))
            best = { answer: walk.answer, log };
          continue;
        }
        for (const [take, step] of openWays(walk, logsAt(fork))) next.push({ walk, log: log + step, take });
      }
      next.sort((a, b) => b.log - a.log);
      const floor = best?.log ?? -Infinity;
      ways = next
        .slice(0, beam)
        .filter(({ log }) => log > floor)
        .map(({ walk, log, take }) => ({ walk: walk.take(take), log }));
    }
    return best?.answer ?? { kind: 'none', asked: undefined };
  }

  logProbability({ steps }: Pick<Rollout, 'steps'>): number {
    return steps.reduce((sum, step) => sum + (this.logProbabilities(step)[step.chosen] ?? 0), 0);
  }

  /** Hex sha256 over the declared features and the weights. */
  digest(): string {
    const bytes = new Uint8Array(this.weights.buffer, this.weights.byteOffset, this.weights.byteLength);
    return createHash('sha256').update(featureNames.join('\n')).update(bytes).digest('hex');
  }
}

function openWays(walk: Walk, logs: Float64Array): [way: number, log: number][] {
  const { givingUp } = walk;
  const log = logs[givingUp] ?? -Infinity;
  if (log > Math.log(0.5)) return [[givingUp, log]];
  const ways: [number, number][] = [];
  for (let way = 0; way < logs.length; way++) if (way !== givingUp) ways.push([way, logs[way] ?? 0]);
  return ways;
}
