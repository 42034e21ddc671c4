import {
  checkpointFolder,
  CheckpointScoreSchema,
  InputError,
  openOwnSuite,
  type CheckpointScore,
  type LoopRound,
  type RoundDecision,
  type Suite,
  type YieldTable,
} from '../../datasets/index.ts';
import { gateRecord, pairTasks, PolicySchema, readScoredRun } from '../../bench/index.ts';
import { decisionAlpha, stagesOf, type LoopStage } from './config.ts';
import type { LoopContext } from './context.ts';
import type { Checkpoint, Learner } from './learner.ts';
import { evenMix, mixFor } from './plan.ts';
import { scoreFolder } from './score.ts';
import { StopWatch } from './stop-watch.ts';
import { synthesisStage, type Mix } from './synthesis-stage.ts';
import type { TrainingLog } from './training-log.ts';

export type LoopResult<State extends Checkpoint = Checkpoint> = {
  readonly heldOut: Suite;
  readonly scores: readonly CheckpointScore[];
  readonly rounds: readonly LoopRound[];
  readonly logs: readonly TrainingLog[];
  readonly champion: string;
  /** All that were scored, in the order of training. */
  readonly checkpoints: readonly State[];
  readonly stopped: string;
  /** Of all that was played: of `held-out`, and of every round. */
  readonly yields: Readonly<Record<string, YieldTable>>;
};

/** Told after every score and every decision, so that whoever watches sees it. */
export type LoopEvents = {
  /** On the first tasks of the held-out suite, while the others are not there yet. */
  readonly onFirstLook: (score: CheckpointScore) => Promise<void>;
  readonly onHeldOut: (suite: Suite) => Promise<void>;
  readonly onScore: (score: CheckpointScore, all: readonly CheckpointScore[]) => Promise<void>;
  readonly onDecision: (decision: RoundDecision) => Promise<void>;
};

function roundsOf(count: number): string {
  return count === 1 ? '1 round' : `${count} rounds`;
}

/**
 * Synthesise, train, score, decide, again: as many rounds as the configuration has, until patience or budget ends. Every stage
 * leaves its result in the run's directory; one that is there is not done again.
 */
export async function runLoop<State extends Checkpoint>(
  context: LoopContext,
  learner: Learner<State>,
  events: LoopEvents,
): Promise<LoopResult<State>> {
  return new Loop(context, learner, events).run();
}

class Loop<State extends Checkpoint> {
  readonly #scores: CheckpointScore[] = [];
  readonly #rounds: LoopRound[] = [];
  readonly #logs: TrainingLog[] = [];
  readonly #checkpoints: State[] = [];
  readonly #yields: Record<string, YieldTable> = {};
  #champion: State;
  #championScore: CheckpointScore | undefined;

  constructor(
    private readonly context: LoopContext,
    private readonly learner: Learner<State>,
    private readonly events: LoopEvents,
  ) {
    this.#champion = learner.first;
  }

  async run(): Promise<LoopResult<State>> {
    const { config, progress } = this.context;
    await progress.begin('Held-out suite: scenarios are played and verified');
    await this.context.crew.all('openTree', this.context.run.path('tool-tree.json'));
    const firstLook = this.learner.firstLook?.(this.events.onFirstLook);
    const { file, table } = await synthesisStage(this.context, {
      folder: 'held-out',
      split: 'held_out',
      seed: config.seed,
      count: config.heldOutScenarios,
      mix: evenMix,
      ...(firstLook && { onPlayed: (played) => firstLook.take(played) }),
    });
    this.#yields['held-out'] = table;
    const heldOut = await this.#opened(file);
    await this.events.onHeldOut(heldOut);
    this.#championScore = await this.#score(heldOut, this.#champion);
    let patience = config.patience;
    let stopped = `after ${roundsOf(config.rounds)}`;
    let spent = 0;
    for (let round = 1; round <= config.rounds; round++) {
      const before = this.#champion;
      await this.#round(round, heldOut);
      patience = this.#champion === before ? patience - 1 : config.patience;
      spent += Object.values(this.#rounds.at(-1)?.seconds ?? {}).reduce((sum, seconds) => sum + seconds, 0);
      if (patience === 0)
        stopped = `after ${roundsOf(round)}: ${config.patience} in a row brought no promotion`;
      else if (spent > config.budgetSeconds)
        stopped = `after ${roundsOf(round)}: the budget of ${config.budgetSeconds} s is spent`;
      else continue;
      break;
    }
    return {
      heldOut,
      scores: this.#scores,
      rounds: this.#rounds,
      logs: this.#logs,
      champion: this.#champion.name,
      checkpoints: this.#checkpoints,
      stopped,
      yields: this.#yields,
    };
  }

  async #opened(file: string): Promise<Suite> {
    const [suite] = await Promise.all([openOwnSuite(file), this.learner.openSuite({ kind: 'own', file })]);
    return suite;
  }

  async #round(round: number, heldOut: Suite): Promise<void> {
    const { config, progress, run } = this.context;
    const folder = `round-${round}`;
    const watch = await StopWatch.of(this.context, `${folder}/seconds.json`);
    const mix: Mix = round === 1 ? evenMix : mixFor(config.arm, this.#championScore);
    await progress.begin(`Round ${round}: scenarios are played and verified`);
    const assistant =
      config.arm === 'self' && round > 1 ? this.learner.assistant?.(this.#champion) : undefined;
    const { table } = await synthesisStage(this.context, {
      folder,
      split: 'training',
      seed: config.seed + round,
      count: config.roundScenarios,
      mix,
      ...(assistant && { assistant }),
    });
    this.#yields[folder] = table;
    await watch.lap('synthesis');
    const lessons = await this.learner.openLessons(run.path(folder));
    const decisions: RoundDecision[] = [];
    let flatGroups = { dropped: 0, of: 0 };
    let start = this.#champion;
    for (const stage of stagesOf(config)) {
      const { checkpoint, log } = await this.#train(stage, round, start, lessons[stage]);
      await watch.lap('training', stage);
      start = checkpoint;
      flatGroups = log.flatGroups;
      decisions.push(await this.#judge(heldOut, start));
      await watch.lap('scoring', stage);
    }
    this.#rounds.push({
      round,
      plan: { ...mix },
      yield: table.rows.map(({ kind, played, kept, rejected }) => ({
        kind,
        played,
        kept,
        rejected: { ...rejected },
      })),
      decisions,
      flatGroups,
      seconds: watch.seconds,
    });
  }

  async #train(stage: LoopStage, round: number, start: State, tasks: number) {
    await this.context.progress.begin(
      `Round ${round}: ${stage === 'sft' ? 'supervised fine-tuning' : 'GRPO'} on ${tasks} tasks`,
    );
    const trained = await this.learner.train(stage, round, start);
    this.#logs.push(trained.log);
    return trained;
  }

  /** Scores a candidate and has the gate compare it with the champion, which it becomes if the gate promotes it. */
  async #judge(heldOut: Suite, candidate: State): Promise<RoundDecision> {
    const score = await this.#score(heldOut, candidate);
    const decision = await this.#decide(heldOut, this.#champion, candidate);
    if (decision.decision === 'PROMOTE') [this.#champion, this.#championScore] = [candidate, score];
    await this.events.onDecision(decision);
    return decision;
  }

  async #score(suite: Suite, checkpoint: State): Promise<CheckpointScore> {
    const { run, progress } = this.context;
    const { name } = checkpoint;
    await progress.begin(`Scoring ${name} on ${suite.id}`);
    const score = await run.once(
      `scores/${suite.id}/${checkpointFolder(name)}.json`,
      CheckpointScoreSchema,
      () => this.learner.score(suite, checkpoint),
    );
    if (score.digest !== checkpoint.digest) {
      throw new InputError(
        `${run.root}: the score of ${name} is that of other weights. Remove the run's directory, or name another with --run-dir.`,
      );
    }
    this.#checkpoints.push(checkpoint);
    this.#scores.push(score);
    await this.events.onScore(score, this.#scores);
    return score;
  }

  async #decide(suite: Suite, champion: State, candidate: State): Promise<RoundDecision> {
    const { config, run } = this.context;
    const [base, other] = await Promise.all(
      [champion, candidate].map(({ name }) => readScoredRun(scoreFolder(run, suite, checkpointFolder(name)))),
    );
    if (base === undefined || other === undefined) throw new RangeError('two runs are read');
    const { superiority, nonInferiority, resamples } = config.gate;
    const alpha = decisionAlpha(config);
    const margins = { superiority, nonInferiority };
    const policy = PolicySchema.parse({
      ...{ alpha, margins, guards: {}, rounds: 1 },
      ...{ resamples, seed: config.seed },
    });
    const runs = { base, candidate: other };
    const { verdict, primary, flips } = gateRecord(
      runs,
      pairTasks(base, other, policy.infrastructure),
      policy,
      undefined,
    );
    return {
      decision: verdict,
      base: champion.name,
      candidate: candidate.name,
      difference: primary.difference,
      low: primary.low ?? -1,
      high: primary.high ?? 1,
      mcnemar: flips?.mcnemar_p ?? 1,
      n: primary.tasks,
      clusters: primary.clusters,
      level: primary.level,
      margins,
    };
  }
}
