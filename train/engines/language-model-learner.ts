import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import {
  checkpointFolder,
  InputError,
  type CheckpointScore,
  type Io,
  type Prompts,
  type Suite,
  type TrainingMetric,
} from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import type { LoopStage } from '../loop/config.ts';
import type { LoopContext } from '../loop/context.ts';
import type { Checkpoint, Learner } from '../loop/learner.ts';
import { thinned, TrainingLogSchema, type TrainingLog } from '../loop/training-log.ts';
import { openRewardServer } from '../serve/reward-server.ts';
import { followJob } from './follow-job.ts';
import type { LanguageModelSettings } from './engine-config.ts';
import { PromptWriter, type Tokenizer } from './prompt-writer.ts';
import { writeRows } from './rows.ts';
import { scoreServed, type TokenCounts } from './score-served.ts';
import type { ServeOptions } from './serving/served-model.ts';
import type {
  ModelFiles,
  RewardAddress,
  TrainerEngine,
  TrainerState,
  TrainingJob,
} from './trainer-engine.ts';
import { weightsDigest } from './weights-digest.ts';

/** What a trainer's script says of its rows. */
const CountsSchema = z.object({ too_long: z.int().nonnegative() });

/** A language model at some point of its training. */
export type ModelCheckpoint = Checkpoint & { readonly files: ModelFiles };

/** What a learner needs of an engine beside training: the engine's own Python, and where its trainers find rewards. */
export type EngineParts<Settings> = {
  readonly engine: TrainerEngine<Settings>;
  readonly settings: Settings & LanguageModelSettings;
  /** Absolute, or a hub's name. */
  readonly model: string;
  readonly tokenizer: Tokenizer;
  /** Counts the tokens of rows' prompts as servers make them. @param rows file @param out file */
  readonly tokenize: (rows: string, out: string) => Promise<TokenCounts>;
  readonly serving: Pick<ServeOptions, 'python' | 'device' | 'environment'>;
  readonly rewards: { readonly host: string; readonly port: number; readonly tokenEnv?: string | undefined };
};

/** Bytes of a request for rewards, milliseconds for one, and for those under way at the end. */
const [BODY_LIMIT, TIME_LIMIT, GRACE] = [32 * 2 ** 20, 60_000, 10_000];

/** A language model, trained by an engine and asked through a server. */
export class LanguageModelLearner<Settings> implements Learner<ModelCheckpoint> {
  #folder = '';

  private constructor(
    private readonly context: LoopContext,
    private readonly parts: EngineParts<Settings>,
    private readonly writer: PromptWriter,
    readonly first: ModelCheckpoint,
    private readonly io: Io,
  ) {}

  static async open<Settings>(
    context: LoopContext,
    parts: EngineParts<Settings>,
    prompts: Prompts,
    io: Io,
  ): Promise<LanguageModelLearner<Settings>> {
    const writer = await PromptWriter.open(parts.model, parts.tokenizer, prompts);
    const files = { model: parts.model };
    const first = { name: 'untrained', digest: await weightsDigest(files), files };
    return new LanguageModelLearner(context, parts, writer, first, io);
  }

  openSuite(): Promise<void> {
    return Promise.resolve();
  }

  async openLessons(folder: string): Promise<Record<LoopStage, number>> {
    this.#folder = folder;
    const { tasks, answered } = await writeRows(folder, path.join(folder, 'rows.jsonl'), this.writer);
    return { sft: answered, grpo: tasks };
  }

  async train(
    stage: LoopStage,
    round: number,
    start: ModelCheckpoint,
  ): Promise<{ checkpoint: ModelCheckpoint; log: TrainingLog }> {
    const { run } = this.context;
    const name = `round-${round}/${stage}`;
    const folder = run.path(`${name}.${this.parts.engine.name}`);
    const job = await this.#jobOf(name, stage, round, start, folder);
    const log = await run.once(`${name}.training.json`, TrainingLogSchema, async () => {
      const { metrics } = stage === 'sft' ? await this.#follow(job) : await this.#withRewards(job);
      const digest = await weightsDigest(await this.parts.engine.artifacts(job));
      return { digest, ...(await this.#logOf(job, round, metrics)) };
    });
    const files = await this.parts.engine.artifacts(job);
    const digest = await weightsDigest(files);
    if (digest === log.digest) return { checkpoint: { name, digest, files }, log };
    throw new InputError(
      `${folder}: expected the weights that ${name}.training.json tells of (${log.digest}), not ${digest}. Remove the run's directory, or name another with --run-dir.`,
    );
  }

  score(suite: Suite, { name, digest, files }: ModelCheckpoint): Promise<CheckpointScore> {
    const { settings, serving, tokenize } = this.parts;
    const model = checkpointFolder(name);
    const served = {
      ...{ files, serving: settings.serving, adapterName: `inftool-${digest.slice(0, 16)}`, ...serving },
      log: this.context.run.path('logs', `serve-${model}.log`),
    };
    return scoreServed(
      this.context,
      suite,
      { checkpoint: name, digest, model, served, writer: this.writer, tokenize },
      this.io,
    );
  }

  async #jobOf(
    id: string,
    stage: LoopStage,
    round: number,
    { files }: ModelCheckpoint,
    folder: string,
  ): Promise<TrainingJob<Settings>> {
    await mkdir(folder, { recursive: true });
    const rows = path.join(folder, 'rows.jsonl');
    const all = (await readFile(path.join(this.#folder, 'rows.jsonl'), 'utf8')).split('\n');
    const some = all.filter((line) => line !== '' && (stage === 'grpo' || line.includes('"completion":')));
    if (some.length === 0)
      throw new InputError(`${this.#folder}: expected tasks to learn from, none was kept.`);
    await writeFile(rows, some.map((line) => `${line}\n`).join(''));
    const { settings } = this.parts;
    return { id, stage, folder, start: files, rows, seed: this.context.config.seed + round, settings };
  }

  async #withRewards(job: TrainingJob<Settings>): Promise<TrainerState> {
    const { host, port, tokenEnv } = this.parts.rewards;
    const server = await openRewardServer(
      {
        source: { kind: 'own', file: path.join(this.#folder, 'training.jsonl') },
        reward: this.parts.settings.grpo.reward,
        ...{ folder: job.folder, host, port, bodyLimit: BODY_LIMIT, timeLimit: TIME_LIMIT },
        token: tokenEnv === undefined ? undefined : this.io.environment[tokenEnv],
      },
      this.io,
    );
    const rewards: RewardAddress = {
      url: server.url,
      run_id: `${server.suite.digest.slice(0, 16)}/${job.id}`,
      grader_version: graderVersion,
      token_env: tokenEnv,
    };
    try {
      return await this.#follow({ ...job, rewards });
    } finally {
      await server.close(GRACE);
    }
  }

  #follow(job: TrainingJob<Settings>): Promise<TrainerState> {
    const { progress, signal } = this.context;
    const { steps } = this.parts.settings[job.stage];
    return followJob(this.parts.engine, job, {
      signal,
      onStep: (step) => {
        progress.at(step, steps);
      },
    });
  }

  async #logOf(
    { stage, folder }: TrainingJob<Settings>,
    round: number,
    metrics: TrainerState['metrics'],
  ): Promise<Omit<TrainingLog, 'digest'>> {
    const { batchSize } = this.parts.settings[stage];
    const counts = CountsSchema.parse(JSON.parse(await readFile(path.join(folder, 'counts.json'), 'utf8')));
    const told: TrainingMetric[] = metrics.map(({ step, values }) => ({
      ...{ round, stage, step, samples: step * batchSize },
      values: stepValues(values),
    }));
    return {
      samples: told.at(-1)?.samples ?? 0,
      unreachable: counts.too_long,
      flatGroups: flatGroupsIn(metrics, batchSize, this.parts.settings.grpo.groupSize, stage),
      metrics: thinned(told),
    };
  }
}

/** Without what trainers sum up behind the last step: it is of no step. */
function stepValues(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !/^(train_|total_)/.test(name)));
}

/** Groups whose rewards were all equal: trainers tell their share of each step. */
function flatGroupsIn(
  metrics: TrainerState['metrics'],
  batchSize: number,
  groupSize: number,
  stage: LoopStage,
): { dropped: number; of: number } {
  if (stage === 'sft') return { dropped: 0, of: 0 };
  const groups = batchSize / groupSize;
  const shares = metrics.flatMap(({ values }) => values['frac_reward_zero_std'] ?? []);
  return {
    dropped: Math.round(shares.reduce((sum, share) => sum + share * groups, 0)),
    of: shares.length * groups,
  };
}
