import type { BarPlot } from '../document.ts';
import { rowsFrame, type Frame } from './frame.ts';
import { colorAt, colorOn, letterAt } from './palette.ts';

/** Pixels that a letter needs. */
const letterRoom = 14;

/** Bars from left to right, a row each: parts of one bar, or side by side. */
export function barOption({ rows, series, unit, isStacked }: BarPlot, width: number): Frame {
  const rowHeight = isStacked ? 26 : 12 + 12 * series.length;
  const { height, grid, xAxis, yAxis } = rowsFrame(rows, { width, rowHeight, unit });
  const sums = rows.map((_, row) => series.reduce((sum, { values }) => sum + (values[row] ?? 0), 0));
  const scale = ((width - grid.left - grid.right) * 0.85) / Math.max(...sums, 1e-9);
  const datum = (value: number, index: number) => ({
    value,
    label: {
      show: isStacked && value * scale >= letterRoom,
      formatter: letterAt(index),
      color: colorOn(index),
      fontSize: 11,
      fontFamily: 'sans-serif',
    },
  });
  const drawn = series.map(({ values }, index) => ({
    type: 'bar',
    silent: true,
    ...(isStacked ? { stack: 'all' } : {}),
    data: values.map((value) => datum(value, index)),
    barMaxWidth: isStacked ? 16 : 10,
    barGap: '10%',
    itemStyle: { color: colorAt(index), borderColor: '#ffffff', borderWidth: isStacked ? 0.5 : 0 },
  }));
  return { height, option: { grid, yAxis, xAxis, series: drawn } };
}
