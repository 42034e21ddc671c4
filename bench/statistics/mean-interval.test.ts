import { describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { meanInterval } from './mean-interval.ts';
import { studentBound } from './distributions.ts';

// From SciPy's stats.t.ppf, which printed tables agree with.
test.each([
  [0.9, 1, 6.313751514675037],
  [0.9, 4, 2.1318467863266495],
  [0.95, 1, 12.706204736174694],
  [0.95, 2, 4.302652729749462],
  [0.95, 3, 3.1824463052837078],
  [0.95, 4, 2.7764451051977934],
  [0.95, 5, 2.5705818356363146],
  [0.95, 9, 2.262157162798205],
  [0.95, 30, 2.0422724563012378],
  [0.95, 100, 1.9839715185235518],
  [0.99, 1, 63.656741162871526],
  [0.99, 3, 5.840909309733355],
  [0.99, 100, 2.6258905214380173],
])("Student's bound at %d with %i degrees of freedom", (level, degrees, bound) => {
  expect(studentBound(level, degrees) / bound).toBeCloseTo(1, 12);
});

describe('the interval of a mean', () => {
  test('is as worked out by hand', () => {
    // Mean 3, variance 2.5, half width 2.7764451 · √(2.5 / 5)
    const { mean, low, high, n } = meanInterval([1, 2, 3, 4, 5]);
    expect([mean, n]).toEqual([3, 5]);
    expect(low).toBeCloseTo(1.0367568, 6);
    expect(high).toBeCloseTo(4.9632432, 6);
  });

  test('of equal values has no width, of one value there is none, of no value it is refused', () => {
    expect(meanInterval([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, low: 0.5, high: 0.5, n: 3 });
    expect(meanInterval([0.5])).toEqual({ mean: 0.5, low: null, high: null, n: 1 });
    expect(() => meanInterval([])).toThrow(RangeError);
  });

  test('holds the true mean in about 95 of 100 samples of five', () => {
    const covered = Array.from({ length: 1000 }, (_, seed) => {
      const chance = chanceAt('means', seed);
      // A sum of twelve uniform draws is nearly normal, with mean 6.
      const draw = () =>
        Array.from({ length: 12 }, () => chance.below(10_000) / 9999).reduce((a, b) => a + b);
      const { low, high } = meanInterval(Array.from({ length: 5 }, draw));
      return (low ?? NaN) <= 6 && 6 <= (high ?? NaN);
    }).filter(Boolean).length;
    expect(covered / 1000).toBeGreaterThan(0.93);
    expect(covered / 1000).toBeLessThan(0.97);
  });
});
