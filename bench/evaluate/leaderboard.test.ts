import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isDict, isList, readJson, str, type Dict, type Value } from '../../datasets/index.ts';
import { bfclOverall, bfclSheets } from './bfcl-sheets.ts';
import { evaluateFormula, percent, sheetRows, type ModelScores } from './leaderboard.ts';
import { noUsage, usageOf } from './usage.ts';

const golden = dict(readJson(readFileSync(new URL('cases/sheets.json', import.meta.url), 'utf8')));

function dict(value: Value | undefined): Dict {
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

function list(value: Value | undefined): readonly Value[] {
  return value !== undefined && isList(value) ? value : [];
}

function byName<T>(value: Value | undefined, read: (value: Value) => T): Map<string, T> {
  return new Map(Array.from(dict(value), ([name, item]) => [str(name), read(item)]));
}

const counts = byName(golden.get('task_counts'), Number);
const models: ModelScores[] = Array.from(dict(golden.get('scores')), ([model, headers]) => ({
  model: str(model),
  headers: byName(headers, dict),
  usage: usageOf(
    list(dict(golden.get('latencies')).get(model)).map((latency) => ({
      latency,
      input: undefined,
      output: undefined,
    })),
  ),
}));

describe('CSV files are those of the official evaluator, text for text', () => {
  test.each(bfclSheets.map((sheet) => [sheet.file, sheet] as const))('%s', (file, sheet) => {
    const rows = sheetRows(sheet, models, counts).map((row) => row.join(','));
    expect(rows).toEqual(dict(golden.get('files')).get(file));
  });
});

function scoresOf(headers: readonly [string, Dict][]): ModelScores {
  return { model: 'm', headers: new Map(headers), usage: noUsage };
}

function header(accuracy: number, total: bigint): Dict {
  return new Map<Value, Value>([
    ['accuracy', accuracy],
    ['total_count', total],
  ]);
}

test('a category without a score counts as 0 in the Overall', () => {
  const scores = scoresOf([['irrelevance', header(1, 240n)]]);
  const { accuracy, isComplete } = evaluateFormula(bfclOverall, scores, counts);
  expect(accuracy).toBeCloseTo(0.05, 12);
  expect(isComplete).toBe(false);
});

test('a part that was graded in part weighs as much as was graded', () => {
  const live = evaluateFormula(
    { kind: 'by-count', parts: ['live_simple', 'live_parallel'].map((name) => ({ kind: 'category', name })) },
    scoresOf([
      ['live_simple', header(1, 1n)],
      ['live_parallel', header(0, 3n)],
    ]),
    counts,
  );
  expect(live).toEqual({ accuracy: 0.25, count: 4, isComplete: true });
});

test('percentages round halves of the exact binary value to even', () => {
  expect(percent(0.12125)).toBe('12.12%');
  expect(percent(0.5)).toBe('50.00%');
  expect(percent(0)).toBe('0.00%');
});
