import { existsSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as z from 'zod';
import { InputError, packageVersion, type Io, type Suite } from '../../datasets/index.ts';
import { dayText, openSuite, type suiteFields } from '../options.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { openGrader } from '../evaluate/grader.ts';
import { layoutOf } from '../evaluate/layout.ts';
import { filesBelow, subfolders } from '../evaluate/result-tree.ts';
import { loopRuns } from './loop-runs.ts';
import { readScoredRun, type ScoredRun } from './scored-run.ts';

const whatItMayBe =
  "a model's folder of scores (manifest.json), a score directory, a run directory, or results (…_result.json)";

export type OpenedRuns = {
  readonly runs: readonly ScoredRun[];
  /** Folders in which nothing was found, or what is not of these runs' suite. */
  readonly skipped: readonly string[];
  /** Whether they are checkpoints of one training, in their order. */
  readonly isSequence?: boolean;
};

export type OpenOptions = {
  /** Opened where results have to be evaluated first. */
  readonly suite: () => Promise<Suite>;
  readonly io: Io;
};

/**
 * The runs that a path names: a model's folder of scores, a score directory, a run directory of the loop, or results that were
 * not scored yet (of one model, or of several): these are evaluated into a folder that goes when the process ends. A model's
 * repeats are one run.
 * @throws {InputError} where there is nothing of all this
 */
export async function openRuns(place: string, options: OpenOptions): Promise<OpenedRuns> {
  if (!existsSync(place)) throw new InputError(`There is no ${place}: expected ${whatItMayBe}.`);
  const folders = await subfolders(place, '<run>');
  if (existsSync(path.join(place, 'manifest.json')))
    return { runs: [await readScoredRun(place)], skipped: [] };
  const loop = await loopRuns(place);
  if (loop !== undefined && loop.folders.length > 0)
    return {
      runs: await Promise.all(loop.folders.map(readScoredRun)),
      skipped: loop.others,
      isSequence: true,
    };
  const scored = await scoredBelow(place, 3);
  if (scored.length > 0) return readAll(place, folders, scored);
  return evaluated(place, options);
}

/** Folders with a manifest, at most so deep. */
async function scoredBelow(place: string, depth: number): Promise<string[]> {
  if (existsSync(path.join(place, 'manifest.json'))) return [place];
  if (depth === 0) return [];
  const found = await Promise.all(
    (await subfolders(place, '<run>')).map((name) => scoredBelow(path.join(place, name), depth - 1)),
  );
  return found.flat();
}

async function readAll(
  place: string,
  folders: readonly string[],
  scored: readonly string[],
): Promise<OpenedRuns> {
  const runs: ScoredRun[] = [];
  for (const folder of scored) {
    // It is read with the first.
    const [, first, number] = /^(.+)@(\d+)$/.exec(path.basename(folder)) ?? [];
    if (Number(number) > 1 && scored.includes(path.join(path.dirname(folder), first ?? ''))) continue;
    runs.push(await readScoredRun(folder));
  }
  const used = new Set(scored.map((folder) => path.relative(place, folder).split(path.sep)[0]));
  return { runs, skipped: folders.filter((name) => !used.has(name)) };
}

async function evaluated(place: string, { suite: open, io }: OpenOptions): Promise<OpenedRuns> {
  const suite = await open();
  const isOneModel = await isModelFolder(place, suite);
  const resultDirectory = isOneModel ? path.dirname(place) : place;
  const scoreDirectory = await mkdtemp(path.join(tmpdir(), 'inftool-scores-'));
  io.atExit(() => {
    rmSync(scoreDirectory, { recursive: true, force: true });
  });
  const models = isOneModel ? await withRepeats(place) : await modelsIn(place, suite);
  if (models.length === 0) throw new InputError(`${place} holds no runs: expected ${whatItMayBe}.`);
  const today = io.host.today();
  const grader = await openGrader(suite, suite.categories, today);
  const evaluation = await evaluate(
    {
      suite,
      categories: suite.categories,
      resultDirectory,
      scoreDirectory,
      models,
      isPartial: true,
      modes: { mode: 'auto', underscoreToDot: 'auto' },
      atExit: io.atExit,
      version: packageVersion(),
      options: { result_dir: resultDirectory, today: dayText(today) },
    },
    grader,
  );
  const known = evaluation.runs.map(({ manifest }) => path.join(scoreDirectory, manifest.model));
  const all = isOneModel ? [] : (await subfolders(place, '<run>')).filter((name) => !models.includes(name));
  const { runs } = await readAll(scoreDirectory, [], known);
  return { runs, skipped: [...all, ...evaluation.without] };
}

/** Whether results lie in the folder as in a model's. */
async function isModelFolder(folder: string, suite: Suite): Promise<boolean> {
  const layout = layoutOf(suite);
  return (await filesBelow(folder)).some((name) => {
    const kind = layout.resultFile(path.posix.basename(name));
    const above = path.posix.dirname(name);
    return kind.kind === 'category'
      ? above === kind.category.folder
      : kind.kind === 'any-category' && above === '.';
  });
}

/** Folders with any results. */
async function modelsIn(folder: string, suite: Suite): Promise<string[]> {
  const layout = layoutOf(suite);
  const models: string[] = [];
  for (const name of await subfolders(folder, '<run>')) {
    const kinds = (await filesBelow(path.join(folder, name))).map(
      (file) => layout.resultFile(path.posix.basename(file)).kind,
    );
    if (kinds.some((kind) => kind === 'category' || kind === 'any-category')) models.push(name);
  }
  return models;
}

/** The folder's name, and those of the same model's further repeats. */
async function withRepeats(place: string): Promise<string[]> {
  const name = path.basename(place);
  const beside = await subfolders(path.dirname(place), '<run>');
  return [name, ...beside.filter((one) => one.startsWith(`${name}@`) && /@\d+$/.test(one))];
}

/** The one run that an argument names. @throws {InputError} where it names several */
export async function openRun(
  argument: string,
  options: z.output<z.ZodObject<typeof suiteFields>>,
  io: Io,
): Promise<ScoredRun> {
  const place = path.resolve(io.workingDirectory, argument);
  const { runs } = await openRuns(place, { suite: () => openSuite(options, io), io });
  const [run, ...others] = runs;
  if (run !== undefined && others.length === 0) return run;
  throw new InputError(
    `${place} holds several runs: expected one of ${runs.map(({ folder }) => folder).join(', ')}.`,
  );
}
