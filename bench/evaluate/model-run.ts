import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Audit, Category, CategoryRecord, Manifest, Suite } from '../../datasets/index.ts';
import { ModelAudit } from './audit.ts';
import type { CategoryEntries, ModelResults } from './collect.ts';
import { gradeCategory, type CategoryOutcome } from './grade-category.ts';
import type { Grader } from './grader.ts';
import type { Layout } from './layout.ts';
import type { Formula, ModelScores } from './leaderboard.ts';
import { buildManifest, replaces } from './manifest.ts';
import { decideMode, type Decision, type ModeOptions } from './mode.ts';
import { verdictLines, type KnownScores } from './score-directory.ts';
import { jsonLine, scoreLine } from './score-entry.ts';
import type { Staging } from './staging.ts';
import { usageOf, type Measured } from './usage.ts';
import { RowWriter, type NotRunRows } from './verdict-rows.ts';

export type ModelRunContext = {
  readonly suite: Suite;
  /** Those asked for. */
  readonly categories: readonly Category[];
  readonly modes: ModeOptions;
  /** `audited`: `audit.json` and `verdicts.audited.jsonl` beside the official scores. */
  readonly fidelity?: 'official' | 'audited';
  readonly grader: Grader;
  readonly layout: Layout;
  readonly overall: Formula;
  readonly scoreDirectory: string;
  readonly notRunRows: NotRunRows;
  /** For the manifest. */
  readonly version: string;
  readonly options: Manifest['options'];
};

export type ModelRun = {
  readonly manifest: Manifest;
  readonly scores: ModelScores;
  /** Where it was asked for. */
  readonly audit?: Audit;
};

/** What stays of a graded category once its score file is written. */
type Graded = Pick<CategoryOutcome, 'header' | 'rows'> & { readonly record: CategoryRecord };

/** Grades one model's results; writes its score files, `verdicts.jsonl` and `manifest.json` to `staging`. */
export async function runModel(
  context: ModelRunContext,
  results: ModelResults,
  known: KnownScores | undefined,
  staging: Staging,
): Promise<ModelRun> {
  const { model, generation } = results;
  const decision = decideMode(context.modes, results.evidence, generation);
  const graded = new Map<string, Graded>();
  const audit = context.fidelity === 'audited' ? new ModelAudit(context.suite) : undefined;
  const lost = await lostRows(context, results, decision);
  const measured: (readonly Measured[])[] = [];
  for (const category of context.categories) {
    const entries = results.categories.get(category.name);
    if (entries === undefined) continue;
    // Grading is synchronous: signals would have to wait for the last category.
    await setImmediate();
    const { suite } = context;
    const tasks = await suite.tasks(category.name);
    const found = { entries: entries.byId, failures: results.failures, suspected: suite.suspects };
    const outcome = gradeCategory(category, tasks, found, decision, (task, output) => {
      const verdict = context.grader.grade(task, output, model);
      audit?.add(category, task, output, verdict);
      return verdict;
    });
    measured.push(outcome.measured);
    staging.write(`${model}/${context.layout.scoreFile(category)}`, scoreFileLines(outcome, model));
    staging.write(`${model}/answers/${category.name}.jsonl`, outcome.answers);
    const { header, rows } = outcome;
    graded.set(category.name, { header, rows, record: runRecord(category, outcome, entries, decision) });
  }
  const headers = new Map([...(known?.headers ?? []), ...Array.from(graded, headerOf)]);
  const scores = { model, headers, usage: usageOf(measured.flat(), generation?.price) };
  const earlier = known?.manifest;
  const records = new Map(
    context.categories.map((category) => [
      category.name,
      graded.get(category.name)?.record ?? notRunRecord(category, lost.get(category.name)),
    ]),
  );
  const manifest = buildManifest({ ...context, decision, records, earlier, scores, generation });
  const rows = await mergedRows(context, { model, graded, records, earlier, lost });
  staging.write(`${model}/verdicts.jsonl`, rows);
  staging.write(`${model}/manifest.json`, [`${JSON.stringify(manifest, null, 2)}\n`]);
  return { manifest, scores, ...(audit !== undefined && { audit: written(audit, model, context, staging) }) };
}

function written(audit: ModelAudit, model: string, context: ModelRunContext, staging: Staging): Audit {
  const head = { inftool: context.version, model, grader: context.grader.version };
  const record = audit.record(head, context.overall);
  staging.write(`${model}/verdicts.audited.jsonl`, audit.lines);
  staging.write(`${model}/audit.json`, [`${JSON.stringify(record, null, 2)}\n`]);
  return record;
}

function headerOf([name, { header }]: [string, Graded]) {
  return [name, header] as const;
}

function* scoreFileLines({ header, failing }: CategoryOutcome, model: string): Generator<string> {
  yield `${jsonLine(header)}\n`;
  for (const entry of failing) yield `${scoreLine(entry, model)}\n`;
}

function suiteFields({ family, checker, weight }: Category) {
  return { family, checker, weight };
}

function runRecord(
  category: Category,
  outcome: CategoryOutcome,
  entries: CategoryEntries,
  decision: Decision,
): CategoryRecord {
  const { n, valid, skipped, infrastructure, suspects } = outcome;
  const { mode, underscore_to_dot } = decision;
  return {
    ...suiteFields(category),
    status: 'run',
    n,
    valid,
    skipped,
    ...(infrastructure > 0 && { infrastructure }),
    accuracy: valid / n,
    mode,
    underscore_to_dot,
    result_files: [...entries.files],
    infrastructure_suspects: suspects,
  };
}

function notRunRecord(category: Category, lost: LostRows | undefined): CategoryRecord {
  const head = { ...suiteFields(category), status: 'not_run', tasks: category.count } as const;
  if (lost === undefined) return { ...head, reason: 'no_results' };
  return { ...head, reason: 'infrastructure', infrastructure: lost.count };
}

/** Lines of `verdicts.jsonl` for a category without a single result, some of whose tasks failed for infrastructure reasons. */
type LostRows = { readonly rows: readonly string[]; readonly count: number };

/** By category name. */
async function lostRows(
  { suite, categories }: ModelRunContext,
  { categories: found, failures }: ModelResults,
  decision: Decision,
): Promise<ReadonlyMap<string, LostRows>> {
  const lost = new Map<string, LostRows>();
  if (failures.size === 0) return lost;
  for (const category of categories) {
    if (found.has(category.name)) continue;
    const tasks = await suite.tasks(category.name);
    const count = tasks.filter(({ id }) => failures.has(id)).length;
    if (count === 0) continue;
    const writer = new RowWriter(category, decision);
    const rows = tasks.map((task) => writer.without(task, failures.get(task.id)?.class));
    lost.set(category.name, { rows, count });
  }
  return lost;
}

type RowSources = {
  readonly model: string;
  readonly graded: ReadonlyMap<string, Graded>;
  readonly records: ReadonlyMap<string, CategoryRecord>;
  readonly earlier: Manifest | undefined;
  readonly lost: ReadonlyMap<string, LostRows>;
};

/** The rows of this run and, of categories that it does not replace, those of earlier ones. */
async function mergedRows(context: ModelRunContext, sources: RowSources): Promise<string[]> {
  const { suite, scoreDirectory, notRunRows } = context;
  const { model, graded, records, earlier, lost } = sources;
  const path = join(scoreDirectory, model, 'verdicts.jsonl');
  const before = earlier === undefined ? new Map<string, string>() : await verdictLines(path);
  const merged: string[] = [];
  for (const category of suite.categories) {
    const record = records.get(category.name);
    const isNew = record !== undefined && replaces(record, earlier?.categories[category.name]);
    if (!isNew) merged.push(before.get(category.name) ?? '');
    else if (record.status === 'run') merged.push(...(graded.get(category.name)?.rows ?? []));
    else merged.push(...(lost.get(category.name)?.rows ?? [await notRunRows.of(category)]));
  }
  return merged;
}
