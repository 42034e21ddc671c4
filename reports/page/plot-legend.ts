import { abridged, escapeHtml } from '../escape.ts';
import type { Plot } from './document.ts';
import { glyphAt, letterAt } from './plots/palette.ts';
import { plainNumber } from './wording.ts';

const series = 8;
const longest = 60;

/** Which sign is which; nothing for a single series without marks. */
export function plotLegend(plot: Plot): string {
  const marks = plot.kind === 'intervals' ? plot.marks : [];
  if (plot.series.length < 2 && marks.length === 0) return '';
  const items = [
    ...plot.series.map(({ name }, index) =>
      item(index % series, plot.kind === 'bars' ? '■' : glyphAt(index), name, letterOf(plot, index)),
    ),
    ...marks.map(({ name, value }, index) => markItem(index, `${name} (${plainNumber(value)})`)),
  ];
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** In the colour of text: that of the series is too faint for small letters. */
function letterOf(plot: Plot, index: number): string {
  const isStacked = plot.kind === 'bars' && plot.isStacked;
  return isStacked ? `<span aria-hidden="true">${letterAt(index)}</span> ` : '';
}

const strokes = ['│', '╎', '┊'];

function markItem(index: number, name: string): string {
  return item(index === 0 ? undefined : index, strokes[index % strokes.length] ?? '│', name);
}

function item(color: number | undefined, glyph: string, name: string, letter = ''): string {
  const style = color === undefined ? '' : ` class="series-${color}"`;
  return `<li><span${style} aria-hidden="true">${glyph}</span> ${letter}<bdi>${escapeHtml(abridged(name, longest))}</bdi></li>`;
}
