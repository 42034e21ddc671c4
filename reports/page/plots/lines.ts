import { oneLine } from '../../escape.ts';
import type { LinePlot, PlotPoint } from '../document.ts';
import { fitted, labelAxis, textWidth, valueAxis, type Frame } from './frame.ts';
import { colorAt, dashAt, symbolAt } from './palette.ts';
import { whiskers } from './whiskers.ts';

const apart = 8;
/** Of a label, in pixels. */
const room = 150;
/** Labels longer than there is room for are turned, by so many degrees. */
const turn = 50;

/** Values over checkpoints or samples. */
export function lineOption({ labels, series, unit, isPanel }: LinePlot, width: number): Frame {
  const drawn = series.flatMap(({ points }, index) => {
    const offset = (index - (series.length - 1) / 2) * apart;
    const solid = points.filter((point): point is PlotPoint => point !== null);
    const color = colorAt(index);
    const line = {
      type: 'line',
      silent: true,
      z: 2,
      data: points.map((point) => (point === null ? [null, null] : [point.at, point.value])),
      lineStyle: { color, width: isPanel ? 1.5 : 2, type: dashAt(index) },
      itemStyle: { color, borderColor: color },
      symbol: symbolAt(index),
      showSymbol: labels !== undefined || solid.length < 3,
      showAllSymbol: true,
      symbolSize: 8,
      symbolOffset: [offset, 0],
    };
    return labels === undefined
      ? [line]
      : [whiskers({ points: solid, color, offset, direction: 'along-y' }), line];
  });
  const axis = labels === undefined ? numbers() : positions(labels.map(oneLine), width);
  const grid = { left: 46, right: 20, top: 14, bottom: axis.bottom, outerBoundsMode: 'none' };
  const height = (isPanel ? 150 : 250) + axis.bottom;
  const yAxis = { ...valueAxis(unit), ...(isPanel ? { scale: true, splitNumber: 4 } : {}) };
  return { height, option: { grid, yAxis, xAxis: axis.option, series: drawn } };
}

function numbers() {
  const axis = valueAxis('');
  const axisLabel = { ...axis.axisLabel, showMaxLabel: false };
  return {
    bottom: 28,
    option: { ...axis, axisLabel, splitLine: { show: false }, splitNumber: 4, max: 'dataMax' },
  };
}

function positions(labels: readonly string[], width: number) {
  const cut = labels.map((label) => fitted(label, room));
  const longest = Math.max(0, ...cut.map(textWidth));
  const isTurned = longest > (width - 66) / labels.length;
  const axis = labelAxis(cut);
  const axisLabel = { ...axis.axisLabel, rotate: isTurned ? turn : 0, interval: 'auto' };
  return {
    bottom: isTurned ? Math.ceil(longest * Math.sin((turn * Math.PI) / 180)) + 18 : 28,
    option: { ...axis, axisLabel, boundaryGap: true },
  };
}
