import { expect, test } from 'vitest';
import { verdictOf } from './verdict.ts';

const margins = { superiority: 0.005, nonInferiority: 0.02 };
const fine = [{ status: 'fine' }] as const;
const primary = (low: number | null, high: number | null, finds = 0.02) => ({
  low,
  high,
  minimum_detectable: finds,
  standard_error: 0.01,
});

test.each([
  [0.01, 0.05, 'PROMOTE'],
  [0.005, 0.05, 'HOLD'],
  [0, 0.05, 'HOLD'],
  [-0.02, 0.05, 'HOLD'],
  [-0.021, 0.05, 'INCONCLUSIVE'],
  [-0.05, -0.01, 'INCONCLUSIVE'],
  [-0.05, -0.02, 'INCONCLUSIVE'],
  [-0.05, -0.021, 'REJECT'],
  [null, 0.5, 'INCONCLUSIVE'],
  [0.1, null, 'PROMOTE'],
])('an interval from %d to %d is %s', (low, high, verdict) => {
  expect(verdictOf(primary(low, high), fine, margins)).toBe(verdict);
});

test('who would have missed a gain that matters does not hold', () => {
  expect(verdictOf(primary(0, 0.05, 0.025), fine, margins)).toBe('HOLD');
  expect(verdictOf(primary(0, 0.05, 0.0251), fine, margins)).toBe('INCONCLUSIVE');
});

test('a guard that is breached forbids promotion, one that is significantly worse rejects', () => {
  const better = primary(0.01, 0.05);
  expect(verdictOf(better, [...fine, { status: 'breached' }], margins)).toBe('INCONCLUSIVE');
  expect(verdictOf(better, [...fine, { status: 'worse' }], margins)).toBe('REJECT');
  expect(verdictOf(primary(0, 0.05), [{ status: 'breached' }], margins)).toBe('HOLD');
});
