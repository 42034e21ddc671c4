import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, InputError } from '../../datasets/index.ts';
import { ModelFault } from '../models/model.ts';
import { ScriptedModel, type ScriptedAnswer } from '../models/scripted.ts';
import type { ModelProvider } from '../models/provider.ts';
import { generateCommand } from './command.ts';

let root = '';
let shown = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-generate-'));
  shown = '';
  const tool = { name: 'ring', description: 'Rings a bell.', parameters: { type: 'object', properties: {} } };
  const tasks = ['a', 'b'].map((id) => ({
    id,
    category: 'bells',
    tools: [tool],
    messages: [{ role: 'user', content: 'Ring!' }],
    possible_answers: [{ ring: {} }],
  }));
  await writeFile(join(root, 'tasks.jsonl'), tasks.map((task) => JSON.stringify(task)).join('\n'));
});
afterEach(() => rm(root, { recursive: true }));

const ring: ScriptedAnswer = {
  content: '',
  calls: [{ id: 'call-0', name: 'ring', arguments: '{}' }],
};

function run(answers: readonly ScriptedAnswer[], options: object): Promise<number> {
  const provider: ModelProvider = {
    prefix: 'script',
    description: 'name',
    isOurs: true,
    open: (where) => Promise.resolve(new ScriptedModel(where, answers)),
  };
  const told = (text: string) => void (shown += text);
  const io = detachedIo({ workingDirectory: root, told });
  const command = generateCommand([provider]);
  return command.run(command.schema.parse({ model: 'script:bell/1', suite: 'tasks.jsonl', ...options }), io);
}

test('a model of a provider answers a suite, into its folder', async () => {
  expect(await run([ring, ring], { concurrency: 1 })).toBe(0);
  expect(shown).toMatch(/^bell\/1: 2 of 2 tasks answered\. Results are in .*result\/bell_1\n$/);
  const text = await readFile(join(root, 'result', 'bell_1', 'own', 'bells_result.jsonl'), 'utf8');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { id: 'a', result: [{ ring: '{}' }] },
    { id: 'b', result: [{ ring: '{}' }] },
  ]);
  await expect(run([ring, ring], {})).rejects.toThrow(/bell_1 is there: nothing is overwritten/);
});

test('where a task got no answer the exit code says so', async () => {
  expect(await run([ring, new ModelFault('timeout', 'too late')], { concurrency: 1 })).toBe(1);
  expect(shown).toMatch(/1 of 2 tasks answered; no answer: 1 timeout/);
});

test('policies of ours do not go past the ledger, and models need an endpoint', async () => {
  await expect(run([], { suite: undefined })).rejects.toThrow(/stand in the ledger: expected --suite/);
  await expect(run([], { model: 'bell' })).rejects.toThrow(InputError);
});
