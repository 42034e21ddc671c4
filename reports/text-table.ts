import Table from 'cli-table3';
import type { Io } from '../datasets/index.ts';

type Row = readonly (string | number)[];

/** What the terminal can show. */
type TableTarget = Pick<Io, 'environment'> & {
  readonly stdout: Pick<Io['stdout'], 'isTerminal' | 'columns'>;
};

/**
 * A table for standard output: with borders on a terminal wide enough for it, else columns parted by blanks. The
 * head is bold on a terminal unless `NO_COLOR` is set. Columns of numbers are set flush right.
 * @param rows each as long as `head`
 * @returns lines, each with its line break
 */
export function textTable(
  head: readonly string[],
  rows: readonly Row[],
  { stdout, environment }: TableTarget,
): string {
  if (!stdout.isTerminal) return plain(head, rows);
  const isColored = (environment['NO_COLOR'] ?? '') === '';
  const bordered = draw(isColored ? head.map(bold) : head, rows, {});
  const width = bordered.indexOf('\n');
  return stdout.columns !== undefined && width > stdout.columns ? plain(head, rows) : bordered;
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[22m`;
}

const noBorders = {
  ...Object.fromEntries(
    ['top', 'bottom', 'left', 'right', 'mid'].flatMap((edge) =>
      ['', '-mid', '-left', '-right'].map((part) => [edge + part, '']),
    ),
  ),
  middle: '  ',
};

function plain(head: readonly string[], rows: readonly Row[]): string {
  const style = { 'padding-left': 0, 'padding-right': 0 };
  return draw(head, rows, { chars: noBorders, style }).replace(/ +$/gm, '');
}

const numeric = /^([-+]?[\d.,]+%?( [*†])?|N\/A|–|)$/;

function draw(head: readonly string[], rows: readonly Row[], options: Table.TableConstructorOptions): string {
  const table = new Table({
    ...options,
    style: { compact: true, ...options.style, head: [], border: [] },
    head: [...head],
    colAligns: head.map((_, column) =>
      rows.every((row) => numeric.test(String(row[column] ?? ''))) ? 'right' : 'left',
    ),
  });
  for (const row of rows) table.push([...row]);
  return `${table.toString()}\n`;
}
