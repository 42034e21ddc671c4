import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo, type Io } from '../../datasets/index.ts';
import { claimFolder } from './folder-claim.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-claim-'));
});
afterEach(() => rm(folder, { recursive: true }));

function process(processId: number, alive: readonly number[] = [], name = 'host'): Io {
  const io = detachedIo();
  return { ...io, host: { ...io.host, name, processId, isAlive: (id) => alive.includes(id) } };
}

test('one process at a time works in a folder', async () => {
  const release = await claimFolder(folder, process(1), 'Go away.');
  await expect(claimFolder(folder, process(2, [1]), 'Go away.')).rejects.toThrow(
    `${folder}: process 1 is at work there. Wait for it. Go away.`,
  );
  expect(await readdir(folder)).toEqual(['lock-host-1']);
  release();
  expect(await readdir(folder)).toEqual([]);
  (await claimFolder(folder, process(2, [1]), ''))();
});

test('what a dead process has left is removed', async () => {
  await writeFile(join(folder, 'lock-host-9'), '');
  const release = await claimFolder(folder, process(1), '');
  expect(await readdir(folder)).toEqual(['lock-host-1']);
  release();
});

test('processes of other machines are at work as long as they give signs of life', async () => {
  const other = join(folder, 'lock-node-2-9');
  await writeFile(other, '');
  await expect(claimFolder(folder, process(9), '')).rejects.toThrow('process 9 of node-2 is at work there');
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(other, longAgo, longAgo);
  (await claimFolder(folder, process(9), ''))();
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that cannot be written is bad input', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(claimFolder(join(folder, 'file'), process(1), 'Name another.')).rejects.toThrow(
    /file: expected a folder that can be written \(.*\)\. Name another\.$/,
  );
});
