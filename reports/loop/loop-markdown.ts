import type { Flip, LoopRecord } from '../../datasets/index.ts';
import { escapeMarkdown, fenced, shortened } from '../escape.ts';
import { markdownTable } from '../markdown-table.ts';
import type { Block } from '../page/document.ts';
import { sectionsOf } from './sections.ts';

const longestCell = 200;
const longestExample = 800;

/** The report in GitHub's Markdown, without plots. Strings of the record stay text, whatever markup they hold. */
export function loopMarkdown(record: LoopRecord): string {
  return sectionsOf(record)
    .map(({ title, blocks }, index) =>
      [`${index === 0 ? '#' : '##'} ${title}\n`, ...blocks.flatMap(blockMarkdown)].join('\n'),
    )
    .join('\n');
}

function blockMarkdown(block: Block): string[] {
  switch (block.kind) {
    case 'text':
      return [`${escapeMarkdown(shortened(block.text, 2000))}\n`];
    case 'list':
      return [block.items.map(([name, value]) => `- ${name}: ${cell(value)}\n`).join('')];
    case 'table': {
      const right = block.head.flatMap((_, column) =>
        block.rows.length > 0 && block.rows.every((row) => typeof row[column] === 'number') ? [column] : [],
      );
      const rows = block.rows.map((row) => row.map((one) => shortened(String(one), longestCell)));
      const none = rows.length === 0 ? ['none\n'] : [markdownTable(block.head, rows, right)];
      return [`${escapeMarkdown(block.caption)}:\n`, ...none];
    }
    case 'plot':
    case 'plot-note':
      return [];
    case 'examples':
      return [`${escapeMarkdown(block.caption)}:\n`, ...block.examples.map(exampleMarkdown)];
  }
}

function cell(text: string): string {
  return escapeMarkdown(shortened(text, longestCell));
}

function exampleMarkdown(flip: Flip): string {
  const part = (name: string, text: string) => `${name}:\n\n${fenced(shortened(text, longestExample))}`;
  return [
    `### ${cell(flip.taskId)} (${cell(flip.category)})\n`,
    part('Asked', flip.asked),
    part('Expected', flip.expected),
    part(`Before: ${cell(flip.errorBefore ?? 'pass')}`, flip.before),
    part(`After: ${cell(flip.errorAfter ?? 'pass')}`, flip.after),
  ].join('\n');
}
