import path from 'node:path';
import {
  InputError,
  isDict,
  isList,
  readJson,
  VerdictRowSchema,
  type Mode,
  type Rate,
  type Suite,
  type Value,
  type VerdictRow,
} from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { fileLineBatches } from '../evaluate/file-lines.ts';
import { layoutOf } from '../evaluate/layout.ts';
import { clusterRate } from '../statistics/rate.ts';
import type { DrawnIds } from './draw.ts';

/** What came of one category's tasks in one mode. */
export type Outcome = {
  readonly category: string;
  readonly mode: Mode;
  readonly asked: number;
  readonly correct: number;
  /** Over the tasks that were graded; undefined where none was. */
  readonly rate: Rate | undefined;
  /** Tasks without an answer, by the class of the fault. */
  readonly faults: ReadonlyMap<string, number>;
  /** Those answered, and what they took. */
  readonly usage: Usage;
};

type Usage = {
  readonly requests: number;
  /** Tokens. */
  readonly input: number;
  readonly output: number;
  /** From each request to its answer, added up: several are under way at a time. */
  readonly seconds: number;
};

type Folders = {
  /** A model's folder in a result directory. */
  readonly results: string;
  /** The same model's folder in a score directory. */
  readonly scores: string;
};

/**
 * Reads what `generate` and `evaluate` have left of the tasks drawn, a line a category.
 * @param seed of the intervals
 * @throws {InputError} for files that cannot be read
 */
export async function outcomesOf(
  suite: Suite,
  drawn: DrawnIds,
  mode: Mode,
  { results, scores }: Folders,
  seed: number,
): Promise<Outcome[]> {
  const verdicts = await verdictsIn(path.join(scores, 'verdicts.jsonl'));
  const outcomes: Outcome[] = [];
  for (const [category, ids] of Object.entries(drawn)) {
    const rows = ids.flatMap((id) => verdicts.get(id) ?? []);
    const graded = rows.filter(({ status }) => status === 'pass' || status === 'fail');
    const marks = graded.map(({ status, cluster }) => ({ passed: status === 'pass', cluster }));
    const usage =
      graded.length === 0 ? nothing : await usageIn(resultPath(suite, category, results), new Set(ids));
    outcomes.push({
      category,
      mode,
      asked: ids.length,
      correct: marks.filter(({ passed }) => passed).length,
      rate: marks.length === 0 ? undefined : clusterRate(marks, { seed, resamples: 10_000, level: 0.95 }),
      faults: countFaults(rows),
      usage,
    });
  }
  return outcomes;
}

function resultPath(suite: Suite, name: string, results: string): string {
  const category = suite.categories.find((one) => one.name === name);
  if (category === undefined) throw new InputError(`${suite.id} has no category ${name}.`);
  return path.join(results, layoutOf(suite).resultPath(category));
}

async function verdictsIn(file: string): Promise<ReadonlyMap<string, VerdictRow>> {
  const verdicts = new Map<string, VerdictRow>();
  for await (const lines of fileLineBatches(file)) {
    for (const line of lines) {
      const row = VerdictRowSchema.parse(JSON.parse(line));
      verdicts.set(row.id, row);
    }
  }
  return verdicts;
}

function countFaults(rows: readonly VerdictRow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (row.status === 'infrastructure') counts.set(row.fault, (counts.get(row.fault) ?? 0) + 1);
  }
  return counts;
}

const nothing: Usage = { requests: 0, input: 0, output: 0, seconds: 0 };

async function usageIn(file: string, ids: ReadonlySet<string>): Promise<Usage> {
  let usage = nothing;
  for await (const lines of fileLineBatches(file)) {
    for (const line of lines) {
      const row = readJson(line);
      const id = isDict(row) ? row.get('id') : undefined;
      if (!isDict(row) || typeof id !== 'string' || !ids.has(id)) continue;
      const latencies = numbersIn(row.get('latency'));
      usage = {
        requests: usage.requests + latencies.length,
        input: usage.input + sum(numbersIn(row.get('input_token_count'))),
        output: usage.output + sum(numbersIn(row.get('output_token_count'))),
        seconds: usage.seconds + sum(latencies),
      };
    }
  }
  return usage;
}

/** One of a single request, or those of all turns' steps. */
function numbersIn(field: Value | undefined): number[] {
  if (field !== undefined && isList(field)) return field.flatMap(numbersIn);
  return typeof field === 'number' || typeof field === 'bigint' ? [Number(field)] : [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const head = [
  'category',
  'mode',
  'n',
  'correct',
  'accuracy',
  '95 %',
  'no answer',
  'requests',
  'tokens in',
  'tokens out',
  'seconds',
];

/** `n` counts graded tasks. */
export function outcomeTable(outcomes: readonly Outcome[], target: Parameters<typeof textTable>[2]): string {
  const rows = outcomes.map(({ category, mode, correct, rate, faults, usage }) => [
    category,
    mode,
    rate?.n ?? 0,
    correct,
    rate === undefined ? 'N/A' : percent(rate.rate),
    rate === undefined ? 'N/A' : `${percent(rate.low)} to ${percent(rate.high)}`,
    [...faults].map(([fault, count]) => `${count} ${fault}`).join(', ') || 0,
    usage.requests,
    usage.input,
    usage.output,
    usage.seconds.toFixed(1),
  ]);
  return textTable(head, rows, target);
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
