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

/** Fields of a result as they stand in its row: one number each, or per turn a list of one per step. */
export type Measured = {
  readonly latency: Value | undefined;
  /** In tokens. */
  readonly input: Value | undefined;
  readonly output: Value | undefined;
};

/** USD for a million tokens. */
export type Price = { readonly input: number; readonly output: number };

const SERVER_PRICE_PER_HOUR = 23.92;
const CONCURRENT_REQUESTS = 100;

/** The non-zero numbers in a field of results. @see bfcl-eval `record_cost_latency` */
function numbersIn(fields: readonly (Value | undefined)[]): Real[] {
  const numbers: Real[] = [];
  for (const field of fields) {
    if (field === undefined) continue;
    if (!isList(field)) addNonZero(field, numbers);
    else if (field.every(isList)) {
      for (const turn of field) for (const step of turn) addNonZero(step, numbers);
    }
  }
  return numbers;
}

function addNonZero(value: Value, numbers: Real[]): void {
  if (value === true) numbers.push(1n);
  else if ((typeof value === 'number' || typeof value === 'bigint') && value != 0) numbers.push(value);
}

/**
 * Cost and latency of what was graded in one run. Without a price the cost is the share of an eight-GPU server that serves 100
 * requests at a time. The official evaluator fails on exactly one latency and on infinite ones; there the deviation, or all that
 * hangs on them, are N/A.
 * @see bfcl-eval `get_cost_latency_info`
 */
export function usageOf(measured: readonly Measured[], price?: Price): Usage {
  const latencies = numbersIn(measured.map(({ latency }) => latency));
  const isKnown = latencies.length > 0 && latencies.every((latency) => Number.isFinite(Number(latency)));
  const spread = isKnown ? spreadOf(latencies) : noUsage;
  if (price !== undefined) return { ...spread, cost: costOf(measured, price) };
  const hours = sum(latencies) / 3600;
  return isKnown
    ? { ...spread, cost: roundDigits((hours * SERVER_PRICE_PER_HOUR) / CONCURRENT_REQUESTS, 2) }
    : noUsage;
}

/** Of all tokens; N/A where nobody counted those of one kind. */
function costOf(measured: readonly Measured[], price: Price): Real | null {
  const input = numbersIn(measured.map((one) => one.input));
  const output = numbersIn(measured.map((one) => one.output));
  if (input.length === 0 || output.length === 0) return null;
  return roundDigits((sum(input) * price.input) / 1_000_000 + (sum(output) * price.output) / 1_000_000, 2);
}

function spreadOf(latencies: readonly Real[]): Omit<Usage, 'cost'> {
  const only = latencies.length === 1 ? Number(latencies[0]) : undefined;
  const average = mean(latencies);
  return {
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
