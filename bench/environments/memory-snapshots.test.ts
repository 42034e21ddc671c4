import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError, readJson, str, type Dict } from '../../datasets/index.ts';
import { readMemory, writeMemory } from './memory-snapshots.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-memory-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const task = (backend: string, scenario: string, count: number) => ({
  id: `memory_${backend}_prereq_${count + 7}-${scenario}-${count}`,
  scenario,
});
const place = (...names: string[]) => path.join(folder, 'm', 'agentic', 'memory', ...names);
const model = () => path.join(folder, 'm');

// As `json.dump({...}, f, indent=4)` of CPython writes it.
const written = '{\n    "core_memory": {\n        "home": "caf\\u00e9"\n    },\n    "archival_memory": {}\n}';

test('a memory goes from one conversation to the next, in the official places and bytes', async () => {
  const snapshot = readJson(written) as Dict;
  await writeMemory(model(), task('kv', 'bakery', 0), snapshot);
  expect(await readFile(place('kv', 'memory_snapshot', 'bakery_final.json'), 'utf8')).toBe(written);
  const checkpoints = place('kv', 'memory_snapshot', 'prereq_checkpoints');
  expect(await readdir(checkpoints)).toEqual(['memory_kv_prereq_7-bakery-0.json']);
  expect(await readFile(path.join(checkpoints, 'memory_kv_prereq_7-bakery-0.json'), 'utf8')).toBe(written);
  expect(await readMemory(model(), task('kv', 'bakery', 1))).toEqual({ snapshot });
  expect(await readMemory(model(), { id: 'memory_kv_3-bakery-3', scenario: 'bakery' })).toEqual({ snapshot });
});

test('the first conversation of a scenario begins empty, whatever lies there', async () => {
  expect(await readMemory(model(), task('kv', 'bakery', 0))).toEqual({});
});

test('ids of a store keep their order', async () => {
  const text = '{\n    "store": {\n        "7": "a",\n        "0": "b"\n    }\n}';
  await writeMemory(model(), task('vector', 'bakery', 1), readJson(text) as Dict);
  expect(await readFile(place('vector', 'memory_snapshot', 'bakery_final.json'), 'utf8')).toBe(text);
});

test('where a memory is missing the conversation begins empty, and says so', async () => {
  const { snapshot, notice } = await readMemory(model(), task('rec_sum', 'harbour', 2));
  expect(snapshot).toBeUndefined();
  expect(notice).toContain('memory_rec_sum_prereq_9-harbour-2 begins with an empty memory');
  expect(notice).toContain(place('rec_sum', 'memory_snapshot', 'harbour_final.json'));
});

test('scenarios side by side do not meet', async () => {
  const scenarios = ['orchard', 'library', 'station'];
  await Promise.all(
    scenarios.map(async (scenario) => {
      for (let count = 0; count < 4; count++) {
        const { snapshot } = await readMemory(model(), task('rec_sum', scenario, count));
        const memory = `${str(snapshot?.get('memory') ?? '')}${scenario}${count} `;
        await writeMemory(model(), task('rec_sum', scenario, count), new Map([['memory', memory]]));
      }
    }),
  );
  for (const scenario of scenarios) {
    const { snapshot } = await readMemory(model(), { id: `memory_rec_sum_0-${scenario}-0`, scenario });
    expect(snapshot?.get('memory')).toBe([0, 1, 2, 3].map((count) => `${scenario}${count} `).join(''));
  }
});

test('what is no snapshot is refused, with the file and what to do', async () => {
  await mkdir(place('kv', 'memory_snapshot'), { recursive: true });
  for (const text of ['{"core_memory": ', '[]']) {
    await writeFile(place('kv', 'memory_snapshot', 'torn_final.json'), text);
    const reading = readMemory(model(), task('kv', 'torn', 1));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(/torn_final\.json: expected a memory snapshot/);
  }
});

test('a question leaves no memory, and ids do not lead out of the folder', async () => {
  const question = { id: 'memory_kv_0-bakery-0', scenario: 'bakery' };
  await expect(writeMemory(model(), question, new Map())).rejects.toThrow('it leaves no memory');
  for (const scenario of ['../../x', '..', ''])
    await expect(readMemory(model(), { id: 'memory_kv_0-a-0', scenario })).rejects.toThrow(RangeError);
  await expect(readMemory(model(), { id: 'memory_kv_../../x_0', scenario: 'a' })).rejects.toThrow(RangeError);
});
