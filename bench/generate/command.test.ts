import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, GenerationSchema, InputError } from '../../datasets/index.ts';
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

async function rows(): Promise<{ id: string }[]> {
  const text = await readFile(join(root, 'result', 'bell_1', 'own', 'bells_result.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string });
}

test('a model of a provider answers a suite, into its folder', async () => {
  expect(await run([ring, ring], { numThreads: 1 })).toBe(0);
  expect(shown).toMatch(/^bell\/1: 2 of 2 tasks answered, 2 requests\. Results are in .*result\/bell_1\n$/);
  expect(await rows()).toEqual([
    { id: 'a', result: [{ ring: '{}' }], latency: expect.any(Number) as number },
    { id: 'b', result: [{ ring: '{}' }], latency: expect.any(Number) as number },
  ]);
  const told = await readFile(join(root, 'result', 'bell_1', 'generation.json'), 'utf8');
  expect(GenerationSchema.parse(JSON.parse(told))).toMatchObject({ model: 'bell/1', mode: 'fc', seed: 1 });
});

test('what got no answer is asked again, and nothing else', async () => {
  expect(await run([ring, new ModelFault('timeout', 'too late')], { numThreads: 1 })).toBe(1);
  expect(shown).toMatch(/1 of 2 tasks answered, 1 requests; no answer: 1 timeout\. Run again/);
  expect(await rows()).toHaveLength(1);
  expect(await run([ring], {})).toBe(0);
  expect(shown).toMatch(/2 of 2 tasks answered, 1 of them before, 1 requests\./);
  expect((await rows()).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(await run([], {})).toBe(0);
  expect(await readFile(join(root, 'result', 'bell_1', 'failures.jsonl'), 'utf8')).toBe('');
});

test('results that come about otherwise do not stand beside each other', async () => {
  await run([ring, ring], {});
  await expect(run([], { seed: 2 })).rejects.toThrow(/holds results with seed 1, not 2/);
  expect(await run([ring, ring], { seed: 2, allowOverwrite: true })).toBe(0);
  await writeFile(join(root, 'result', 'bell_1', 'generation.json'), '{}');
  await expect(run([], {})).rejects.toThrow(/expected a record of how results came about/);
});

test('policies of ours do not go past the ledger, and models need an endpoint', async () => {
  await expect(run([], { suite: undefined })).rejects.toThrow(/stand in the ledger: expected --suite/);
  await expect(run([], { model: 'bell' })).rejects.toThrow(InputError);
});
