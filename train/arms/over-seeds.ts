import type { Rate } from '../../datasets/index.ts';
import { meanInterval, type MeanInterval } from '../../bench/index.ts';

/** Fewest and most over seeds. */
export type Range = readonly [number, number];

/** A pass rate over seeds, 0 to 1, and on how many tasks. */
export type SeedRate = MeanInterval & { readonly tasks: Range };

/** @param values at least one */
export function rangeOf(values: readonly number[]): Range {
  return [Math.min(...values), Math.max(...values)];
}

/** Every seed counts the same, whatever its number of tasks. @param rates one for each seed, at least one */
export function rateOver(rates: readonly Rate[]): SeedRate {
  return { ...meanInterval(rates.map(({ rate }) => rate)), tasks: rangeOf(rates.map(({ n }) => n)) };
}
