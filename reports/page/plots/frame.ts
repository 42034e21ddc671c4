import type { EChartsCoreOption } from 'echarts/core';
import type { Unit } from '../document.ts';
import { ink, rule } from './palette.ts';

/** A plot that knows how high it is, in CSS pixels. */
export type Frame = { readonly height: number; readonly option: EChartsCoreOption };

const fontSize = 12;

/** In pixels, at the font size: what the reader's font is like is not known, so rather too much. */
function widthOf(character: string): number {
  if (/[-ilj.,:;'|()[\]/tfr ]/.test(character)) return 5;
  return /[a-z0-9_…]/.test(character) ? 7.3 : 9;
}

export function textWidth(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + widthOf(character), 0);
}

/** As much of a label as there is room for, in pixels. */
export function fitted(label: string, room: number): string {
  if (textWidth(label) <= room) return label;
  let [used, end] = [widthOf('…'), 0];
  for (const character of label) {
    used += widthOf(character);
    if (used > room) break;
    end += character.length;
  }
  return `${label.slice(0, end)}…`;
}

const text = { color: ink, fontSize, fontFamily: 'sans-serif' };
const lines = { axisLine: { lineStyle: { color: ink } }, axisTick: { show: false } };

export function valueAxis(unit: Unit) {
  return {
    type: 'value',
    axisLabel: { ...text, formatter: unit === '%' ? '{value}%' : '{value}', hideOverlap: true },
    splitLine: { lineStyle: { color: rule } },
    ...(unit === '%' ? { min: 0, max: 100 } : {}),
    ...lines,
  };
}

export function labelAxis(labels: readonly string[]) {
  return {
    type: 'category',
    data: [...labels],
    axisLabel: { ...text, interval: 0 },
    splitLine: { show: false },
    ...lines,
  };
}

/** Rows from top to bottom with their labels at the left, values along the foot. */
export function rowsFrame(rows: readonly string[], width: number, rowHeight: number, unit: Unit) {
  const labels = rows.map((row) => fitted(row, width * 0.4));
  const left = Math.ceil(Math.max(0, ...labels.map(textWidth))) + 16;
  return {
    height: rows.length * rowHeight + 44,
    grid: { left, right: 24, top: 8, bottom: 32, outerBoundsMode: 'none' },
    xAxis: valueAxis(unit),
    yAxis: { ...labelAxis(labels), inverse: true },
  };
}
