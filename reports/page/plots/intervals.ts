import type { IntervalPlot } from '../document.ts';
import { rowsFrame, type Frame } from './frame.ts';
import { colorAt, dashAt, ink, symbolAt } from './palette.ts';
import { whiskers } from './whiskers.ts';

const apart = 10;

/** Of the axis, at most, and pixels that one needs at least. */
const mostSteps = 8;
const stepWidth = 40;

/** A forest plot: a row each, points with intervals, and lines at values that matter. */
export function intervalOption({ rows, series, unit, marks, scale }: IntervalPlot, width: number): Frame {
  const rowHeight = series.length > 1 ? 34 : 30;
  const { height, grid, xAxis, yAxis } = rowsFrame(rows, { width, rowHeight, unit, fitting: scale?.rows });
  const drawn = series.flatMap(({ points }, index) => {
    const offset = (index - (series.length - 1) / 2) * apart;
    const color = colorAt(index);
    const line = {
      type: 'line',
      silent: true,
      z: 2,
      data: points.map(({ at, value }) => [value, at]),
      lineStyle: { width: 0 },
      symbol: symbolAt(index),
      symbolSize: 8,
      symbolOffset: [0, offset],
      itemStyle: { color, borderColor: color },
    };
    return [whiskers({ points, color, offset, direction: 'along-x' }), line];
  });
  const shown = series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  const reached = [...shown, ...marks.map(({ value }) => value), scale?.low ?? 0, scale?.high ?? 0];
  const limits = unit === '%' ? {} : around(reached, width - grid.left - grid.right);
  return {
    height,
    option: { grid, yAxis, xAxis: { ...xAxis, ...limits }, series: [...drawn, markSeries(marks)] },
  };
}

/** Whole steps of 1, 2, 2.5 or 5 with all values between them. */
function around(values: readonly number[], width: number): { min: number; max: number; interval: number } {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const steps = Math.max(1, Math.min(mostSteps, Math.floor(width / stepWidth)));
  const rough = Math.max(most - least, 1e-6) / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = ([1, 2, 2.5, 5].find((step) => step * power >= rough) ?? 10) * power;
  return {
    min: Math.floor(least / interval - 0.05) * interval,
    max: Math.ceil(most / interval + 0.05) * interval,
    interval,
  };
}

function markSeries(marks: IntervalPlot['marks']) {
  return {
    type: 'line',
    silent: true,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      data: marks.map(({ value }, index) => ({
        xAxis: value,
        lineStyle: { color: index === 0 ? ink : colorAt(index), type: dashAt(index), width: 1.5 },
      })),
    },
  };
}
