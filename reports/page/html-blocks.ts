import type { Flip } from '../../datasets/index.ts';
import { oneLine } from '../escape.ts';
import type { Block, ExamplesBlock, PlotBlock } from './document.ts';
import { longestText, tableHtml, text } from './html-table.ts';
import type { plotSvg } from './plots.ts';
import { plotLegend } from './plot-legend.ts';

/** Widths that plots are drawn for, in CSS pixels: a page's, a phone's, a panel's. */
const wide = 960;
const narrow = 330;
const panel = 330;

const longestExample = 800;

export type DrawPlot = typeof plotSvg;

/** Blocks of one section; panels that follow each other share a grid. @param id of the section */
export function blocksHtml(blocks: readonly Block[], id: string, draw: DrawPlot): string {
  const isPanel = blocks.map(
    (block) => block.kind === 'plot' && block.plot.kind === 'lines' && block.plot.isPanel,
  );
  const pieces = blocks.map((block, index) => {
    const isIn = isPanel[index] === true;
    const start = isIn && isPanel[index - 1] !== true ? '<div class="panels">\n' : '';
    const end = isIn && isPanel[index + 1] !== true ? '</div>\n' : '';
    return `${start}${blockHtml(block, `${id}-${index}`, draw)}${end}`;
  });
  return pieces.join('');
}

function blockHtml(block: Block, name: string, draw: DrawPlot): string {
  switch (block.kind) {
    case 'text':
    case 'plot-note':
      return `<p dir="auto">${text(block.text, longestText)}</p>\n`;
    case 'list':
      return `<dl>${block.items.map(([term, told]) => `<dt>${text(term)}</dt><dd dir="auto">${text(told)}</dd>`).join('\n')}</dl>\n`;
    case 'table':
      return tableHtml(block, name);
    case 'plot':
      return plotHtml(block, name, draw);
    case 'examples':
      return examplesHtml(block);
  }
}

function plotHtml({ caption, description, plot }: PlotBlock, name: string, draw: DrawPlot): string {
  const isPanel = plot.kind === 'lines' && plot.isPanel;
  const drawings = isPanel
    ? draw(plot, panel, name)
    : `<div class="wide">${draw(plot, wide, `${name}-wide`)}</div><div class="narrow">${draw(plot, narrow, `${name}-narrow`)}</div>`;
  return `<figure><figcaption>${text(caption)}</figcaption>${plotLegend(plot)}<div role="img" aria-label="${text(oneLine(description), longestText)}">${drawings}</div></figure>\n`;
}

function examplesHtml({ caption, examples }: ExamplesBlock): string {
  const shown = examples.map((flip, index) => exampleHtml(flip, index < 2)).join('');
  return `<h3>${text(caption)}</h3>\n${examples.length === 0 ? '<p>None.</p>\n' : shown}`;
}

function exampleHtml(flip: Flip, isOpen: boolean): string {
  const part = (name: string, raw: string) => {
    const cut =
      raw.length > longestExample ? ` (the first ${longestExample} of ${raw.length} characters)` : '';
    return `<dt>${name}${cut}</dt><dd><pre dir="auto">${text(raw, longestExample)}</pre></dd>`;
  };
  const outcome = (error: string | null) => (error === null ? 'pass' : text(error));
  const parts = [
    part('Asked', flip.asked),
    part('Expected', flip.expected),
    part(`Before: ${outcome(flip.errorBefore)}`, flip.before),
    part(`After: ${outcome(flip.errorAfter)}`, flip.after),
  ];
  return `<details${isOpen ? ' open' : ''}><summary><bdi>${text(flip.taskId)}</bdi> · <bdi>${text(flip.category)}</bdi></summary><dl>${parts.join('\n')}</dl></details>\n`;
}
