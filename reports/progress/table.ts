import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { costText, leftText, percentText, rateText, tokensText } from './amounts.ts';
import { oneLine } from '../escape.ts';
import { paddedToCells, shortenedToCells } from './cells.ts';
import type { ProgressRow } from './fold.ts';
import { doneOf, type ProgressCount } from './snapshot.ts';

type Style = Parameters<typeof styleText>[0];

export function styled(style: Style, text: string, isColored: boolean): string {
  return isColored ? styleText(style, text, { validateStream: false }) : text;
}

type Column = {
  readonly title: string;
  /** So that columns do not move with every figure. */
  readonly least: number;
  /** What goes first where there is no room for all, and the room it leaves to names at least; undefined stays. */
  readonly dispensable?: { readonly order: number; readonly names: number };
  readonly cell: (count: ProgressCount) => string;
};

const columns: readonly Column[] = [
  { title: 'done', least: 9, cell: (count) => `${doneOf(count)}/${count.total}` },
  { title: '', least: 4, dispensable: { order: 1, names: 23 }, cell: percentText },
  { title: 'rate', least: 7, dispensable: { order: 3, names: 23 }, cell: rateText },
  { title: 'failed', least: 6, cell: ({ failed }) => (failed === 0 ? '' : String(failed)) },
  { title: 'tokens', least: 6, dispensable: { order: 2, names: 23 }, cell: tokensText },
  { title: 'cost', least: 5, dispensable: { order: 4, names: 23 }, cell: costText },
  { title: 'left', least: 6, dispensable: { order: 5, names: 12 }, cell: leftText },
];

const [gap, leastName] = ['  ', 8];

/** A head and a line for each row, none wider than `width`. @param names that may still come up: room is kept for them */
export function progressTable(
  rows: readonly ProgressRow[],
  names: readonly string[],
  width: number,
  isColored: boolean,
): string[] {
  const widest = Math.max(leastName, ...names.map((name) => stringWidth(name)));
  const isPriced = rows.some(({ count }) => count.cost !== undefined);
  const wanted = columns.filter(({ title }) => title !== 'cost' || isPriced);
  const measured = wanted.map((column) => ({ ...column, least: widthOf(column, rows) }));
  const cells = fitting(measured, widest, width);
  const nameWidth = Math.max(leastName, Math.min(widest, width - widthWithGaps(cells)));
  const line = (name: string, texts: readonly string[]) => {
    // Names of categories differ at both ends.
    const cut = shortenedToCells(name, nameWidth, 'middle');
    return [paddedToCells(cut, nameWidth), ...texts].join(gap).trimEnd();
  };
  // Not even what is indispensable has room on the narrowest: they get what there is room for, without colours.
  const isTight = nameWidth + widthWithGaps(cells) > width;
  const inLine = (text: string) => (isTight ? shortenedToCells(text, width) : text);
  const head = cells.map(({ title, least }) => title.padStart(least));
  return [
    styled('dim', inLine(line('', head)), isColored),
    ...rows.map((row) => {
      const texts = cells.map((column) => cellText(column, row, isColored && !isTight));
      return styled(row.isFold ? 'dim' : [], inLine(line(rowName(row), texts)), isColored);
    }),
  ];
}

function cellText({ title, least, cell }: Column, { count }: ProgressRow, isColored: boolean): string {
  const isAlarming = title === 'failed' && count.failed > 0;
  return styled(isAlarming ? 'red' : [], cell(count).padStart(least), isColored);
}

/** The name as the table shows it. */
export function rowName({ name, depth }: Pick<ProgressRow, 'name' | 'depth'>): string {
  return `${'  '.repeat(depth)}${oneLine(name)}`;
}

function widthOf({ least, cell }: Column, rows: readonly ProgressRow[]): number {
  return Math.max(least, ...rows.map(({ count }) => cell(count).length));
}

function widthWithGaps(cells: readonly Column[]): number {
  return cells.reduce((sum, { least }) => sum + gap.length + least, 0);
}

function fitting(cells: readonly Column[], widest: number, width: number): readonly Column[] {
  const [next] = cells
    .flatMap((column) => (column.dispensable === undefined ? [] : { ...column.dispensable, column }))
    .toSorted((a, b) => a.order - b.order);
  if (next === undefined || widthWithGaps(cells) + Math.min(widest, next.names) <= width) return cells;
  return fitting(
    cells.filter((column) => column !== next.column),
    widest,
    width,
  );
}
