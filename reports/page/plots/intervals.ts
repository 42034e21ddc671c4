import type { IntervalPlot } from '../document.ts';
import { rowsFrame, type Frame } from './frame.ts';
import { colorAt, dashAt, ink, symbolAt } from './palette.ts';
import { whiskers } from './whiskers.ts';

const apart = 10;

/** Of the axis, at most. */
const mostSteps = 8;

/** A forest plot: a row each, points with intervals, and lines at values that matter. */
export function intervalOption({ rows, series, unit, marks }: IntervalPlot, width: number): Frame {
  const { height, grid, xAxis, yAxis } = rowsFrame(rows, width, series.length > 1 ? 34 : 30, unit);
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
  const limits = unit === '%' ? {} : around([...shown, ...marks.map(({ value }) => value)]);
  return {
    height,
    option: { grid, yAxis, xAxis: { ...xAxis, ...limits }, series: [...drawn, markSeries(marks)] },
  };
}

/** Whole steps of 1, 2 or 5 with all values between them. */
function around(values: readonly number[]): { min: number; max: number; interval: number } {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const rough = Math.max(most - least, 1e-6) / mostSteps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = ([1, 2, 5].find((step) => step * power >= rough) ?? 10) * power;
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
