import {
  CheckpointScoreSchema,
  type CheckpointScore,
  type LoopRound,
  type Suite,
} from '../../datasets/index.ts';
import { compareRuns, readRun } from '../../bench/index.ts';
import type { PolicyOrder } from '../crew/desk.ts';
import { Policy } from '../policy/policy.ts';
import type { LoopContext } from './context.ts';
import { evenMix, mixFor } from './plan.ts';
import { scoreCheckpoint, scoreFolder } from './score.ts';
import { synthesisStage, type Mix } from './synthesis-stage.ts';
import { grpoStage, sftStage, type Lesson, type TrainingLog } from './training-stage.ts';

/** A policy with its name in the report. */
export type Checkpoint = { readonly name: string; readonly policy: Policy };

export type LoopResult = {
  readonly heldOut: Suite;
  readonly scores: readonly CheckpointScore[];
  readonly rounds: readonly LoopRound[];
  readonly logs: readonly TrainingLog[];
  readonly champion: string;
  /** All that were scored, in the order of training. */
  readonly checkpoints: readonly Checkpoint[];
  readonly stopped: string;
};

/** Told after every score and every round, so that whoever watches sees it. */
export type LoopEvents = {
  readonly onHeldOut: (suite: Suite) => Promise<void>;
  readonly onScore: (score: CheckpointScore, all: readonly CheckpointScore[]) => Promise<void>;
  readonly onRound: (round: LoopRound) => Promise<void>;
};

/** The model of a checkpoint: its folder's name. */
export function modelName(checkpoint: string): string {
  return checkpoint.replaceAll('/', '-');
}

/**
 * Synthesise, train, score, decide, again: as many rounds as the configuration has, until patience or budget ends. Every stage
 * leaves its result in the run's directory; one that is there is not done again.
 */
export async function runLoop(context: LoopContext, events: LoopEvents): Promise<LoopResult> {
  return new Loop(context, events).run();
}

class Loop {
  readonly #scores: CheckpointScore[] = [];
  readonly #rounds: LoopRound[] = [];
  readonly #logs: TrainingLog[] = [];
  readonly #checkpoints: Checkpoint[] = [];

  constructor(
    private readonly context: LoopContext,
    private readonly events: LoopEvents,
  ) {}

  async run(): Promise<LoopResult> {
    const { config, progress } = this.context;
    await progress.begin('Held-out suite: scenarios are played and verified');
    await this.context.crew.all('openTree', this.context.run.path('tool-tree.json'));
    const { suite: heldOut, file } = await synthesisStage(this.context, {
      folder: 'held-out',
      split: 'held_out',
      seed: config.seed,
      count: config.heldOutScenarios,
      mix: evenMix,
    });
    await this.context.crew.all('openSuite', { id: heldOut.id, source: { kind: 'own', file } });
    await this.events.onHeldOut(heldOut);
    let champion: Checkpoint = { name: 'untrained', policy: Policy.untrained() };
    let championScore = await this.#score(heldOut, champion);
    let patience = config.patience;
    let stopped = `after ${config.rounds} rounds`;
    let spent = 0;
    for (let round = 1; round <= config.rounds; round++) {
      const done = await this.#round(round, champion, championScore, heldOut);
      if (done.isPromoted) {
        champion = done.candidate;
        championScore = done.score;
        patience = config.patience;
      } else patience -= 1;
      spent += Object.values(this.#rounds.at(-1)?.seconds ?? {}).reduce((sum, seconds) => sum + seconds, 0);
      if (patience === 0) stopped = `after ${round} rounds: ${config.patience} in a row brought no promotion`;
      else if (spent > config.budgetSeconds)
        stopped = `after ${round} rounds: the budget of ${config.budgetSeconds} s is spent`;
      else continue;
      break;
    }
    return {
      heldOut,
      scores: this.#scores,
      rounds: this.#rounds,
      logs: this.#logs,
      champion: champion.name,
      checkpoints: this.#checkpoints,
      stopped,
    };
  }

  async #round(round: number, champion: Checkpoint, championScore: CheckpointScore, heldOut: Suite) {
    const { config, progress, now, crew, run } = this.context;
    const folder = `round-${round}`;
    const seconds: Record<string, number> = {};
    let last = now();
    const lap = (stage: string): void => {
      seconds[stage] = Math.round(now() - last) / 1000;
      last = now();
    };
    const mix: Mix = round === 1 ? evenMix : mixFor(config.arm, championScore);
    await progress.begin(`Round ${round}: scenarios are played and verified`);
    const isOwn = config.arm === 'self' && round > 1;
    const { table } = await synthesisStage(this.context, {
      folder,
      split: 'training',
      seed: config.seed + round,
      count: config.roundScenarios,
      mix,
      ...(isOwn ? { assistant: this.#orderOf(champion) } : {}),
    });
    lap('synthesis');
    const count = await crew.all('openLessons', run.path(folder));
    const lessons = Array.from({ length: count }, (_, lesson) => lesson);
    const { candidate, flatGroups } = await this.#train(round, champion, lessons, heldOut);
    lap('training');
    const score = await this.#score(heldOut, candidate);
    lap('scoring');
    const decision = await this.#decide(heldOut, champion, candidate);
    const record: LoopRound = {
      round,
      plan: { ...mix },
      yield: table.rows.map(({ kind, played, kept, rejected }) => ({
        kind,
        played,
        kept,
        rejected: { ...rejected },
      })),
      decision,
      flatGroups,
      seconds,
    };
    this.#rounds.push(record);
    await this.events.onRound(record);
    return { candidate, score, isPromoted: decision.decision === 'PROMOTE' };
  }

  /** By the arm: SFT first where there is a cold start or own answers to learn from, GRPO unless it is left out. */
  async #train(round: number, champion: Checkpoint, lessons: readonly Lesson[], heldOut: Suite) {
    const { config, progress } = this.context;
    let start = champion;
    if (round === 1 || (config.arm !== 'gaps' && config.arm !== 'uniform')) {
      const isCold = round === 1 && config.arm !== 'sft-only';
      await progress.begin(`Round ${round}: supervised fine-tuning`);
      const name = `round-${round}/sft`;
      const some = isCold ? lessons.slice(0, config.coldStart.examples) : lessons;
      const { policy, log } = await sftStage(this.context, name, round, {
        start: champion.policy,
        lessons: some,
      });
      this.#logs.push(log);
      start = { name, policy };
      if (config.arm === 'sft-only') return { candidate: start, flatGroups: log.flatGroups };
      await this.#score(heldOut, start);
    }
    await progress.begin(`Round ${round}: GRPO on ${lessons.length} tasks`);
    const name = `round-${round}/grpo`;
    const { policy, log } = await grpoStage(this.context, name, round, { start: start.policy, lessons });
    this.#logs.push(log);
    return { candidate: { name, policy }, flatGroups: log.flatGroups };
  }

  #orderOf({ name, policy }: Checkpoint): PolicyOrder {
    return { name: modelName(name), weights: policy.weights, beam: this.context.config.beam };
  }

  async #score(suite: Suite, checkpoint: Checkpoint): Promise<CheckpointScore> {
    const { run, progress } = this.context;
    const { name, policy } = checkpoint;
    await progress.begin(`Scoring ${name} on ${suite.id}`);
    const score = await run.once(`scores/${suite.id}/${modelName(name)}.json`, CheckpointScoreSchema, () =>
      scoreCheckpoint(this.context, suite, {
        checkpoint: name,
        digest: policy.digest(),
        order: this.#orderOf(checkpoint),
      }),
    );
    this.#checkpoints.push(checkpoint);
    this.#scores.push(score);
    await this.events.onScore(score, this.#scores);
    return score;
  }

  async #decide(suite: Suite, champion: Checkpoint, candidate: Checkpoint) {
    const { config, run } = this.context;
    const [base, other] = await Promise.all(
      [champion, candidate].map(({ name }) => readRun(scoreFolder(run, suite, modelName(name)))),
    );
    if (base === undefined || other === undefined) throw new RangeError('two runs are read');
    const {
      decision,
      difference,
      low,
      high,
      mcnemar_p: mcnemar,
      n,
      clusters,
    } = compareRuns(base, other, { ...config.gate, seed: config.seed });
    const { superiority, nonInferiority } = config.gate;
    return {
      decision,
      base: champion.name,
      candidate: candidate.name,
      difference,
      low,
      high,
      mcnemar,
      n,
      clusters,
      margins: { superiority, nonInferiority },
    };
  }
}
