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

/** As much of a label's start and end as there is room for, in pixels: names of one kind differ at either. */
export function fitted(label: string, room: number): string {
  if (textWidth(label) <= room) return label;
  const characters = Array.from(label);
  let [start, end, used] = [0, characters.length, widthOf('…')];
  while (start < end) {
    const isStart = start <= characters.length - end;
    used += widthOf(characters[isStart ? start : end - 1] ?? '');
    if (used > room) break;
    if (isStart) start += 1;
    else end -= 1;
  }
  return `${characters.slice(0, start).join('')}…${characters.slice(end).join('')}`;
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

/** Pixels that five labels of percentages need. */
const percentRoom = 220;

type RowsOptions = {
  readonly width: number;
  readonly rowHeight: number;
  readonly unit: Unit;
  /** Labels that there is to be room for, where they are others than those of the rows. */
  readonly fitting?: readonly string[] | undefined;
};

/** Rows from top to bottom with their labels at the left, values along the foot. */
export function rowsFrame(rows: readonly string[], { width, rowHeight, unit, fitting }: RowsOptions) {
  const cut = (labels: readonly string[]) => labels.map((label) => fitted(label, width * 0.4));
  const labels = cut(rows);
  const left = Math.ceil(Math.max(0, ...[...labels, ...cut(fitting ?? [])].map(textWidth))) + 16;
  const grid = { left, right: 24, top: 8, bottom: 32, outerBoundsMode: 'none' };
  const isTight = width - grid.left - grid.right < percentRoom;
  return {
    height: rows.length * rowHeight + 44,
    grid,
    xAxis: { ...valueAxis(unit), ...(unit === '%' && isTight ? { interval: 50 } : {}) },
    yAxis: { ...labelAxis(labels), inverse: true },
  };
}
