import type { BarPlot } from '../document.ts';
import { rowsFrame, type Frame } from './frame.ts';
import { colorAt } from './palette.ts';

/** Bars from left to right, a row each: parts of one bar, or side by side. */
export function barOption({ rows, series, unit, isStacked }: BarPlot, width: number): Frame {
  const rowHeight = isStacked ? 26 : 12 + 12 * series.length;
  const { height, grid, xAxis, yAxis } = rowsFrame(rows, width, rowHeight, unit);
  const drawn = series.map(({ values }, index) => ({
    type: 'bar',
    silent: true,
    ...(isStacked ? { stack: 'all' } : {}),
    data: [...values],
    barMaxWidth: isStacked ? 16 : 10,
    barGap: '10%',
    itemStyle: { color: colorAt(index), borderColor: '#ffffff', borderWidth: isStacked ? 0.5 : 0 },
  }));
  return { height, option: { grid, yAxis, xAxis, series: drawn } };
}
