import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo } from '../../datasets/index.ts';
import { generateCommand } from '../generate/command.ts';
import type { ModelProvider } from '../models/provider.ts';
import { ModelFault } from '../models/model.ts';
import { ScriptedModel } from '../models/scripted.ts';
import { mergeCommand } from './command.ts';

let root = '';
let shown = '';
let isFaulty = false;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-merge-'));
  [shown, isFaulty] = ['', false];
  const tasks = Array.from({ length: 7 }, (_, index) => ({
    id: `t${index}`,
    category: index < 4 ? 'bells' : 'horns',
    tools: [{ name: 'ring', description: 'Rings.', parameters: { type: 'object', properties: {} } }],
    messages: [{ role: 'user', content: `Ring ${index}!` }],
    possible_answers: [{ ring: {} }],
  }));
  await writeFile(join(root, 'tasks.jsonl'), tasks.map((task) => JSON.stringify(task)).join('\n'));
});
afterEach(() => rm(root, { recursive: true }));

/** Answers with the question and the seed; is faulty about the third task. */
const provider: ModelProvider = {
  prefix: 'script',
  description: 'name',
  isOurs: false,
  open: (where) =>
    Promise.resolve(
      new ScriptedModel(where, ({ place, messages, seed }) =>
        isFaulty && place?.id === 't2'
          ? new ModelFault('server', 'no')
          : { content: `${messages[0]?.content ?? ''} ${seed}`, calls: [], latency: 1 },
      ),
    ),
};

const io = () => detachedIo({ workingDirectory: root, told: (text) => void (shown += text) });
function generate(resultDir: string, options: object): Promise<number> {
  const command = generateCommand([provider]);
  const fixed = { model: 'script:m', suite: 'tasks.jsonl', numThreads: 1, today: '2026-01-01' };
  return command.run(command.schema.parse({ ...fixed, resultDir, ...options }), io());
}
const merge = (directories: readonly string[], options: object = {}) =>
  mergeCommand.run(
    mergeCommand.schema.parse({ suite: 'tasks.jsonl', ...options, arguments: directories }),
    io(),
  );

async function treeOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.slice(join(root, folder).length)] = await readFile(path, 'utf8');
  }
  return files;
}

async function shards(count: number, options: object = {}): Promise<string[]> {
  const folders = Array.from({ length: count }, (_, index) => `shards/${index + 1}`);
  for (const [index, folder] of folders.entries())
    await generate(folder, { shard: `${index + 1}/${count}`, ...options });
  return folders;
}

test('shards come to what one process writes', async () => {
  await generate('whole', {});
  expect(await merge(await shards(3), { resultDir: 'merged' })).toBe(0);
  expect(shown).toMatch(/m: 7 of 7 tasks answered, out of 3 shards\. Results are in .*merged\/m\n$/);
  expect(await treeOf('merged')).toEqual(await treeOf('whole'));
  expect(await generate('merged', {})).toBe(0);
  expect(shown).toMatch(/7 of 7 tasks answered \(7 kept from before\)\n {2}0 requests/);
});

test('failures come along, in the order of the suite, and can be asked again', async () => {
  isFaulty = true;
  await generate('whole', {});
  expect(await merge(await shards(2), { resultDir: 'merged' })).toBe(1);
  expect(shown).toMatch(/6 of 7 tasks answered, out of 2 shards; no answer: 1\./);
  expect(await treeOf('merged')).toEqual(await treeOf('whole'));
  isFaulty = false;
  expect(await generate('merged', {})).toBe(0);
});

test('shards that are missing, not done, twice there or of other runs are refused', async () => {
  const [one = '', two = ''] = await shards(2);
  await expect(merge([one])).rejects.toThrow('m: of 2 shards there is no 2.');
  await expect(merge([one, one])).rejects.toThrow('are the same shard');
  await generate('other', { shard: '2/2', seed: 5 });
  await expect(merge([one, 'other'])).rejects.toThrow('"seed" is 1 and 5');
  await expect(merge(['none'])).rejects.toThrow('cannot be read as a directory');
  await mkdir(join(root, 'empty'));
  await expect(merge(['empty'])).rejects.toThrow('holds no shard');
  await rm(join(root, two, 'm', 'own', 'horns_result.jsonl'));
  await expect(merge([one, two])).rejects.toThrow(/shard 2\/2 is not done: \d conversations are left/);
  expect(await merge([one, two], { partial: true })).toBe(1);
  await expect(merge([one, two], { partial: true })).rejects.toThrow('holds something already');
  expect(await merge([one, two], { partial: true, allowOverwrite: true })).toBe(1);
});

test('results of no task, and of one that another shard has, are refused', async () => {
  const folders = await shards(2);
  const file = join(root, folders[0] ?? '', 'm', 'own', 'bells_result.jsonl');
  const rows = await readFile(file, 'utf8');
  await writeFile(file, `${rows}{"id":"t9","result":""}\n`);
  await expect(merge(folders)).rejects.toThrow('t9 is no task of bells');
  await writeFile(file, `${rows}{"id":"t1","result":""}\n`);
  await expect(merge(folders)).rejects.toThrow('there is a result of t1 in another shard, too');
  expect(await readdir(root)).not.toContain('m');
});
