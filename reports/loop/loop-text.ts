import type { Flip, LoopRecord } from '../../datasets/index.ts';
import { oneLine, shortened } from '../escape.ts';
import { textTable } from '../text-table.ts';
import type { Block, TableBlock } from '../page/document.ts';
import { sectionsOf } from './sections.ts';

export type TextOptions = {
  /** Of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  readonly isColored?: boolean;
};

const widestCell = 72;
const longestExample = 300;
const examplesShown = 3;
const pageColumns = 100;

/** The report for a terminal: without plots, with a few examples only. No control character of the record gets through. */
export function loopText(record: LoopRecord, options: TextOptions): string {
  return sectionsOf(record)
    .map(({ title, blocks }) =>
      [heading(title, options), ...blocks.map((block) => blockText(block, options))].join(''),
    )
    .join('\n');
}

function heading(title: string, { isColored = false }: TextOptions): string {
  return isColored ? `\u001b[1m${title}\u001b[22m\n` : `${title}\n${'='.repeat(title.length)}\n`;
}

function blockText(block: Block, options: TextOptions): string {
  switch (block.kind) {
    case 'text':
      return paragraph(block.text, options);
    case 'list':
      return block.items.map(([name, value]) => paragraph(`${name}: ${value}`, options)).join('');
    case 'table':
      return tableText(block, options);
    case 'plot':
    case 'plot-note':
      return '';
    case 'examples':
      return [
        paragraph(block.caption, options),
        ...block.examples.slice(0, examplesShown).map((flip) => exampleText(flip, options)),
      ].join('');
  }
}

function tableText({ caption, head, rows }: TableBlock, options: TextOptions): string {
  if (rows.length === 0) return paragraph(`${caption}: none`, options);
  const cell = (text: string) => shortened(oneLine(text), widestCell);
  const target = {
    stdout: { isTerminal: options.columns !== undefined, columns: options.columns },
    environment: { NO_COLOR: options.isColored === true ? '' : '1' },
  };
  const cells = rows.map((row) => row.map((one) => (typeof one === 'number' ? one : cell(one))));
  return `${paragraph(caption, options)}${textTable(head.map(cell), cells, target)}`;
}

function exampleText(flip: Flip, options: TextOptions): string {
  const lines = [
    `- ${flip.taskId} (${flip.category})`,
    `asked: ${flip.asked}`,
    `expected: ${flip.expected}`,
    `before: ${flip.before} (${flip.errorBefore ?? 'pass'})`,
    `after: ${flip.after} (${flip.errorAfter ?? 'pass'})`,
  ];
  const indented = lines.map((line, index) =>
    paragraph(shortened(line, longestExample), options, index === 0 ? '' : '  '),
  );
  return indented.join('');
}

/** Broken between words to the width of the terminal. */
function paragraph(text: string, { columns }: TextOptions, indent = ''): string {
  const width = Math.min(columns ?? pageColumns, pageColumns) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${indent}${one}\n`).join('');
}
