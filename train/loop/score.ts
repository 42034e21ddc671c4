import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  packageVersion,
  resolveCategories,
  type CheckpointScore,
  type Rate,
  type Suite,
  type VerdictRow,
} from '../../datasets/index.ts';
import { gradeEntry, graderVersion } from '../../graders/index.ts';
import {
  clusterRate,
  evaluate,
  readScoredRun,
  runSuite,
  type EvaluateRequest,
  type Model,
} from '../../bench/index.ts';
import type { Crew } from '../crew/crew.ts';
import type { PolicyOrder, TaskPlace } from '../crew/desk.ts';
import type { LoopContext } from './context.ts';
import type { RunDirectory } from './run-directory.ts';

/** A checkpoint that is scored: its name in the report, its digest, and the policy with its folder's name in the run. */
export type Scored = { readonly checkpoint: string; readonly digest: string; readonly order: PolicyOrder };

/** Of confidence, of a pass rate's interval. */
const RATE_LEVEL = 0.95;

/** Where a model's verdicts on a suite lie. */
export function scoreFolder(run: RunDirectory, suite: Suite, model: string): string {
  return run.path('score', suite.id, model);
}

/** The files of a model's answers. */
export function resultFiles(run: RunDirectory, suite: Suite, model: string): string[] {
  const folder = run.path('result', suite.id, model);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /_result\.jsonl?$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Runs a suite with a policy and evaluates the answers, as `inftool evaluate` does with any other model's. */
export async function scorePolicy(
  context: LoopContext,
  suite: Suite,
  { checkpoint, digest, order }: Scored,
): Promise<CheckpointScore> {
  const { config, run, crew, progress, signal } = context;
  const names = scoredCategories(context, suite);
  await crew.all('takePolicy', order);
  await runSuite(suite, await crewModel(crew, suite, names, order.name), {
    resultDir: run.path('result', suite.id),
    categories: names,
    seed: config.seed,
    concurrency: 4 * crew.size,
    signal,
    onProgress: (done, total) => {
      progress.at(done, total);
    },
  });
  return scoreAnswers(context, suite, {
    ...{ checkpoint, digest, model: order.name },
    modes: { mode: 'fc', underscoreToDot: 'off' },
  });
}

/** Of a suite, those that checkpoints are scored on. */
export function scoredCategories({ config }: LoopContext, suite: Suite): string[] {
  const isBfcl = suite.groups.has('single_turn');
  return resolveCategories(suite, isBfcl ? (config.bfclCategories ?? ['single_turn']) : ['all']).map(
    ({ name }) => name,
  );
}

export type Answered = {
  readonly checkpoint: string;
  readonly digest: string;
  /** Of the folder of its answers. */
  readonly model: string;
  readonly modes: EvaluateRequest['modes'];
};

/** Evaluates answers that lie in a run. */
export async function scoreAnswers(
  context: LoopContext,
  suite: Suite,
  { checkpoint, digest, model, modes }: Answered,
): Promise<CheckpointScore> {
  const { config, run, atExit } = context;
  const names = scoredCategories(context, suite);
  const scoreDirectory = run.path('score', suite.id);
  await mkdir(scoreDirectory, { recursive: true });
  await evaluate(
    {
      suite,
      categories: resolveCategories(suite, names),
      resultDirectory: run.path('result', suite.id),
      scoreDirectory,
      models: [model],
      isPartial: true,
      modes,
      atExit,
      version: packageVersion(),
      options: { model: [model] },
    },
    { version: graderVersion, grade: gradeEntry },
  );
  const { rows } = await readScoredRun(scoreFolder(run, suite, model));
  const options = { resamples: config.gate.resamples, seed: config.seed, level: RATE_LEVEL };
  return {
    checkpoint,
    digest,
    suite: suite.id,
    ...scoresOf([...rows.values()].flat(), new Set(names), options),
  };
}

/** The policy that a crew has taken, as a model. The crew has opened the suite. */
async function crewModel(
  crew: Crew,
  suite: Suite,
  categories: readonly string[],
  name: string,
): Promise<Model> {
  const places = new Map<string, TaskPlace>();
  for (const category of categories) {
    for (const [place, { id }] of (await suite.tasks(category)).entries())
      places.set(id, { suite: suite.id, category, place });
  }
  return {
    name,
    complete: ({ task }) => {
      const place = places.get(task?.id ?? '');
      if (place === undefined) throw new RangeError('a request of a suite has its task');
      return crew.ask(place.place, 'answer', place);
    },
  };
}

function scoresOf(
  rows: readonly VerdictRow[],
  asked: ReadonlySet<string>,
  options: { readonly resamples: number; readonly seed: number; readonly level: number },
): Pick<CheckpointScore, 'overall' | 'categories' | 'failures' | 'skipped'> {
  const graded = rows.filter((row) => row.status === 'pass' || row.status === 'fail');
  const skipped: Record<string, number> = {};
  const failures: Record<string, number> = {};
  for (const row of rows) {
    if (!asked.has(row.category)) continue;
    if (row.status === 'not_run') skipped[row.reason] = (skipped[row.reason] ?? 0) + 1;
    if (row.status === 'infrastructure') skipped['infrastructure'] = (skipped['infrastructure'] ?? 0) + 1;
    if (row.status === 'fail') failures[row.error_type] = (failures[row.error_type] ?? 0) + 1;
  }
  const rate = (some: readonly VerdictRow[]): Rate =>
    clusterRate(
      some.map(({ status, cluster }) => ({ passed: status === 'pass', cluster })),
      options,
    );
  const names = [...new Set(graded.map(({ category }) => category))];
  return {
    overall: rate(graded),
    categories: Object.fromEntries(
      names.map((name) => [name, rate(graded.filter(({ category }) => category === name))]),
    ),
    failures,
    skipped,
  };
}
