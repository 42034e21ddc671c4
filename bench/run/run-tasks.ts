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
import { rollOut, type RolloutSetting } from '../rollout/rollout.ts';
import { planOf, type Job } from './jobs.ts';
import { Schedule } from './schedule.ts';
import { countByClass, resultFolder } from './run-suite.ts';
import { writeFailures } from './sheet.ts';

export type TasksOptions = {
  /** Gets a folder per model. */
  readonly resultDir: string;
  /** Names of categories or groups. */
  readonly categories: readonly string[];
  /** Ids of tasks, where not all are wanted. */
  readonly ids?: ReadonlySet<string>;
  /** Tasks under way at a time. */
  readonly concurrency: number;
  readonly setting: Omit<RolloutSetting, 'modelName'>;
  readonly signal?: AbortSignal;
  /** After every task, in tasks. */
  readonly onProgress?: (done: number, total: number) => void;
};

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
  /** Those without a result, by the class of the fault: each has a line in `failures.jsonl`. */
  readonly faults: Readonly<Partial<Record<FaultClass, number>>>;
};

/**
 * Has a model do tasks, and writes what it does as `inftool evaluate` and official evaluators read it. A task's row is safe
 * when the task is done; what has one is not done again, so that a run that was cut goes on where it was.
 * @throws {InputError} for a model whose name is no folder's, and for a folder whose results are none; {SuiteError}
 */
export async function runTasks(suite: Suite, model: Model, options: TasksOptions): Promise<TasksSummary> {
  const folder = path.join(options.resultDir, resultFolder(model.name));
  const { jobs, files } = await planOf(suite, options.categories, folder, options.ids);
  const run = new Run(model, folder, options);
  const open = jobs.filter(({ id, results }) => !results.has(id));
  const stop = new AbortController();
  const signals = options.signal === undefined ? [stop.signal] : [stop.signal, options.signal];
  const signal = AbortSignal.any(signals);
  const schedule = new Schedule(open);
  let done = jobs.length - open.length;
  try {
    const work = async (job: Job) => {
      const lost = await run.play(job, schedule, signal);
      done += 1 + lost;
      options.onProgress?.(done, jobs.length);
    };
    await pMap(schedule.ready(), work, { concurrency: options.concurrency, signal });
  } finally {
    // Where one task cannot be done by the program, those beside it need not go on.
    stop.abort();
    for (const { results, order } of files) await results.close(order);
    await writeFailures(
      path.join(folder, 'failures.jsonl'),
      new Set(jobs.map(({ id }) => id)),
      run.failures(jobs),
    );
  }
  const rows = run.failures(jobs);
  return {
    model: model.name,
    folder,
    asked: jobs.length,
    kept: jobs.length - open.length,
    answered: jobs.length - rows.length,
    requests: run.requests,
    faults: countByClass(rows),
  };
}

/** What has happened so far. */
class Run {
  requests = 0;
  readonly #failures = new Map<string, FailureRow>();

  constructor(
    private readonly model: Model,
    private readonly folder: string,
    private readonly options: TasksOptions,
  ) {}

  /** In the order of the jobs. */
  failures(jobs: readonly Job[]): FailureRow[] {
    return jobs.flatMap(({ id }) => this.#failures.get(id) ?? []);
  }

  /** @returns how many others cannot be done for want of this one */
  async play(job: Job, schedule: Schedule<Job>, signal: AbortSignal): Promise<number> {
    try {
      const setting = { ...this.options.setting, modelName: this.model.name };
      const remembered = await this.#remembered(job);
      const { row, snapshot, requests } = await rollOut(job.task, this.model, setting, signal, remembered);
      this.requests += requests;
      if (job.isPrerequisite && snapshot !== undefined)
        await writeMemory(this.folder, memoryTask(job.id, job), snapshot);
      await job.results.append(job.id, writeJsonWithFallback(row));
      schedule.done(job);
      return 0;
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      const { class: fault, message, attempts } = error;
      this.#failures.set(job.id, { id: job.id, class: fault, message, attempts });
      const lost = schedule.failed(job);
      for (const { id } of lost)
        this.#failures.set(id, { id, class: fault, message: `not asked: ${job.id} failed`, attempts });
      return lost.length;
    }
  }

  /** What the conversations before have left; of those that were to leave something, something is there. */
  async #remembered(job: Job): Promise<Dict | undefined> {
    const before = job.dependsOn.at(-1);
    if (before === undefined || job.scenario === undefined) return undefined;
    const snapshot = await readCheckpoint(this.folder, memoryTask(before, job));
    if (snapshot !== undefined) return snapshot;
    throw new InputError(
      `${job.id}: there is no memory of ${before}, though it has a result. Remove ${this.folder} and run again.`,
    );
  }
}

function memoryTask(id: string, { scenario = '' }: Job) {
  return { id, scenario };
}
