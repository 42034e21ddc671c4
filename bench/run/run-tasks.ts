import path from 'node:path';
import pMap from 'p-map';
import {
  InputError,
  writeJsonWithFallback,
  type Dict,
  type FailureRow,
  type Suite,
} from '../../datasets/index.ts';
import { readCheckpoint, writeMemory } from '../environments/memory-snapshots.ts';
import { ModelFault, type FaultClass, type Model } from '../models/model.ts';
import { rollOut, type Rollout, type RolloutSetting } from '../rollout/rollout.ts';
import { planOf, type Job } from './jobs.ts';
import { Schedule } from './schedule.ts';
import { countByClass } from './run-suite.ts';
import { writeFailures } from './sheet.ts';
import type { TaskChoice } from './task-choice.ts';
import { withinTime } from './within-time.ts';

export type TasksOptions = {
  /** Of the model's results. */
  readonly folder: string;
  /** Names of categories or groups. */
  readonly categories: readonly string[];
  readonly choice?: TaskChoice;
  /** Tasks under way at a time. */
  readonly concurrency: number;
  /** Milliseconds for one task, all its requests included; missing: as long as it takes. */
  readonly taskTimeout?: number | undefined;
  /** Tasks in a row that fail because nobody answers, after which no more are asked; missing: all are. */
  readonly giveUpAfter?: number | undefined;
  readonly setting: Omit<RolloutSetting, 'modelName'>;
  readonly signal?: AbortSignal;
  /** Before anything is asked, with the number of conversations that are to be had. */
  readonly onPlanned?: (asked: number) => Promise<void>;
  readonly onEvent?: (event: TaskEvent) => void;
};

/** What happens while tasks are done. `total` and `kept` count conversations, those before a memory's tasks among them. */
export type TaskEvent =
  | {
      readonly kind: 'planned';
      readonly category: string;
      readonly total: number;
      /** With a result from before. */
      readonly kept: number;
    }
  | { readonly kind: 'begun'; readonly id: string; readonly category: string }
  | ({ readonly kind: 'answered'; readonly id: string; readonly category: string } & Pick<
      Rollout,
      'requests' | 'cached' | 'usage'
    >)
  | { readonly kind: 'failed'; readonly category: string; readonly failure: FailureRow };

export type TasksSummary = {
  readonly model: string;
  /** Where the results lie. */
  readonly folder: string;
  /** Conversations that were to be had, those before a memory's tasks among them. */
  readonly asked: number;
  /** Of them, with a result from before. */
  readonly kept: number;
  readonly answered: number;
  readonly requests: number;
  /** Of the requests, those that a cache answered. */
  readonly cached: number;
  /** Those without a result, by the class of the fault: each has a line in `failures.jsonl`. */
  readonly faults: Readonly<Partial<Record<FaultClass, number>>>;
  /** Left undone by an interruption; they have no line in `failures.jsonl`. */
  readonly open: number;
};

/**
 * Has a model do tasks, and writes what it does as `inftool evaluate` and official evaluators read it. A task's row is safe
 * when the task is done; what has one is not done again, so that a run that was cut goes on where it was. When the signal is
 * aborted, what is under way is dropped, and the rest left open.
 * @throws {InputError} for a folder whose results are none; {SuiteError}
 */
export async function runTasks(suite: Suite, model: Model, options: TasksOptions): Promise<TasksSummary> {
  const { folder, categories, choice, concurrency, onEvent = () => undefined } = options;
  const { jobs, files } = await planOf(suite, categories, folder, choice);
  const open = jobs.filter(({ id, results }) => !results.has(id));
  await options.onPlanned?.(jobs.length);
  tellPlan(jobs, onEvent);
  const stop = new AbortController();
  const signals = options.signal === undefined ? [stop.signal] : [stop.signal, options.signal];
  const run = new Run(model, new Schedule(open), { ...options, onEvent, signal: AbortSignal.any(signals) });
  try {
    await pMap(run.schedule.ready(), (job) => run.play(job), { concurrency });
  } finally {
    // Where one task cannot be done by the program, those beside it need not go on; what they have still to write comes first.
    stop.abort();
    await run.settled();
    for (const { results, order } of files) await results.close(order);
    await writeFailures(
      path.join(folder, 'failures.jsonl'),
      new Set(jobs.map(({ id }) => id)),
      run.failures(jobs),
    );
  }
  const rows = run.failures(jobs);
  const without = jobs.filter(({ id, results }) => !results.has(id)).length;
  return {
    model: model.name,
    folder,
    asked: jobs.length,
    kept: jobs.length - open.length,
    answered: jobs.length - without,
    requests: run.requests,
    cached: run.cached,
    faults: countByClass(rows),
    open: without - rows.length,
  };
}

function tellPlan(jobs: readonly Job[], onEvent: (event: TaskEvent) => void): void {
  const counts = new Map<string, { total: number; kept: number }>();
  for (const { id, category, results } of jobs) {
    const { total, kept } = counts.get(category) ?? { total: 0, kept: 0 };
    counts.set(category, { total: total + 1, kept: kept + (results.has(id) ? 1 : 0) });
  }
  for (const [category, count] of counts) onEvent({ kind: 'planned', category, ...count });
}

type RunOptions = TasksOptions & Required<Pick<TasksOptions, 'signal' | 'onEvent'>>;

/** What has happened so far. */
class Run {
  requests = 0;
  cached = 0;
  readonly #failures = new Map<string, FailureRow>();
  readonly #underWay = new Set<Promise<void>>();
  /** Of general faults. */
  #inARow = 0;

  constructor(
    private readonly model: Model,
    readonly schedule: Schedule<Job>,
    private readonly options: RunOptions,
  ) {
    const end = () => void schedule.stop();
    if (options.signal.aborted) end();
    options.signal.addEventListener('abort', end);
  }

  /** In the order of the jobs. */
  failures(jobs: readonly Job[]): FailureRow[] {
    return jobs.flatMap(({ id }) => this.#failures.get(id) ?? []);
  }

  /** Nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async play(job: Job): Promise<void> {
    const play = this.#play(job);
    this.#underWay.add(play);
    await play.finally(() => this.#underWay.delete(play));
  }

  async #play(job: Job): Promise<void> {
    const { signal, taskTimeout, onEvent } = this.options;
    const { id, category } = job;
    onEvent({ kind: 'begun', id, category });
    try {
      const { requests, cached, usage } = await withinTime(taskTimeout, signal, (own) =>
        this.#rollOut(job, own),
      );
      this.requests += requests;
      this.cached += cached;
      this.#inARow = 0;
      this.schedule.done(job);
      onEvent({ kind: 'answered', id, category, requests, cached, ...(usage && { usage }) });
    } catch (error) {
      // Aborted: it stays open, whatever became of it.
      if (signal.aborted) return;
      if (!(error instanceof ModelFault)) throw error;
      this.#fail(job, error);
    }
  }

  async #rollOut(job: Job, signal: AbortSignal): Promise<Rollout> {
    const setting = { ...this.options.setting, modelName: this.model.name };
    const rollout = await rollOut(job.task, this.model, setting, signal, await this.#remembered(job));
    const { row, snapshot } = rollout;
    if (job.isPrerequisite && snapshot !== undefined)
      await writeMemory(this.options.folder, memoryTask(job.id, job), snapshot);
    await job.results.append(job.id, writeJsonWithFallback(row));
    return rollout;
  }

  #fail(job: Job, { class: fault, message, attempts, isGeneral }: ModelFault): void {
    this.#put(job, { id: job.id, class: fault, message, attempts });
    const leaveOut = (jobs: readonly Job[], why: string) => {
      for (const one of jobs)
        this.#put(one, { id: one.id, class: fault, message: `not asked: ${why}`, attempts });
    };
    leaveOut(this.schedule.failed(job), `${job.id} failed`);
    this.#inARow = isGeneral ? this.#inARow + 1 : 0;
    const { giveUpAfter } = this.options;
    if (giveUpAfter === undefined || this.#inARow < giveUpAfter) return;
    leaveOut(
      this.schedule.stop(),
      `given up after ${this.#inARow} tasks in a row, the last one's ${message}`,
    );
  }

  #put({ category }: Job, failure: FailureRow): void {
    this.#failures.set(failure.id, failure);
    this.options.onEvent({ kind: 'failed', category, failure });
  }

  /** What the conversations before have left; of those that were to leave something, something is there. */
  async #remembered(job: Job): Promise<Dict | undefined> {
    const before = job.dependsOn.at(-1);
    if (before === undefined || job.scenario === undefined) return undefined;
    const { folder } = this.options;
    const snapshot = await readCheckpoint(folder, memoryTask(before, job));
    if (snapshot !== undefined) return snapshot;
    throw new InputError(
      `${job.id}: there is no memory of ${before}, though it has a result. Remove ${folder} and run again.`,
    );
  }
}

function memoryTask(id: string, { scenario = '' }: Job) {
  return { id, scenario };
}
