import type { GateRecord } from '../../datasets/index.ts';
import { escapeMarkdown } from '../escape.ts';
import { markdownTable } from '../markdown-table.ts';
import { estimateHead, estimateRow, pText, provenance } from './wording.ts';

const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A gate's decision as GitHub's Markdown, such as a summary of a CI job. */
export function gateMarkdown(record: GateRecord): string {
  const { verdict, reasons, resolve, base, candidate, primary, families, categories, guards } = record;
  const list = (items: readonly string[]) => items.map((item) => `- ${escapeMarkdown(item)}\n`).join('');
  return [
    `## ${verdict}: ${escapeMarkdown(candidate.name)} against ${escapeMarkdown(base.name)}\n`,
    list([...reasons, ...resolve.map((remedy) => `to settle it: ${remedy}`)]),
    markdownTable(estimateHead, [primary, ...families].map(estimateRow), numbers),
    `<details><summary>Single categories, advisory</summary>\n\n${markdownTable(estimateHead, categories.map(estimateRow), numbers)}\n</details>\n`,
    ...(guards.length === 0 ? [] : [guardTable(guards)]),
    list(provenance(record)),
  ].join('\n');
}

function guardTable(guards: GateRecord['guards']): string {
  return markdownTable(
    ['guard', 'base', 'candidate', 'may grow by', 'p worse (Holm)', 'status', 'n'],
    guards.map((guard) => [
      guard.name,
      guard.base.toPrecision(3),
      guard.candidate.toPrecision(3),
      guard.margin.toPrecision(2),
      pText(guard.p_holm),
      guard.status,
      guard.tasks,
    ]),
    [1, 2, 3, 4, 6],
  );
}
