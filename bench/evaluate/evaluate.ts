import type { Category, Io, Manifest, Suite } from '../../datasets/index.ts';
import { isSingleTurn } from '../../graders/index.ts';
import { renderCsv, renderPlainCsv } from '../../reports/index.ts';
import { compareBytes } from './byte-order.ts';
import { collectResults, type CollectOptions } from './collect.ts';
import { layoutOf } from './layout.ts';
import { sheetRows, type ModelScores } from './leaderboard.ts';
import { taskCounts } from './manifest.ts';
import { needsEvidence, type ModeOptions } from './mode.ts';
import type { Grader } from './grader.ts';
import { runModel, type ModelRun, type ModelRunContext } from './model-run.ts';
import { findResults, type ResultTree } from './result-tree.ts';
import { readScoreDirectory, type KnownScores } from './score-directory.ts';
import { presentationOf } from './sheets.ts';
import { Staging } from './staging.ts';
import { noUsage } from './usage.ts';
import { NotRunRows } from './verdict-rows.ts';

export type EvaluateRequest = {
  readonly suite: Suite;
  /** Those asked for. */
  readonly categories: readonly Category[];
  readonly resultDirectory: string;
  readonly scoreDirectory: string;
  /** Names of folders; undefined: all. */
  readonly models: readonly string[] | undefined;
  /** Results may be missing. */
  readonly isPartial: boolean;
  readonly modes: ModeOptions;
  /** `audited`: `audit.json` and `verdicts.audited.jsonl` beside the official scores of each model. */
  readonly fidelity?: 'official' | 'audited';
  readonly atExit: Io['atExit'];
  /** For the manifests: InfTool's version, and the options as given. */
  readonly version: string;
  readonly options: Manifest['options'];
};

export type Evaluation = {
  /** One per evaluated model, in byte order of their names. */
  readonly runs: readonly ModelRun[];
  /** Folders without results. */
  readonly without: readonly string[];
};

/**
 * Grades a tree of results into a tree of scores, with CSV files over all scores there, and per model
 * `verdicts.jsonl` and `manifest.json`. Everything is read and graded before the first file is put in place; a process
 * that ends before that leaves the score directory as it was.
 * @throws {InputError} for bad input; the score directory is then as it was
 * @throws {SuiteError} if the suite's data cannot be had
 */
export async function evaluate(request: EvaluateRequest, grader: Grader): Promise<Evaluation> {
  const { suite, scoreDirectory } = request;
  const layout = layoutOf(suite);
  const tree = await findResults(request.resultDirectory, layout, request.models);
  const known = await readScoreDirectory(scoreDirectory, layout, suite, grader.version);
  const { overall } = presentationOf(suite);
  const staging = Staging.open(scoreDirectory);
  const discard = () => {
    staging.discard();
  };
  const forget = request.atExit(discard);
  try {
    const notRunRows = new NotRunRows(suite);
    const context = { ...request, grader, layout, overall, notRunRows };
    const runs = await runModels(context, request, { tree, known }, staging);
    staging.commit();
    await writeSheets(request, runs, (except) =>
      readScoreDirectory(scoreDirectory, layout, suite, grader.version, except),
    );
    return { runs, without: tree.without };
  } catch (error) {
    discard();
    throw error;
  } finally {
    forget();
  }
}

type Found = { readonly tree: ResultTree; readonly known: ReadonlyMap<string, KnownScores> };

/** One model at a time: the results of only one are in memory. */
async function runModels(
  context: ModelRunContext,
  request: EvaluateRequest,
  { tree, known }: Found,
  staging: Staging,
): Promise<ModelRun[]> {
  const options = collectOptions(request);
  const runs: ModelRun[] = [];
  for (const folder of tree.models) {
    const results = await collectResults(folder, options);
    runs.push(await runModel(context, results, known.get(folder.model), staging));
  }
  return runs;
}

function collectOptions({ suite, categories, isPartial, modes }: EvaluateRequest): CollectOptions {
  const namesOf = (some: readonly Category[]) => some.map(({ name }) => name);
  const singleTurn = suite.categories.filter(({ checker }) => isSingleTurn(checker));
  return {
    suite,
    wanted: new Set(namesOf(categories)),
    telling: new Set(needsEvidence(modes) ? namesOf([...singleTurn, ...categories]) : []),
    isPartial,
  };
}

/** Of every model that has a score file, in byte order; usage only of those graded now. */
function allScores(known: ReadonlyMap<string, KnownScores>, runs: readonly ModelRun[]): ModelScores[] {
  const scores = new Map<string, ModelScores>();
  for (const [model, { headers }] of known) scores.set(model, { model, headers, usage: noUsage });
  for (const run of runs) scores.set(run.scores.model, run.scores);
  return [...scores.values()]
    .filter(({ headers }) => headers.size > 0)
    .sort((a, b) => compareBytes(a.model, b.model));
}

/** Until they show the scores that are there: other evaluations into the same directory may end meanwhile. */
async function writeSheets(
  { suite, scoreDirectory }: EvaluateRequest,
  runs: readonly ModelRun[],
  readOthers: (except: ReadonlySet<string>) => Promise<ReadonlyMap<string, KnownScores>>,
): Promise<void> {
  const { sheets, isQuoted } = presentationOf(suite);
  const render = isQuoted ? renderCsv : renderPlainCsv;
  const counts = taskCounts(suite);
  const ours = new Set(runs.map(({ scores }) => scores.model));
  let written: readonly string[] = [];
  for (;;) {
    const scores = allScores(await readOthers(ours), runs);
    const texts = sheets.map((sheet) => render(sheetRows(sheet, scores, counts)));
    if (texts.every((text, index) => text === written[index])) return;
    const staging = Staging.open(scoreDirectory);
    for (const [index, { file }] of sheets.entries()) staging.write(file, [texts[index] ?? '']);
    staging.commit();
    written = texts;
  }
}
