import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { detachedIo } from '../../datasets/index.ts';
import { synthCommand } from '../command.ts';
import { shardedSynth } from './sharded-synth.ts';

let root = '';
let shown = '';
const io = () => detachedIo({ workingDirectory: root, told: (text) => void (shown += text) });
const work = { count: 150, heldOut: 40, kinds: ['single', 'irrelevance'], dataDir: 'none' };
function run(options: object): Promise<number> {
  return synthCommand.run(synthCommand.schema.parse({ ...work, ...options }), io());
}
const parts = ['s1', 's2', 's3'];

async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = await readdir(join(root, folder));
  const texts = await Promise.all(names.map((name) => readFile(join(root, folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, place) => [name, texts[place] ?? '']));
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-shards-'));
  await run({ out: 'whole' });
  for (const [place, out] of parts.entries()) await run({ out, shard: `${place + 1}/3` });
}, 60_000);
beforeEach(() => {
  shown = '';
});
afterAll(() => rm(root, { recursive: true }));

test('three shards come to what one process makes, byte for byte, near-duplicates too', async () => {
  const told = await run({ out: 'merged', merge: parts });
  const whole = await filesIn('whole');
  expect(whole['yield.json']).toContain('near_duplicate');
  expect(await filesIn('merged')).toEqual(whole);
  expect(told).toBe(0);
  expect(shown).toMatch(/tasks in .*merged\/training\.jsonl/);
});

test('a shard that was cut goes on where it was, and plays nothing twice', async () => {
  const file = join(root, 's2', 'plays.jsonl');
  const before = await readFile(file, 'utf8');
  const lines = before.split('\n');
  await writeFile(
    file,
    lines
      .slice(0, 40)
      .map((line) => `${line}\n`)
      .join(''),
  );
  await expect(run({ out: 'early', merge: parts })).rejects.toThrow(/shard 2\/3 is not done: it has 40 of/);
  await appendFile(file, (lines[40] ?? '').slice(0, 100));
  expect(await run({ out: 's2', shard: '2/3' })).toBe(0);
  expect(shown).toMatch(/54 conversations played, 40 of them before/);
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('shards that do not make one synthesis are refused', async () => {
  await expect(run({ out: 'x', merge: ['s1', 's2'] })).rejects.toThrow('Of 3 shards there is no 3');
  await expect(run({ out: 'x', merge: ['s1', 's2', 's1'] })).rejects.toThrow('are the same shard');
  await expect(run({ out: 'x', merge: ['whole'] })).rejects.toThrow('holds no shard');
  await run({ out: 'other', seed: 2, shard: '3/3' });
  await expect(run({ out: 'x', merge: ['s1', 's2', 'other'] })).rejects.toThrow('"seed" is not the same');
  await expect(run({ out: 'other', shard: '3/3' })).rejects.toThrow('holds plays of another shard');
  await expect(run({ out: 'whole', shard: '1/3' })).rejects.toThrow('is not empty');
  await writeFile(join(root, 'other', 'shard.json'), '{}');
  await expect(run({ out: 'other', shard: '3/3' })).rejects.toThrow('expected the record of');
});

test('as jobs: progress, the whole, and what is not to be said', async () => {
  const given = [
    '--count',
    '150',
    '--held-out',
    '40',
    '--kinds',
    'single',
    'irrelevance',
    '--data-dir',
    'none',
  ];
  const sharded = await shardedSynth.open(given, io());
  expect(await sharded.progress(join(root, 's1'))).toEqual({ done: 72, total: 72 });
  expect(await sharded.progress(join(root, 'nowhere'))).toBeUndefined();
  const folders = parts.map((name) => join(root, name));
  const merged = await sharded.merge(folders, { folder: join(root, 'jobs'), isOverwriting: false });
  expect(merged).toMatchObject({ exitCode: 0, record: [{ folder: join(root, 'jobs') }] });
  expect(await filesIn('jobs')).toEqual(await filesIn('whole'));
  const again = { folder: join(root, 'jobs'), isOverwriting: false };
  await expect(sharded.merge(folders, again)).rejects.toThrow('is not empty');
  const open = (more: string[]) => Promise.resolve().then(() => shardedSynth.open([...given, ...more], io()));
  await expect(open(['--out', 'x'])).rejects.toThrow('--out differ from part to part');
  await expect(open(['--base-url', 'http://a:b@c/v1'])).rejects.toThrow('Set OPENAI_BASE_URL');
});
