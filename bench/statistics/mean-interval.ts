import { studentBound } from './distributions.ts';

/** A mean over `n` independent values with Student's interval; one value has none. */
export type MeanInterval = {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
};

/**
 * The mean of independent values, with the interval of Student's t distribution around it. It is not cut off where values
 * cannot lie: for a pass rate it may reach beyond 0 and 1.
 * @param level of confidence, within (0, 1)
 * @throws {RangeError} if there is no value: no mean is not a mean of 0
 */
export function meanInterval(values: readonly number[], level = 0.95): MeanInterval {
  const n = values.length;
  if (n === 0) throw new RangeError('a mean needs at least one value');
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, low: null, high: null, n };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentBound(level, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half, n };
}
