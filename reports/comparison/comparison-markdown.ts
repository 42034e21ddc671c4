import type { ComparisonRecord } from '../../datasets/index.ts';
import { escapeMarkdown } from '../escape.ts';
import { estimateHead, estimateRow } from '../gate/wording.ts';
import { markdownTable } from '../markdown-table.ts';
import { overviewHead, overviewRow, provenanceOf } from './wording.ts';

const numbersFrom = (head: readonly string[]) => Array.from(head.keys()).slice(1);

/** A comparison as GitHub's Markdown, such as a summary of a CI job. */
export function comparisonMarkdown(record: ComparisonRecord): string {
  const { runs, differences } = record;
  const name = (place: number) => escapeMarkdown(runs[place]?.name ?? '');
  const table = (rows: readonly (readonly string[])[]) =>
    markdownTable(estimateHead, rows, numbersFrom(estimateHead));
  return [
    '## Comparison of runs\n',
    markdownTable(overviewHead, runs.map(overviewRow), numbersFrom(overviewHead)),
    ...differences.flatMap(({ base, candidate, overall, families, categories }) => [
      `### ${name(candidate)} against ${name(base)}\n`,
      table([overall, ...families].map(estimateRow)),
      `<details><summary>Single categories</summary>\n\n${table(categories.map(estimateRow))}\n</details>\n`,
    ]),
    provenanceOf(record)
      .map((line) => `- ${escapeMarkdown(line)}\n`)
      .join(''),
  ].join('\n');
}
