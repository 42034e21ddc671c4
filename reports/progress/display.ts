import { amountText, elapsedText, leftText, percentText } from './amounts.ts';
import { shortenedToCells } from './cells.ts';
import { foldedRows } from './fold.ts';
import { doneOf, stageOf, type ProgressSnapshot } from './snapshot.ts';
import { progressTable, rowName, styled } from './table.ts';

export type DisplayOptions = {
  /** Of the terminal. */
  readonly columns: number;
  /** Lines of the terminal. */
  readonly rows: number;
  readonly isColored: boolean;
};

const [leastBar, mostBar] = [10, 60];

/**
 * A run at one moment, for a terminal that is drawn over: at most as many lines as it has but one, none as wide as it is.
 * @returns lines, each with its line break; nothing where nothing is planned
 */
export function progressDisplay(snapshot: ProgressSnapshot, options: DisplayOptions): string {
  if (snapshot.models.length === 0) return '';
  // A full line would leave the cursor where terminals differ.
  const width = Math.max(1, options.columns - 1);
  const table = progressTable(
    foldedRows(snapshot, options.rows - 3),
    snapshot.models.flatMap(namesOf),
    width,
    options.isColored,
  );
  const lines = [...table, barLine(snapshot, width, options.isColored)];
  return lines
    .slice(-Math.max(1, options.rows - 1))
    .map((line) => `${line}\n`)
    .join('');
}

function namesOf({ model, categories }: ProgressSnapshot['models'][number]): string[] {
  return [
    rowName({ name: model, depth: 0 }),
    ...categories.map(({ category }) => rowName({ name: category, depth: 1 })),
  ];
}

function barLine({ all, elapsed }: ProgressSnapshot, width: number, isColored: boolean): string {
  const left = leftText(all);
  const time = stageOf(all) === 'done' ? `in ${elapsedText(elapsed)}` : `${elapsedText(elapsed)} so far`;
  const short = `${percentText(all).padStart(4)}  ${time}${left === '' ? '' : `, ${left} left`}`;
  const underWay = all.underWay === 0 ? '' : `, ${amountText(all.underWay)} under way`;
  const text = [short + underWay, short].find((one) => one.length + leastBar + 3 <= width);
  if (text === undefined) return shortenedToCells(short, width);
  const length = Math.min(mostBar, width - text.length - 3);
  const done = all.total === 0 ? 1 : Math.min(1, doneOf(all) / all.total);
  const filled = Math.floor(length * done);
  const bar = styled('green', '#'.repeat(filled), isColored && filled > 0) + '.'.repeat(length - filled);
  return `[${bar}] ${text}`;
}
