import { escapeMarkdown } from './escape.ts';

/**
 * A table in GitHub's Markdown. Cells may hold anything: what Markdown or HTML would read as markup is escaped, line breaks
 * become blanks. Columns named in `right` are set flush right.
 * @returns lines, each with its line break
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  right: readonly number[] = [],
): string {
  const rule = head.map((_, column) => (right.includes(column) ? '---:' : '---'));
  const cells = [
    head.map(escapeMarkdown),
    rule,
    ...rows.map((row) => row.map((cell) => escapeMarkdown(String(cell)))),
  ];
  return cells.map((row) => `| ${row.join(' | ')} |\n`).join('');
}
