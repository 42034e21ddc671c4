import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDict, isList, readJson, str, type Value } from '../../datasets/index.ts';
import {
  mean,
  percentile95,
  roundLikeNumpy,
  standardDeviation,
  variance,
  type Real,
} from './exact-statistics.ts';

const file = readJson(readFileSync(new URL('cases/statistics.json', import.meta.url), 'utf8'));
const cases = isList(file) ? file.filter(isDict) : [];

function reals(value: Value | undefined): Real[] {
  if (value === undefined || !isList(value)) throw new TypeError('expected a list');
  return value.filter((item): item is Real => typeof item === 'number' || typeof item === 'bigint');
}

describe('statistics are those of Python and numpy, to the last bit', () => {
  test.each(cases.map((entry) => [str(entry.get('name') ?? null), entry] as const))('%s', (_, entry) => {
    const data = reals(entry.get('data'));
    expect({
      mean: mean(data),
      variance: variance(data),
      standard_deviation: standardDeviation(data),
      percentile95: roundLikeNumpy(percentile95(data)),
    }).toEqual({
      mean: entry.get('mean'),
      variance: entry.get('variance'),
      standard_deviation: entry.get('standard_deviation'),
      percentile95: entry.get('percentile95'),
    });
  });
});

test('the mean lies between the extremes, the deviation is no more than their distance', () => {
  const data = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2 });
  fc.assert(
    fc.property(data, (values) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      expect(Number(mean(values))).toBeGreaterThanOrEqual(low);
      expect(Number(mean(values))).toBeLessThanOrEqual(high);
      expect(standardDeviation(values)).toBeLessThanOrEqual(high - low);
      expect(percentile95(values)).toBeLessThanOrEqual(high);
    }),
  );
});

test('the order of the data makes no difference', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2 }), (values) => {
      const reversed = values.toReversed();
      expect(mean(reversed)).toBe(mean(values));
      expect(variance(reversed)).toBe(variance(values));
    }),
  );
});
