import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseOwnTask, readJson } from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { baselines } from './baselines.ts';
import { removeEarlier } from './command.ts';

const task = parseOwnTask(
  readJson(
    JSON.stringify({
      id: 't1',
      tools: [
        {
          name: 'bank.transfer',
          parameters: {
            type: 'object',
            properties: { amount: { type: 'number' }, to: { type: 'string' } },
            required: ['amount', 'to'],
          },
        },
      ],
      messages: [{ role: 'user', content: 'Please send 12.5 francs to Anna Maier.' }],
      possible_answers: [{ 'bank.transfer': { amount: [12.5], to: ['Anna Maier'] } }],
    }),
  ),
  'test',
);

test.each([
  ['never-calls', false, 'ast_decoder:decoder_failed'],
  ['calls-first-tool', false, 'simple_function_checker:missing_required'],
  ['copies-spans', true, null],
])('%s', (name, valid, errorType) => {
  const baseline = baselines.find((candidate) => candidate.name === name);
  const result = baseline?.answer(task) ?? null;
  const mode = typeof result === 'string' ? 'prompt' : 'fc';
  expect(gradeEntry(task, { result, mode, underscoreToDot: true })).toMatchObject({ valid, errorType });
});

test('a new run into a folder leaves other models there', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'inftool-baselines-'));
  for (const part of ['result', 'score']) {
    for (const model of ['mine', 'never-calls'])
      await mkdir(path.join(folder, part, model), { recursive: true });
  }
  await removeEarlier(folder);
  expect(await readdir(path.join(folder, 'result'))).toEqual(['mine']);
  expect(await readdir(path.join(folder, 'score'))).toEqual(['mine']);
  await rm(folder, { recursive: true });
});
