import type { Io, Manifest, Suite } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { auditText } from './audit-table.ts';
import type { Evaluation } from './evaluate.ts';
import { evaluateFormula, percent, type Formula, type ModelScores } from './leaderboard.ts';
import { taskCounts } from './manifest.ts';
import { presentationOf } from './sheets.ts';

/** Models shown side by side in the table of categories. */
const MAX_SIDE_BY_SIDE = 4;
const NOT_RUN = 'not run';
/** Behind a score of which a category is missing. */
const MISSING_PARTS = ' *';

/** What `evaluate` prints: a line per model, and for a few models a line per category. */
export function summaryText(suite: Suite, evaluation: Evaluation, io: Io): string {
  const manifests = evaluation.runs.map(({ manifest }) => manifest);
  const overview = overviewTable(suite, evaluation, io);
  const notes = [
    `Overall (missing = 0): ${suite.id === 'bfcl' ? 'as the official Overall, ' : ''}a category that was not run counts as 0.`,
    'Mean of run: the same shares over the categories that were run.',
    ...(overview.includes(`%${MISSING_PARTS}`) ? ['*: some categories were not run and count as 0.'] : []),
  ];
  const categories = manifests.length <= MAX_SIDE_BY_SIDE ? `\n${categoryTable(suite, manifests, io)}` : '';
  const audits = evaluation.runs.flatMap(({ audit }) => (audit === undefined ? [] : [auditText(audit, io)]));
  return `${overview}${notes.join('\n')}\n${categories}${audits.join('')}`;
}

function overviewTable(suite: Suite, { runs }: Evaluation, io: Io): string {
  const { families } = presentationOf(suite);
  const head = ['Model', 'Mode', 'Overall (missing = 0)', 'Mean of run', 'Run'];
  const rows = runs.map(({ manifest, scores }) => {
    const { missing_as_zero, mean_of_run } = manifest.overall;
    return [
      manifest.model,
      modeText(manifest.decision),
      percent(missing_as_zero),
      mean_of_run === null ? 'N/A' : percent(mean_of_run),
      `${scores.headers.size} of ${suite.categories.length}`,
      ...families.map(({ formula }) => familyText(formula, scores, suite)),
    ];
  });
  return textTable([...head, ...families.map(({ title }) => title)], rows, io);
}

function modeText({ mode, underscore_to_dot }: Manifest['decision']): string {
  return underscore_to_dot ? `${mode}, dots as _` : mode;
}

function familyText(formula: Formula, scores: ModelScores, suite: Suite): string {
  if (!namesIn(formula).some((name) => scores.headers.has(name))) return NOT_RUN;
  const { accuracy, isComplete } = evaluateFormula(formula, scores, taskCounts(suite));
  return isComplete ? percent(accuracy) : `${percent(accuracy)}${MISSING_PARTS}`;
}

function namesIn(formula: Formula): string[] {
  return formula.kind === 'category' ? [formula.name] : formula.parts.flatMap(namesIn);
}

function categoryTable(suite: Suite, manifests: readonly Manifest[], io: Io): string {
  const shown = suite.categories.filter(({ name }) =>
    manifests.some(({ categories }) => categories[name] !== undefined),
  );
  const rows = shown.map(({ name }) => [
    name,
    ...manifests.map(({ categories }) => recordText(categories[name])),
  ]);
  return textTable(['Category', ...manifests.map(({ model }) => model)], rows, io);
}

function recordText(record: Manifest['categories'][string] | undefined): string {
  if (record === undefined) return '';
  const { infrastructure } = record;
  if (record.status === 'not_run') {
    const why =
      infrastructure === undefined
        ? 'no results'
        : `${infrastructure} of ${record.tasks} failed for infrastructure, the others have no result`;
    return `${NOT_RUN}: ${infrastructure === record.tasks ? 'all failed for infrastructure' : why}`;
  }
  const failed = infrastructure === undefined ? '' : `, ${infrastructure} of them for infrastructure`;
  const skipped = record.skipped === 0 ? '' : `, ${record.skipped} skipped${failed}`;
  return `${percent(record.accuracy)} (${record.valid}/${record.n}${skipped})`;
}

/** What `evaluate --json` prints: the manifests, and the folders without results. */
export function summaryJson(evaluation: Evaluation, scoreDirectory: string): string {
  const models = evaluation.runs.map(({ manifest }) => manifest);
  const audits = evaluation.runs.flatMap(({ audit }) => audit ?? []);
  const document = {
    score_dir: scoreDirectory,
    models,
    without_results: evaluation.without,
    ...(audits.length === 0 ? {} : { audits }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
