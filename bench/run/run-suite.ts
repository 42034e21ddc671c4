import path from 'node:path';
import pMap from 'p-map';
import {
  chanceAt,
  InputError,
  resolveCategories,
  type Category,
  type FailureRow,
  type Suite,
  type Task,
} from '../../datasets/index.ts';
import { layoutOf } from '../evaluate/layout.ts';
import { ModelFault, type Completion, type FaultClass, type Model } from '../models/model.ts';
import { Sheet, writeFailures } from './sheet.ts';
import { TaskRequest } from './task-request.ts';

export type RunOptions = {
  /** Gets a folder per model. */
  readonly resultDir: string;
  /** Names of categories or groups. */
  readonly categories: readonly string[];
  readonly seed: number;
  /** Requests under way at a time. */
  readonly concurrency: number;
  readonly signal?: AbortSignal;
  /** After every task, in tasks. */
  readonly onProgress?: (done: number, total: number) => void;
};

export type RunSummary = {
  readonly model: string;
  /** Where the results lie. */
  readonly folder: string;
  readonly asked: number;
  readonly answered: number;
  /** Tasks without an answer, by the class of the fault: they have no result, and a line in `failures.jsonl`. */
  readonly faults: Readonly<Partial<Record<FaultClass, number>>>;
};

type Job = { readonly task: Task; readonly place: number; readonly sheet: Sheet };

/** A model's seeds end below this. */
const SEEDS = 2 ** 31 - 1;

/**
 * Asks a model every task of single-turn categories and writes the answers as `inftool evaluate` reads them: text where it made
 * no call, else `[{name: arguments}, …]`. A category's file is written when its last task is done.
 * @throws {InputError} for a category of several turns, and a model whose name is no folder's; {SuiteError} for an unknown one
 */
export async function runSuite(suite: Suite, model: Model, options: RunOptions): Promise<RunSummary> {
  const folder = path.join(options.resultDir, resultFolder(model.name));
  const jobs = await jobsOf(suite, options.categories, folder);
  const failures = new Map<string, FailureRow>();
  const stop = new AbortController();
  const signals = options.signal === undefined ? [stop.signal] : [stop.signal, options.signal];
  const signal = AbortSignal.any(signals);
  let done = 0;
  const run = async ({ task, place, sheet }: Job) => {
    const answer = await ask(model, task, options.seed, signal);
    if (typeof answer !== 'string') failures.set(task.id, answer);
    await sheet.fill(place, typeof answer === 'string' ? answer : undefined);
    options.onProgress?.(++done, jobs.length);
  };
  try {
    await pMap(jobs, run, { concurrency: options.concurrency, signal });
  } finally {
    // Where one request cannot be served by the program, those beside it need not go on.
    stop.abort();
  }
  const asked = jobs.map(({ task }) => task.id);
  const rows = asked.flatMap((id) => failures.get(id) ?? []);
  await writeFailures(path.join(folder, 'failures.jsonl'), new Set(asked), rows);
  return {
    model: model.name,
    folder,
    asked: jobs.length,
    answered: jobs.length - rows.length,
    faults: countByClass(rows),
  };
}

/** The folder of a model's results: names of models may hold slashes, as hubs write them. @throws {InputError} for a name with a dot first */
export function resultFolder(name: string): string {
  const folder = name.replaceAll(/[/\\]/g, '_');
  if (/^[^.]/.test(folder)) return folder;
  throw new InputError(
    `"${name}" cannot name a folder of results: expected a model name that begins with no dot.`,
  );
}

async function jobsOf(suite: Suite, names: readonly string[], folder: string): Promise<Job[]> {
  const layout = layoutOf(suite);
  const categories = resolveCategories(suite, names);
  refuseLong(categories);
  const jobs: Job[] = [];
  for (const category of categories) {
    const tasks = await suite.tasks(category.name);
    const sheet = new Sheet(path.join(folder, layout.resultPath(category)), tasks.length);
    for (const [place, task] of tasks.entries()) jobs.push({ task, place, sheet });
  }
  return jobs;
}

function refuseLong(categories: readonly Category[]): void {
  const long = categories.filter(({ checker }) => checker === 'multi-turn' || checker === 'agentic');
  if (long.length === 0) return;
  const names = long.map(({ name }) => name).join(', ');
  throw new InputError(`expected single-turn categories; ${names} take several turns. Leave them out.`);
}

/** The task's row, or why there is none. */
async function ask(
  model: Model,
  task: Task,
  seed: number,
  signal: AbortSignal,
): Promise<string | FailureRow> {
  try {
    const request = new TaskRequest(task, chanceAt(seed, task.id).below(SEEDS));
    return resultRow(task.id, await model.complete(request, signal));
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    const { class: faultClass, message, attempts } = error;
    return { id: task.id, class: faultClass, message, attempts };
  }
}

function resultRow(id: string, { content, calls, usage }: Completion): string {
  const result = calls.length === 0 ? content : calls.map((call) => ({ [call.name]: call.arguments }));
  const counts =
    usage === undefined ? {} : { input_token_count: usage.input, output_token_count: usage.output };
  return JSON.stringify({ id, result, ...counts });
}

/** How many there are of each class. */
export function countByClass(rows: readonly FailureRow[]): Partial<Record<FaultClass, number>> {
  const counts: Partial<Record<FaultClass, number>> = {};
  for (const row of rows) counts[row.class] = (counts[row.class] ?? 0) + 1;
  return counts;
}
