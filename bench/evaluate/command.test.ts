import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo } from '../../datasets/index.ts';
import { evaluateCommand } from './command.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-evaluate-'));
  const add = {
    name: 'math.add',
    description: 'Adds.',
    parameters: {
      type: 'dict',
      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
      required: ['a', 'b'],
    },
  };
  const answered = { tools: [add], possible_answers: [{ 'math.add': { a: [1], b: [2] } }] };
  const tasks = [
    { id: 'one', category: 'adding', ...answered },
    { id: 'two', category: 'adding', ...answered },
    { id: 'three', category: 'silence', tools: [add], expect: 'no_call' },
  ];
  await put('tasks.jsonl', tasks);
  await put('result/prompting/a_result.jsonl', [
    { id: 'one', result: '[math.add(a=1, b=2)]' },
    { id: 'two', result: '[math.add(a=1, b=3)]' },
    { id: 'three', result: 'I cannot.' },
  ]);
  await put('result/calling/a_result.jsonl', [
    { id: 'one', result: [{ math_add: '{"a": 1, "b": 2}' }] },
    { id: 'two', result: [{ math_add: '{"a": 1, "b": 2}' }] },
    { id: 'three', result: [{ math_add: '{"a": 1, "b": 2}' }] },
  ]);
  await mkdir(join(root, 'result/notes'));
});
afterEach(() => rm(root, { recursive: true }));

async function put(name: string, lines: readonly object[]): Promise<void> {
  await mkdir(join(root, name, '..'), { recursive: true });
  await writeFile(join(root, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

async function run(options: object): Promise<{ code: number; out: string; notes: string }> {
  const texts = { out: '', notes: '' };
  const told = (text: string, stream: 'stdout' | 'stderr') => {
    texts[stream === 'stdout' ? 'out' : 'notes'] += text;
  };
  const io = detachedIo({ workingDirectory: root, told });
  const code = await evaluateCommand.run(evaluateCommand.schema.parse(options), io);
  return { code, ...texts };
}

test('scores results of a suite of ones own, and tables them', async () => {
  const { code, out, notes } = await run({ suite: 'tasks.jsonl' });
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "Model      Mode           Overall (missing = 0)  Mean of run  Run      adding  silence
    calling    fc, dots as _                 66.67%       66.67%  2 of 2  100.00%    0.00%
    prompting  prompt                        66.67%       66.67%  2 of 2   50.00%  100.00%
    Overall (missing = 0): a category that was not run counts as 0.
    Mean of run: the same shares over the categories that were run.

    Category  calling        prompting
    adding    100.00% (2/2)  50.00% (1/2)
    silence   0.00% (0/1)    100.00% (1/1)
    "
  `);
  expect(notes).toContain('inftool: skipped, no results: notes\n');
  expect(await readFile(join(root, 'score/data_overall.csv'), 'utf8')).toMatch(
    /^Rank,Overall Acc,Model,adding,silence\n1,66\.67%,calling,100\.00%,0\.00%\n2,66\.67%,prompting,50\.00%,100\.00%\n$/,
  );
});

test('--json prints one document: the manifests, and what was skipped', async () => {
  const { out } = await run({ suite: 'tasks.jsonl', json: true, model: ['calling,prompting'], mode: 'fc' });
  expect(JSON.parse(out)).toMatchObject({
    score_dir: join(root, 'score'),
    models: [
      { model: 'calling', decision: { mode: 'fc', underscore_to_dot: true }, options: { mode: 'fc' } },
      { model: 'prompting' },
    ],
    without_results: [],
  });
});

test('names come joined by commas or one by one', () => {
  const { model, testCategory } = evaluateCommand.schema.parse({
    model: ['a, b', 'c'],
    testCategory: ['live'],
  });
  expect([model, testCategory]).toEqual([['a', 'b', 'c'], ['live']]);
});

test.each([{ testCategory: [','] }, { model: [''] }])('no name is not every name: %j', (options) => {
  expect(evaluateCommand.schema.safeParse(options).success).toBe(false);
});
