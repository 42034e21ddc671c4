import { expect, test } from 'vitest';
import { scatterOption } from './scatter.ts';

test.each([
  ['all passed', 100, [90, 100]],
  ['none passed', 0, [0, 10]],
  ['half passed', 50, [40, 60]],
])('points of one height have an axis: %s', (_, value, limits) => {
  const point = { at: 1, value, low: value, high: value };
  const plot = { kind: 'scatter', unit: '%', along: 'cost', series: [{ name: 'a', point }] } as const;
  const { yAxis } = scatterOption(plot, 960).option as { yAxis: { min: number; max: number } };
  expect([yAxis.min, yAxis.max]).toEqual(limits);
});
