import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InputError } from '../../datasets/index.ts';
import { officialPython, OfficialGrader } from './official.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-official-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function script(name: string, ...lines: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(file, 0o755);
  return file;
}

const quiet = () => Promise.resolve();

describe('the environment of the official evaluator', () => {
  test('is not made in a folder that holds something else', async () => {
    await writeFile(path.join(folder, 'mine.txt'), 'x');
    const made = officialPython(folder, quiet);
    await expect(made).rejects.toThrow(InputError);
    await expect(made).rejects.toThrow(/holds files that InfTool did not put there/);
    expect(await readdir(folder)).toEqual(['mine.txt']);
  });

  test('is used as it is where everything is there', async () => {
    const python = await script('venv/bin/python', 'exit 0');
    expect(await officialPython(path.join(folder, 'venv'), quiet)).toBe(python);
  });

  test.each(['absent', 'half made'])('that was %s goes again when it cannot be made', async (state) => {
    const venv = path.join(folder, 'venv');
    if (state === 'half made') {
      await script('venv/bin/python', 'exit 1');
      await writeFile(path.join(venv, 'inftool-environment'), '');
    }
    await script(
      'bin/python3.11',
      '[ "$1" = --version ] && echo "Python 3.11.7" && exit 0',
      'echo "no module named venv" >&2',
      'exit 1',
    );
    vi.stubEnv('PATH', path.join(folder, 'bin'));
    await expect(officialPython(venv, quiet)).rejects.toThrow(/-m venv .* failed:\nno module named venv/);
    expect(await readdir(folder)).toEqual(['bin']);
  });

  test('is not made with another version of Python', async () => {
    for (const name of ['python3.11', 'python3']) await script(`bin/${name}`, 'echo "Python 3.12.1"');
    vi.stubEnv('PATH', path.join(folder, 'bin'));
    await expect(officialPython(path.join(folder, 'venv'), quiet)).rejects.toThrow(/needs CPython 3\.11/);
  });
});

describe('an official evaluator that dies', () => {
  test('is reported with its last words, to those who wait and to those who ask later', async () => {
    const grader = new OfficialGrader(await script('python', 'echo "no such module" >&2', 'exit 1'));
    await expect(grader.answer('{}')).rejects.toThrow('the official evaluator stopped: no such module');
    await expect(grader.answer('{}')).rejects.toThrow('the official evaluator stopped: no such module');
  });

  test('is reported where it cannot even be started', async () => {
    const grader = new OfficialGrader(path.join(folder, 'nothing'));
    await expect(grader.answer('{}')).rejects.toThrow(/the official evaluator stopped: spawn .* ENOENT/);
  });
});
