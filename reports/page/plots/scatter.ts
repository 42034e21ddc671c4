import type { ScatterPlot } from '../document.ts';
import { valueAxis, type Frame } from './frame.ts';
import { colorAt, ink, symbolAt } from './palette.ts';
import { whiskers } from './whiskers.ts';

/** Share of the spread that is left free around points. */
const margin = 0.12;

/** A point for each series, by two values. */
export function scatterOption({ series, unit, along }: ScatterPlot, width: number): Frame {
  const drawn = series.flatMap(({ point }, index) => {
    const color = colorAt(index);
    const dot = {
      type: 'line',
      silent: true,
      z: 2,
      data: [[point.at, point.value]],
      lineStyle: { width: 0 },
      symbol: symbolAt(index),
      symbolSize: 11,
      itemStyle: { color, borderColor: color },
    };
    return [whiskers({ points: [point], color, offset: 0, direction: 'along-y' }), dot];
  });
  const axis = valueAxis('');
  const points = series.map(({ point }) => point);
  const yLimits = around(points.flatMap(({ low, high }) => [low, high]));
  return {
    height: width < 500 ? 260 : 320,
    option: {
      grid: { left: 56, right: 28, top: 14, bottom: 52, outerBoundsMode: 'none' },
      yAxis: { ...valueAxis(unit), ...yLimits },
      xAxis: {
        ...axis,
        min: 0,
        name: along,
        nameLocation: 'middle',
        nameGap: 30,
        nameTextStyle: { color: ink, fontSize: 12, fontFamily: 'sans-serif' },
      },
      series: drawn,
    },
  };
}

/** Limits of percentages: tens, so that differences show; never one value alone. */
function around(values: readonly number[]): { min: number; max: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const free = Math.max((most - least) * margin, 1);
  return {
    min: Math.max(0, Math.floor((least - free) / 10) * 10),
    max: Math.min(100, Math.ceil((most + free) / 10) * 10),
  };
}
