import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ResultFile } from './result-file.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-results-'));
  file = path.join(folder, 'live', 'a_result.json');
});
afterEach(() => rm(folder, { recursive: true }));

const row = (id: string) => JSON.stringify({ id, result: 'é' });
const text = () => readFile(file, 'utf8');

test('rows stand in the file as they come, and in order when it is closed', async () => {
  const results = await ResultFile.open(file);
  await Promise.all(['c', 'a'].map((id) => results.append(id, row(id))));
  expect(await text()).toBe(`${row('c')}\n${row('a')}\n`);
  await results.append('b', row('b'));
  await results.close(['a', 'b', 'c']);
  expect(await text()).toBe(`${row('a')}\n${row('b')}\n${row('c')}\n`);
  expect(await readdir(path.dirname(file))).toEqual(['a_result.json']);
});

test('what is there stays, and a line that was cut off is written anew', async () => {
  const before = await ResultFile.open(file);
  for (const id of ['b', 'x']) await before.append(id, row(id));
  await appendFile(file, row('a').slice(0, -3));
  const results = await ResultFile.open(file);
  expect(['a', 'b', 'x'].map((id) => results.has(id))).toEqual([false, true, true]);
  await results.append('a', row('a'));
  expect(await text()).toBe(`${row('b')}\n${row('x')}\n${row('a')}\n`);
  await results.close(['a', 'b']);
  expect(await text()).toBe(`${row('a')}\n${row('b')}\n${row('x')}\n`);
});

test.each([1, 2, 3])('a cut %i bytes before the end costs one row, of which nothing is left', async (cut) => {
  const before = await ResultFile.open(file);
  for (const id of ['a', 'b']) await before.append(id, row(id));
  const whole = await readFile(file);
  await writeFile(file, whole.subarray(0, -cut));
  const results = await ResultFile.open(file);
  expect([results.has('a'), results.has('b')]).toEqual([true, false]);
  await results.close(['a', 'b']);
  expect(await text()).toBe(`${row('a')}\n`);
});

test('nothing is made where nothing comes', async () => {
  await (await ResultFile.open(file)).close([]);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['{"result": 1}\n{"id": "a"}\n', /:1: expected a result/],
  ['{"id": "a"}\n{"id": "a"}\n', /:2: there is a second result of a/],
])('%j is bad input', async (content, message) => {
  file = path.join(folder, 'a_result.json');
  await writeFile(file, content);
  await expect(ResultFile.open(file)).rejects.toThrow(message);
});
