import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { oneLine } from '../escape.ts';
import type { IntervalPlot, Plot } from './document.ts';
import { barOption } from './plots/bars.ts';
import type { Frame } from './plots/frame.ts';
import { intervalOption } from './plots/intervals.ts';
import { lineOption } from './plots/lines.ts';
import { variableOf } from './plots/palette.ts';
import { scatterOption } from './plots/scatter.ts';

use([BarChart, CustomChart, LineChart, GridComponent, MarkLineComponent, SVGRenderer]);

/**
 * A plot as an SVG element, its colours CSS variables, the same text for the same plot.
 * @param width in CSS pixels, as it is meant to be shown; the height follows from the plot
 * @param name of the element, once in the page: letters, digits and `-`
 */
export function plotSvg(plot: Plot, width: number, name: string): string {
  const { height, option } = optionOf(plot, width);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: 'transparent', ...option });
    return settled(chart.renderToSVGString({ useViewBox: true }), name);
  } finally {
    chart.dispose();
  }
}

function optionOf(plot: Plot, width: number): Frame {
  switch (plot.kind) {
    case 'intervals':
      return intervalOption(onOneLine(plot), width);
    case 'bars':
      return barOption({ ...plot, rows: plot.rows.map(oneLine) }, width);
    case 'lines':
      return lineOption(plot, width);
    case 'scatter':
      return scatterOption(plot, width);
  }
}

function onOneLine({ scale, ...plot }: IntervalPlot): IntervalPlot {
  const rows = plot.rows.map(oneLine);
  return scale === undefined
    ? { ...plot, rows }
    : { ...plot, rows, scale: { ...scale, rows: scale.rows.map(oneLine) } };
}

/** Without what the library counts up from plot to plot, styles that would hold for the whole page, and data for scripts. */
function settled(svg: string, name: string): string {
  return svg
    .replace(/<style\s*>.*?<\/style>/gs, '')
    .replace(
      / (?:class="zr\d+-cls-\d+"|ecmeta_\w+="[^"]*"|pointer-events="\w+"|xml:space="preserve"|baseProfile="full")/g,
      '',
    )
    .replace(/\b(id="|url\(#)zr\d+-/g, `$1${name}-`)
    .replace(
      /\b(fill|stroke)="(#[0-9a-f]{6})"/g,
      (_, attribute: string, color: string) => `${attribute}="${variableOf(color)}"`,
    )
    .replace(/font-family:sans-serif;/g, '')
    .replace(/ (?:d|x|y|transform)="[^"]*"/g, rounded)
    .replace(/^<svg /, '<svg aria-hidden="true" focusable="false" ')
    .replaceAll('\n', '');
}

/** Hundredths of a pixel are enough. */
function rounded(attribute: string): string {
  return attribute.replace(/-?\d+\.\d{3,}(?!\d*e)/g, (number) => String(Number(Number(number).toFixed(2))));
}
