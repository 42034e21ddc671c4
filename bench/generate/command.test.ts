import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, GenerationSchema, InputError } from '../../datasets/index.ts';
import { ModelFault, type CompletionRequest } from '../models/model.ts';
import { ScriptedModel, type ScriptedAnswer } from '../models/scripted.ts';
import type { ModelProvider } from '../models/provider.ts';
import { recordedProvider } from '../models/recorded.ts';
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

function run(
  answers: readonly ScriptedAnswer[] | ((request: CompletionRequest) => ScriptedAnswer),
  options: object,
  parts: Partial<Parameters<typeof detachedIo>[0]> = {},
): Promise<number> {
  const provider: ModelProvider = {
    prefix: 'script',
    description: 'name',
    isOurs: true,
    open: (where) => Promise.resolve(new ScriptedModel(where, answers)),
  };
  const told = (text: string) => void (shown += text);
  const io = detachedIo({ workingDirectory: root, told, ...parts });
  const command = generateCommand([provider]);
  return command.run(command.schema.parse({ model: 'script:bell/1', suite: 'tasks.jsonl', ...options }), io);
}

async function rows(folder = 'bell_1'): Promise<{ id: string }[]> {
  const text = await readFile(join(root, 'result', folder, 'own', 'bells_result.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string });
}

test('a model of a provider answers a suite, into its folder', async () => {
  expect(await run([ring, ring], { numThreads: 1 })).toBe(0);
  expect(shown).toMatch(
    /^bell\/1: 2 of 2 tasks answered\n {2}2 requests, .*\n[^]* {2}results: .*result\/bell_1\nTo score it: inftool evaluate --model bell_1 --result-dir result --suite tasks\.jsonl\n$/m,
  );
  expect(await rows()).toEqual([
    { id: 'a', result: [{ ring: '{}' }], latency: expect.any(Number) as number },
    { id: 'b', result: [{ ring: '{}' }], latency: expect.any(Number) as number },
  ]);
  const told = await readFile(join(root, 'result', 'bell_1', 'generation.json'), 'utf8');
  expect(GenerationSchema.parse(JSON.parse(told))).toMatchObject({ model: 'bell/1', mode: 'fc', seed: 1 });
});

test('what got no answer is asked again, and nothing else', async () => {
  expect(await run([ring, new ModelFault('timeout', 'too late')], { numThreads: 1 })).toBe(1);
  expect(shown).toMatch(
    /1 of 2 tasks answered\n[^]*1 timeout, the first b: too late\n[^]*run the same command again/,
  );
  expect(await rows()).toHaveLength(1);
  expect(await run([ring], {})).toBe(0);
  expect(shown).toMatch(/2 of 2 tasks answered \(1 kept from before\)\n {2}1 requests/);
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

const idsIn = async (folder?: string) => (await rows(folder)).map(({ id }) => id);

test('limits, samples and files of ids leave tasks out', async () => {
  await run([ring], { limit: 1 });
  expect(await idsIn()).toEqual(['a']);
  await run([ring], { sample: 1, allowOverwrite: true });
  expect(await idsIn()).toHaveLength(1);
  await writeFile(join(root, 'test_case_ids_to_generate.json'), '{"bells": ["b"]}');
  await run([ring], { runIds: true, allowOverwrite: true });
  expect(await idsIn()).toEqual(['b']);
  await writeFile(join(root, 'ids.json'), '{"bells": ["b", "c"]}');
  await expect(run([], { runIds: 'ids.json' })).rejects.toThrow('bells: there is no task c');
  await writeFile(join(root, 'ids.json'), '{"bells": "b"}');
  await expect(run([], { runIds: 'ids.json' })).rejects.toThrow('expected {"<category>": ["<id>", …]}');
  await expect(run([], { runIds: 'none.json' })).rejects.toThrow('none.json cannot be read as JSON');
});

test('repeats ask with seeds of their own, each into a folder of its own', async () => {
  const seeds: number[] = [];
  const answer = ({ seed }: CompletionRequest) => (seeds.push(seed), ring);
  expect(await run(answer, { repeats: 3, numThreads: 1 })).toBe(0);
  expect(new Set(seeds).size).toBe(6);
  for (const folder of ['bell_1', 'bell_1@2', 'bell_1@3']) expect(await idsIn(folder)).toEqual(['a', 'b']);
  const again: number[] = [];
  await rm(join(root, 'result', 'bell_1@2'), { recursive: true });
  await run(({ seed }) => (again.push(seed), ring), { repeats: 3 });
  expect(again).toEqual(seeds.slice(2, 4));
});

test('an interruption leaves what is done, and is told', async () => {
  const stop = new AbortController();
  const interruption = () => stop.signal;
  const answer = ({ place }: CompletionRequest) => {
    if (place?.id === 'b') stop.abort();
    return ring;
  };
  expect(await run(answer, { numThreads: 1 }, { interruption })).toBe(130);
  expect(await idsIn()).toContain('a');
  const left = 2 - (await idsIn()).length;
  if (left > 0) expect(shown).toMatch(/1 not asked, or not to their end\n[^]*run the same command again/);
  expect(await readFile(join(root, 'result', 'bell_1', 'failures.jsonl'), 'utf8')).toBe('');
  expect(await run([ring, ring], {})).toBe(0);
  expect(await idsIn()).toEqual(['a', 'b']);
});

test('where nobody is there, the rest is not asked, and listed', async () => {
  const gone = new ModelFault('connection', 'nobody is there', { isGeneral: true });
  expect(await run([gone], { giveUpAfter: 1, numThreads: 1 })).toBe(1);
  const failures = await readFile(join(root, 'result', 'bell_1', 'failures.jsonl'), 'utf8');
  expect(failures.trim().split('\n')).toHaveLength(2);
  expect(failures).toContain('not asked: given up after 1 tasks in a row');
  expect(await run([gone, gone], { giveUpAfter: 0 })).toBe(1);
});

test('the day of the first run is that of all', async () => {
  await run([ring], { limit: 1, today: '2026-05-06' });
  await run([ring], { today: '2026-05-07' });
  const told = await readFile(join(root, 'result', 'bell_1', 'generation.json'), 'utf8');
  expect(GenerationSchema.parse(JSON.parse(told))).toMatchObject({ today: '2026-05-06', asked: 2 });
});

test('a tree is not read and written at once', async () => {
  await run([ring, ring], {});
  const command = generateCommand([recordedProvider]);
  const options = (resultDir: string) =>
    command.schema.parse({ model: 'recorded:result/bell_1', suite: 'tasks.jsonl', resultDir });
  const io = detachedIo({ workingDirectory: root });
  await expect(command.run(options('result'), io)).rejects.toThrow('is where the answers are taken from');
  expect(await command.run(options('again'), io)).toBe(0);
  const [first, second] = await Promise.all(
    ['result', 'again'].map((folder) => readFile(join(root, folder, 'bell_1', 'own', 'bells_result.jsonl'))),
  );
  expect(second).toEqual(first);
});
