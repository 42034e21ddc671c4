import { escapeHtml, shortened } from '../escape.ts';
import type { TableBlock } from './document.ts';

const longestCell = 200;
/** Characters of a cell that stay on one line. */
const longestUnbroken = 24;
export const longestText = 2000;

/** Escaped and of a bounded length. */
export function text(raw: string, most = longestCell): string {
  return escapeHtml(shortened(raw, most));
}

/** A table that scrolls within itself. @param name of its caption, once in the page */
export function tableHtml(block: TableBlock, name: string): string {
  const { caption, rows, shades, links, isFolded } = block;
  const told = text(caption, longestText);
  if (rows.length === 0) return `<p>${told}: none.</p>\n`;
  const isRight = block.head.map(
    (_, column) => column > 0 && (shades !== undefined || rows.every((row) => isNumeric(row[column]))),
  );
  const body = rows.map(
    (row, index) =>
      `<tr>${bodyCells(row, isRight, { shades: shades?.[index], links: links?.[index] })}</tr>\n`,
  );
  const table = `<table${shades === undefined ? '' : ' class="shaded"'}><caption id="${name}">${told}</caption><thead><tr>${headCells(block, isRight)}</tr></thead>\n<tbody>${body.join('')}</tbody></table>`;
  const scrolling = `<div class="scroll" tabindex="0" role="region" aria-labelledby="${name}">${table}</div>`;
  return isFolded === true
    ? `<details class="numbers"><summary>Numbers of the plot</summary>${scrolling}</details>\n`
    : `${scrolling}\n`;
}

function headCells({ head, shades }: TableBlock, isRight: readonly boolean[]): string {
  const cells = head.map((cell, column) => {
    const told = shades === undefined ? text(cell) : `<span>${breakable(cell)}</span>`;
    return `<th scope="col"${classOf(cell, isRight[column])}>${told}</th>`;
  });
  return cells.join('');
}

type RowMarks = {
  readonly shades: readonly number[] | undefined;
  readonly links: readonly (string | null)[] | undefined;
};

function bodyCells(
  row: readonly (string | number)[],
  isRight: readonly boolean[],
  { shades, links }: RowMarks,
): string {
  const cells = row.map(String).map((cell, column) => {
    const told = `<bdi>${column === 0 && shades !== undefined ? breakable(cell) : text(cell)}</bdi>`;
    const name = classOf(cell, isRight[column]);
    if (column === 0) return `<th scope="row"${name}>${told}</th>`;
    const shade = shades?.[column - 1];
    const style = shade === undefined ? '' : ` style="--shade:${Math.round(shade * 100)}%"`;
    const link = links?.[column - 1] ?? null;
    const linked = link === null ? told : `<a href="${escapeHtml(link)}">${told}</a>`;
    return `<td${name}${style}>${linked}</td>`;
  });
  return cells.join('');
}

/** Names of error types have no blanks: lines may end behind their signs. */
function breakable(cell: string): string {
  return text(cell).replace(/[:_](?=\w)/g, '$&<wbr>');
}

function classOf(cell: string, isRight: boolean | undefined): string {
  const names = [
    ...(isRight === true ? ['number'] : []),
    ...(cell.length <= longestUnbroken ? ['short'] : []),
  ];
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
}

function isNumeric(cell: string | number | undefined): boolean {
  return typeof cell === 'number' || /^([-−+<]? ?[\d.]+%?|–|)$/.test(cell ?? '');
}
