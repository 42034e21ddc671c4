import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, type Category, type Suite } from '../../datasets/index.ts';
import { outcomesOf, outcomeTable } from './outcome.ts';

function category(name: string, folder: string): Category {
  const shared = { family: name, weight: 1, language: 'python', checker: 'simple', cluster: 'task' } as const;
  return { ...shared, name, folder, count: 4 };
}

const suite: Suite = {
  id: 'bfcl',
  version: '1',
  digest: 'd',
  categories: [category('simple_python', 'non_live'), category('multi_turn_base', 'multi_turn')],
  groups: new Map(),
  categoryOf: () => undefined,
  tasks: () => Promise.resolve([]),
};
const drawn = {
  simple_python: ['simple_python_0', 'simple_python_1', 'simple_python_2'],
  multi_turn_base: ['multi_turn_base_0', 'multi_turn_base_1'],
};

function verdict(id: string, category: string, rest: object): string {
  return JSON.stringify({ id, category, family: category, cluster: id, ...rest });
}

const graded = {
  ...{ mode: 'prompt', underscore_to_dot: false, infrastructure_suspect: false },
  ...{ calls: 0, turns: 1 },
};
const failed = { ...graded, cause: 'model', rule: 'words' };
const verdicts = [
  verdict('simple_python_0', 'simple_python', { status: 'pass', ...graded }),
  verdict('simple_python_1', 'simple_python', { status: 'fail', error_type: 'value_error', ...failed }),
  verdict('simple_python_2', 'simple_python', { status: 'infrastructure', fault: 'timeout' }),
  // Not drawn this time.
  verdict('simple_python_3', 'simple_python', { status: 'pass', ...graded }),
  verdict('multi_turn_base_0', 'multi_turn_base', { status: 'fail', error_type: 'empty', ...failed }),
  verdict('multi_turn_base_1', 'multi_turn_base', { status: 'infrastructure', fault: 'refused' }),
];

function row(id: string, usage: readonly [input: unknown, output: unknown, latency: unknown]): string {
  const [input, output, latency] = usage;
  return JSON.stringify({ id, result: 'x', input_token_count: input, output_token_count: output, latency });
}

const single = [
  row('simple_python_0', [100, 10, 1.5]),
  row('simple_python_1', [200, 20, 2.5]),
  row('simple_python_3', [1000, 1000, 1000]),
];
const several = row('multi_turn_base_0', [
  [[10, 20], [30]],
  [[1, 2], [3]],
  [[0.5, 0.25], [0.25]],
]);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-outcome-'));
  for (const below of ['scores', 'results/non_live', 'results/multi_turn'])
    await mkdir(path.join(folder, below), { recursive: true });
  const write = (file: string, lines: readonly string[]) =>
    writeFile(path.join(folder, file), `${lines.join('\n')}\n`);
  await write('scores/verdicts.jsonl', verdicts);
  await write('results/non_live/BFCL_v4_simple_python_result.json', single);
  await write('results/multi_turn/BFCL_v4_multi_turn_base_result.json', [several]);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('counts of the tasks drawn: verdicts, faults by class, and what every request of them took', async () => {
  const folders = { results: path.join(folder, 'results'), scores: path.join(folder, 'scores') };
  const outcomes = await outcomesOf(suite, drawn, 'prompt', folders, 1);
  expect(outcomes).toMatchObject([
    {
      category: 'simple_python',
      asked: 3,
      correct: 1,
      rate: { rate: 0.5, n: 2 },
      faults: new Map([['timeout', 1]]),
      usage: { requests: 2, input: 300, output: 30, seconds: 4 },
    },
    {
      category: 'multi_turn_base',
      asked: 2,
      correct: 0,
      rate: { rate: 0, n: 1 },
      faults: new Map([['refused', 1]]),
      usage: { requests: 3, input: 60, output: 6, seconds: 1 },
    },
  ]);
  expect(outcomeTable(outcomes, detachedIo())).toMatchInlineSnapshot(`
    "category         mode    n  correct  accuracy  95 %          no answer  requests  tokens in  tokens out  seconds
    simple_python    prompt  2        1      50.0  0.0 to 100.0  1 timeout         2        300          30      4.0
    multi_turn_base  prompt  1        0       0.0  0.0 to 97.5   1 refused         3         60           6      1.0
    "
  `);
});

test('a category without graded tasks has no accuracy', async () => {
  const folders = { results: path.join(folder, 'nowhere'), scores: path.join(folder, 'scores') };
  const [outcome] = await outcomesOf(suite, { simple_python: ['simple_python_2'] }, 'fc', folders, 1);
  expect(outcome).toMatchObject({ rate: undefined, correct: 0, usage: { requests: 0 } });
  if (outcome !== undefined) expect(outcomeTable([outcome], detachedIo())).toMatch(/fc +0 +0 +N\/A/);
});
