import { isList, roundDigits, type Value } from '../../datasets/index.ts';
import { mean, percentile95, roundLikeNumpy, standardDeviation, type Real } from './exact-statistics.ts';

/** Cost in USD, latencies in seconds, as the official table shows them; null = N/A. */
export type Usage = {
  readonly cost: Real | null;
  readonly latencyMean: Real | null;
  readonly latencyDeviation: Real | null;
  readonly latencyPercentile95: Real | null;
};

export const noUsage: Usage = {
  cost: null,
  latencyMean: null,
  latencyDeviation: null,
  latencyPercentile95: null,
};

const SERVER_PRICE_PER_HOUR = 23.92;
const CONCURRENT_REQUESTS = 100;

/**
 * The non-zero numbers in the `latency` fields of result entries: one number each, or per turn a list of one per step.
 * @see bfcl-eval `record_cost_latency`
 */
export function latenciesOf(fields: Iterable<Value>): Real[] {
  const latencies: Real[] = [];
  for (const field of fields) {
    if (!isList(field)) addNonZero(field, latencies);
    else if (field.every(isList)) {
      for (const turn of field) for (const step of turn) addNonZero(step, latencies);
    }
  }
  return latencies;
}

function addNonZero(value: Value, latencies: Real[]): void {
  if (value === true) latencies.push(1n);
  else if ((typeof value === 'number' || typeof value === 'bigint') && value != 0) latencies.push(value);
}

/**
 * Cost and latency of what was graded in one run, for a model without prices: the share of an eight-GPU server that
 * serves 100 requests at a time. The official evaluator fails on exactly one latency and on infinite ones; there the
 * deviation, or all four, are N/A.
 * @see bfcl-eval `get_cost_latency_info`
 */
export function usageOf(latencies: readonly Real[]): Usage {
  if (latencies.length === 0 || !latencies.every((latency) => Number.isFinite(Number(latency))))
    return noUsage;
  const hours = sum(latencies) / 3600;
  const only = latencies.length === 1 ? Number(latencies[0]) : undefined;
  const average = mean(latencies);
  return {
    cost: roundDigits((hours * SERVER_PRICE_PER_HOUR) / CONCURRENT_REQUESTS, 2),
    latencyMean: typeof average === 'bigint' ? average : roundDigits(average, 2),
    latencyDeviation: only === undefined ? roundDigits(standardDeviation(latencies), 2) : null,
    latencyPercentile95: roundLikeNumpy(only ?? percentile95(latencies)),
  };
}

/** Left to right; ints stay exact until the first float. */
function sum(values: readonly Real[]): number {
  let total: Real = 0n;
  for (const value of values) {
    total =
      typeof total === 'bigint' && typeof value === 'bigint' ? total + value : Number(total) + Number(value);
  }
  return Number(total);
}
