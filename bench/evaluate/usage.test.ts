import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isDict, isList, readJson, str, type Value } from '../../datasets/index.ts';
import { noUsage, usageOf, type Measured } from './usage.ts';

const file = readJson(readFileSync(new URL('cases/usage.json', import.meta.url), 'utf8'));
const cases = isList(file) ? file.filter(isDict) : [];

const lasting = (latency: Value): Measured => ({ latency, input: undefined, output: undefined });

function usageTexts(latencies: readonly Value[]) {
  const usage = usageOf(latencies.map(lasting));
  const text = (value: Value) => (value === null ? 'N/A' : str(value));
  return {
    cost: text(usage.cost),
    mean: text(usage.latencyMean),
    deviation: text(usage.latencyDeviation),
    percentile95: text(usage.latencyPercentile95),
  };
}

test.each(cases.map((entry) => [str(entry.get('name') ?? null), entry] as const))(
  'cost and latency as the official table shows them: %s',
  (_, entry) => {
    const latencies = entry.get('latencies') ?? null;
    expect(usageTexts(isList(latencies) ? latencies : [])).toEqual({
      cost: entry.get('cost'),
      mean: entry.get('mean'),
      deviation: entry.get('deviation'),
      percentile95: entry.get('percentile95'),
    });
  },
);

test('a single latency, on which the official fails, has no deviation', () => {
  expect(usageTexts([1.234])).toEqual({ cost: '0.0', mean: '1.23', deviation: 'N/A', percentile95: '1.23' });
});

test('infinite latencies, on which the official fails, leave everything N/A', () => {
  expect(usageOf([1.5, Infinity].map(lasting))).toEqual(noUsage);
  expect(usageOf([1.5, NaN].map(lasting))).toEqual(noUsage);
  expect(usageOf([1.5, 10n ** 400n].map(lasting))).toEqual(noUsage);
});

test('an entry may hold more latencies than a call takes arguments', () => {
  const steps = Array.from({ length: 300_000 }, () => 1.5);
  expect(usageOf([lasting([steps])]).latencyMean).toBe(1.5);
});

test('with a price it is the tokens that cost', () => {
  const price = { input: 0.5, output: 1.5 };
  const measured: Measured[] = [
    { latency: 2, input: 2_000_000n, output: 0n },
    { latency: 4, input: [[1_000_000n], [null, 0n]], output: [[1_000_000n], [20_000n, 0n]] },
  ];
  expect(usageOf(measured, price)).toMatchObject({ cost: 3.03, latencyMean: 3 });
  expect(usageOf([{ latency: 2, input: 5n, output: undefined }], price)).toMatchObject({ cost: null });
  expect(usageOf([{ latency: undefined, input: 5_000_000n, output: 1n }], price)).toMatchObject({
    cost: 2.5,
    latencyMean: null,
  });
});
