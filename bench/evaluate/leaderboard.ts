import { formatFixed, str, type ReadonlyDict, type Value } from '../../datasets/index.ts';
import type { Usage } from './usage.ts';

/** What is known of one model: the first lines of its score files, and the usage of what was graded in this run. */
export type ModelScores = {
  /** Folder name, shown as is. */
  readonly model: string;
  /** By category. */
  readonly headers: ReadonlyMap<string, ReadonlyDict>;
  readonly usage: Usage;
};

/** How a score is made of category accuracies. A category without a score file counts as 0. */
export type Formula =
  | { readonly kind: 'category'; readonly name: string }
  | { readonly kind: 'mean'; readonly parts: readonly Formula[] }
  /** Each part counts as often as it has entries: those graded, or the category's tasks where none were. */
  | { readonly kind: 'by-count'; readonly parts: readonly Formula[] }
  /** `shares` add up to any positive number. */
  | { readonly kind: 'by-share'; readonly parts: readonly Formula[]; readonly shares: readonly number[] };

export type Cell =
  | { readonly kind: 'rank' }
  | { readonly kind: 'model' }
  /** Kept by a model registry, which we have none of. */
  | { readonly kind: 'unknown' }
  /** `always`: a number even where a category is missing. */
  | { readonly kind: 'score'; readonly formula: Formula; readonly always: boolean }
  | { readonly kind: 'usage'; readonly field: keyof Usage }
  /** A number out of a score file's first line, as a percentage or as it stands. */
  | {
      readonly kind: 'header';
      readonly category: string;
      readonly path: readonly string[];
      readonly format: 'percent' | 'plain';
    };

/** One CSV file: best model first by the column `sortBy`. */
export type Sheet = {
  readonly file: string;
  readonly columns: readonly { readonly title: string; readonly cell: Cell }[];
  readonly sortBy: number;
};

/** `isComplete`: no category in it is missing. */
export type Score = { readonly accuracy: number; readonly count: number; readonly isComplete: boolean };

/** Number of tasks of a category, for those without a score file. */
export type TaskCounts = ReadonlyMap<string, number>;

const NOT_AVAILABLE = 'N/A';

/**
 * The score of a formula, adding and dividing floats in the official's order.
 * @see bfcl-eval `eval_runner_helper.py`, the three `calculate_…_accuracy`
 */
export function evaluateFormula(formula: Formula, scores: ModelScores, counts: TaskCounts): Score {
  if (formula.kind === 'category') return categoryScore(formula.name, scores, counts);
  const parts = formula.parts.map((part) => evaluateFormula(part, scores, counts));
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const isComplete = parts.every((part) => part.isComplete);
  return { accuracy: combine(formula, parts, count), count, isComplete };
}

function combine(
  formula: Exclude<Formula, { kind: 'category' }>,
  parts: readonly Score[],
  count: number,
): number {
  switch (formula.kind) {
    case 'mean':
      return parts.reduce((sum, part) => sum + part.accuracy, 0) / parts.length;
    case 'by-count':
      return count === 0 ? 0 : parts.reduce((sum, part) => sum + part.accuracy * part.count, 0) / count;
    case 'by-share': {
      const whole = formula.shares.reduce((sum, share) => sum + share, 0);
      return parts.reduce((sum, part, i) => sum + part.accuracy * ((formula.shares[i] ?? 0) / whole), 0);
    }
  }
}

function categoryScore(name: string, { headers }: ModelScores, counts: TaskCounts): Score {
  const header = headers.get(name);
  if (header === undefined) return { accuracy: 0, count: counts.get(name) ?? 0, isComplete: false };
  return {
    accuracy: asNumber(header.get('accuracy')) ?? 0,
    count: asNumber(header.get('total_count')) ?? 0,
    isComplete: true,
  };
}

function asNumber(value: Value | undefined): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

/**
 * The rows of a sheet, its titles first. Models of equal score keep the order they come in.
 * @see bfcl-eval `generate_leaderboard_csv`, `write_score_csv_file`
 */
export function sheetRows(sheet: Sheet, models: readonly ModelScores[], counts: TaskCounts): string[][] {
  const ranked = models
    .map((scores) => ({ scores, key: sortKey(sheet.columns[sheet.sortBy]?.cell, scores, counts) }))
    .sort((a, b) => b.key - a.key);
  const rows = ranked.map(({ scores }, position) =>
    sheet.columns.map(({ cell }) => cellText(cell, scores, counts, position + 1)),
  );
  return [sheet.columns.map(({ title }) => title), ...rows];
}

function sortKey(cell: Cell | undefined, scores: ModelScores, counts: TaskCounts): number {
  if (cell?.kind === 'score') {
    const score = evaluateFormula(cell.formula, scores, counts);
    return cell.always || score.isComplete ? score.accuracy : -1;
  }
  return cell?.kind === 'header' ? (asNumber(headerValue(cell, scores)) ?? -1) : -1;
}

function cellText(cell: Cell, scores: ModelScores, counts: TaskCounts, rank: number): string {
  switch (cell.kind) {
    case 'rank':
      return String(rank);
    case 'model':
      return scores.model;
    case 'unknown':
      return NOT_AVAILABLE;
    case 'score': {
      const { accuracy, isComplete } = evaluateFormula(cell.formula, scores, counts);
      return cell.always || isComplete ? percent(accuracy) : NOT_AVAILABLE;
    }
    case 'usage': {
      const value = scores.usage[cell.field];
      return value === null ? NOT_AVAILABLE : str(value);
    }
    case 'header':
      return headerText(cell, scores);
  }
}

type HeaderCell = Extract<Cell, { kind: 'header' }>;

function headerText(cell: HeaderCell, scores: ModelScores): string {
  const value = headerValue(cell, scores);
  const number = asNumber(value);
  if (value === undefined || number === undefined) return NOT_AVAILABLE;
  return cell.format === 'percent' ? percent(number) : str(value);
}

function headerValue(cell: HeaderCell, scores: ModelScores): Value | undefined {
  let value: Value | undefined = undefined;
  let within: ReadonlyDict | undefined = scores.headers.get(cell.category);
  for (const key of cell.path) {
    value = within?.get(key);
    within = value instanceof Map ? value : undefined;
  }
  return value;
}

/** Python's `"{:.2f}%".format(share * 100)`. */
export function percent(share: number): string {
  return `${formatFixed(share * 100, 2)}%`;
}
