import { expect, test } from 'vitest';
import { normalBelow, studentBound } from './distributions.ts';
import { holm } from './holm.ts';
import { mcnemarExact } from './mcnemar.ts';
import { wilson } from './wilson.ts';
import { weightedDifference } from './weighted-difference.ts';
import reference from './cases/reference.json' with { type: 'json' };

// Exact fractions, from Python's math.comb.
test.each([
  [0, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [0, 5, 0.0625],
  [3, 10, 0.09228515625],
  [12, 12, 1],
  [40, 61, 0.046044066929342806],
  [29, 156, 3.115510193733257e-22],
  [101, 461, 6.599646809606792e-56],
  [1000, 1100, 0.030720707864242296],
])('McNemar: %i against %i', (onlyBase, onlyCandidate, p) => {
  expect(mcnemarExact(onlyBase, onlyCandidate) / p).toBeCloseTo(1, 9);
  expect(mcnemarExact(onlyCandidate, onlyBase)).toBe(mcnemarExact(onlyBase, onlyCandidate));
});

test.each(reference.wilson)('Wilson: $passed of $n at $level', ({ passed, n, level, low, high }) => {
  const interval = wilson(passed, n, level);
  expect(interval.low).toBeCloseTo(low, 9);
  expect(interval.high).toBeCloseTo(high, 9);
});

test.each(reference.mcnemar)('McNemar against SciPy: $only_base and $only_candidate', (given) => {
  expect(Math.abs(mcnemarExact(given.only_base, given.only_candidate) - given.p)).toBeLessThan(1e-9);
});

test.each(reference.holm)('Holm: $values', ({ values, adjusted }) => {
  for (const [index, value] of holm(values).entries()) expect(value).toBeCloseTo(adjusted[index] ?? NaN, 12);
});

test.each(reference.weighted)(
  'cluster-robust error: $name',
  ({ pairs, weights, difference, standard_error: error }) => {
    const found = weightedDifference(
      pairs.map(([stratum, cluster, base, candidate]) => ({
        stratum: String(stratum),
        cluster: String(cluster),
        base: Number(base),
        candidate: Number(candidate),
      })),
      new Map(Object.entries(weights)),
    );
    expect(found.difference).toBeCloseTo(difference, 10);
    expect(found.standardError).toBeCloseTo(error, 10);
  },
);

test.each(reference.normal)('the normal distribution at $x', ({ x, share }) => {
  expect(Math.abs(normalBelow(x) - share)).toBeLessThan(1e-9);
});

test.each(reference.student)('Student: $level of $degrees', ({ level, degrees, bound }) => {
  expect(Math.abs(studentBound(level, degrees) / bound - 1)).toBeLessThan(1e-9);
});
