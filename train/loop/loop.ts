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
import type { PolicyOrder } from '../crew/desk.ts';
import { Policy } from '../policy/policy.ts';
import { decisionAlpha, stagesOf, type LoopStage } from './config.ts';
import type { LoopContext } from './context.ts';
import { FirstLook } from './first-look.ts';
import { evenMix, mixFor } from './plan.ts';
import { scoreCheckpoint, scoreFolder, type Scored } from './score.ts';
import { StopWatch } from './stop-watch.ts';
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
export async function runLoop(context: LoopContext, events: LoopEvents): Promise<LoopResult> {
  return new Loop(context, events).run();
}

class Loop {
  readonly #scores: CheckpointScore[] = [];
  readonly #rounds: LoopRound[] = [];
  readonly #logs: TrainingLog[] = [];
  readonly #checkpoints: Checkpoint[] = [];
  readonly #yields: Record<string, YieldTable> = {};
  #champion: Checkpoint = { name: 'untrained', policy: Policy.untrained() };
  #championScore: CheckpointScore | undefined;

  constructor(
    private readonly context: LoopContext,
    private readonly events: LoopEvents,
  ) {}

  async run(): Promise<LoopResult> {
    const { config, progress } = this.context;
    await progress.begin('Held-out suite: scenarios are played and verified');
    await this.context.crew.all('openTree', this.context.run.path('tool-tree.json'));
    const firstLook = new FirstLook(this.context, this.#scored(this.#champion), this.events.onFirstLook);
    const { file, table } = await synthesisStage(this.context, {
      folder: 'held-out',
      split: 'held_out',
      seed: config.seed,
      count: config.heldOutScenarios,
      mix: evenMix,
      onPlayed: (played) => firstLook.take(played),
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
    const [suite] = await Promise.all([
      openOwnSuite(file),
      this.context.crew.all('openSuite', { kind: 'own', file }),
    ]);
    return suite;
  }

  async #round(round: number, heldOut: Suite): Promise<void> {
    const { config, progress, crew, run } = this.context;
    const folder = `round-${round}`;
    const watch = await StopWatch.of(this.context, `${folder}/seconds.json`);
    const mix: Mix = round === 1 ? evenMix : mixFor(config.arm, this.#championScore);
    await progress.begin(`Round ${round}: scenarios are played and verified`);
    const isOwn = config.arm === 'self' && round > 1;
    const { table } = await synthesisStage(this.context, {
      folder,
      split: 'training',
      seed: config.seed + round,
      count: config.roundScenarios,
      mix,
      ...(isOwn ? { assistant: this.#orderOf(this.#champion) } : {}),
    });
    this.#yields[folder] = table;
    await watch.lap('synthesis');
    const count = await crew.all('openLessons', run.path(folder));
    const lessons = Array.from({ length: count }, (_, lesson) => lesson);
    const decisions: RoundDecision[] = [];
    let flatGroups = { dropped: 0, of: 0 };
    let start = this.#champion;
    for (const stage of stagesOf(config)) {
      const { policy, log } = await this.#train(stage, round, start, lessons);
      await watch.lap('training', stage);
      start = { name: `round-${round}/${stage}`, policy };
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

  async #train(stage: LoopStage, round: number, { policy: start }: Checkpoint, lessons: readonly Lesson[]) {
    const { config, progress } = this.context;
    const name = `round-${round}/${stage}`;
    const some = stage === 'sft' ? lessons.slice(0, config.sft.examples) : lessons;
    await progress.begin(
      `Round ${round}: ${stage === 'sft' ? 'supervised fine-tuning' : 'GRPO'} on ${some.length} tasks`,
    );
    const train = stage === 'sft' ? sftStage : grpoStage;
    const trained = await train(this.context, name, round, { start, lessons: some });
    this.#logs.push(trained.log);
    return trained;
  }

  /** Scores a candidate and has the gate compare it with the champion, which it becomes if the gate promotes it. */
  async #judge(heldOut: Suite, candidate: Checkpoint): Promise<RoundDecision> {
    const score = await this.#score(heldOut, candidate);
    const decision = await this.#decide(heldOut, this.#champion, candidate);
    if (decision.decision === 'PROMOTE') [this.#champion, this.#championScore] = [candidate, score];
    await this.events.onDecision(decision);
    return decision;
  }

  #scored(checkpoint: Checkpoint): Scored {
    const { name, policy } = checkpoint;
    return { checkpoint: name, digest: policy.digest(), order: this.#orderOf(checkpoint) };
  }

  #orderOf({ name, policy }: Checkpoint): PolicyOrder {
    return { name: checkpointFolder(name), weights: policy.weights, beam: this.context.config.beam };
  }

  async #score(suite: Suite, checkpoint: Checkpoint): Promise<CheckpointScore> {
    const { run, progress } = this.context;
    const { name } = checkpoint;
    await progress.begin(`Scoring ${name} on ${suite.id}`);
    const score = await run.once(
      `scores/${suite.id}/${checkpointFolder(name)}.json`,
      CheckpointScoreSchema,
      () => scoreCheckpoint(this.context, suite, this.#scored(checkpoint)),
    );
    if (score.digest !== checkpoint.policy.digest()) {
      throw new InputError(
        `${run.root}: the score of ${name} is that of other weights. Remove the run's directory, or name another with --run-dir.`,
      );
    }
    this.#checkpoints.push(checkpoint);
    this.#scores.push(score);
    await this.events.onScore(score, this.#scores);
    return score;
  }

  async #decide(suite: Suite, champion: Checkpoint, candidate: Checkpoint): Promise<RoundDecision> {
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
