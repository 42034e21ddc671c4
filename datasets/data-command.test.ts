import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataDirectoryOf, ensureBfcl } from './bfcl/ensure.ts';
import { openBfclTexts } from './bfcl/texts.ts';
import type { Io } from './command.ts';
import { detachedIo } from './detached-io.ts';
import { dataCommand } from './data-command.ts';

const corpora = process.env['INFTOOL_CORPORA'];

let folder: string;
let printed: { stdout: string; stderr: string };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-data-'));
  printed = { stdout: '', stderr: '' };
});
afterEach(() => rm(folder, { recursive: true }));

const told = (text: string, stream: keyof typeof printed) => {
  printed[stream] += text;
};

const io = (environment: Io['environment'] = {}): Io =>
  detachedIo({ environment, workingDirectory: folder, told });

const run = (options: Readonly<Record<string, unknown>>) =>
  dataCommand.run(dataCommand.schema.parse({ dataDir: 'bfcl', ...options }), io());

describe('where the data lies', () => {
  test.each<[string, string | undefined, Io['environment'], string]>([
    ['--data-dir comes first', 'mine', { INFTOOL_DATA: '/data' }, 'mine'],
    ['then INFTOOL_DATA', undefined, { INFTOOL_DATA: '/data', XDG_CACHE_HOME: '/cache' }, '/data'],
    [
      'then XDG_CACHE_HOME',
      undefined,
      { INFTOOL_DATA: '', XDG_CACHE_HOME: '/cache' },
      '/cache/inftool/bfcl-v4',
    ],
    ['then ~/.cache', undefined, { HOME: '/home/me', XDG_CACHE_HOME: '' }, '/home/me/.cache/inftool/bfcl-v4'],
  ])('%s', (_, dataDir, environment, expected) => {
    const directory = dataDirectoryOf({ dataDir }, io(environment));
    expect(directory).toBe(expected.startsWith('/') ? expected : join(folder, expected));
  });
});

describe('inftool data status', () => {
  test('says that nothing is there, and exits 2', async () => {
    expect(await run({ arguments: ['status'] })).toBe(2);
    expect(printed.stdout).toContain(`directory  ${join(folder, 'bfcl')}\nstate      absent\n`);
    expect(printed.stdout).toContain('inftool data pull');
  });

  test('says the same as JSON', async () => {
    await run({ arguments: ['status'], json: true });
    expect(JSON.parse(printed.stdout)).toMatchObject({
      suite: 'bfcl',
      directory: join(folder, 'bfcl'),
      state: 'absent',
      version: '2026.3.23',
      digest: 'ac714569f227afbb82176e030cdbc2b5717075f206eb3e91d91f7bba0a5ec5f1',
      categories: [],
    });
  });
});

describe('inftool data pull', () => {
  test('refuses what it cannot take data from', async () => {
    await expect(run({ arguments: ['pull'], from: 'nowhere.whl' })).rejects.toThrow(
      /Cannot read .*nowhere\.whl/,
    );
  });

  test.each([
    [{ arguments: ['push'] }],
    [{ arguments: [] }],
    [{ arguments: ['pull'], url: 'file:///etc/passwd' }],
    [{ arguments: ['pull'], url: 'https://example.org/x.tar.gz', from: 'x.tar.gz' }],
  ])('refuses %o', (options) => {
    expect(dataCommand.schema.safeParse(options).success).toBe(false);
  });
});

describe('inftool data audit', () => {
  test.each([
    [{ arguments: ['audit'] }],
    [{ arguments: ['audit', 'a.jsonl', 'b.jsonl'] }],
    [{ arguments: ['status', 'a.jsonl'] }],
    [{ arguments: ['status'], hits: 'hits.jsonl' }],
    [{ arguments: ['pull'], nearSchema: '0.5' }],
    [{ arguments: ['audit', 'a.jsonl'], from: 'x.whl' }],
    [{ arguments: ['audit', 'a.jsonl'], textContainment: '70' }],
    [{ arguments: ['audit', 'a.jsonl'], textRun: '1' }],
  ])('refuses %o', (options) => {
    expect(dataCommand.schema.safeParse(options).success).toBe(false);
  });

  test('reads thresholds as numbers', () => {
    const options = { arguments: ['audit', 'a.jsonl'], nearSchema: '0.5', textRun: '13', callWeight: '3' };
    expect(dataCommand.schema.parse(options)).toMatchObject({ nearSchema: 0.5, textRun: 13, callWeight: 3 });
  });
});

describe.skipIf(corpora === undefined)('with the real data (bfcl/bfcl-v4-data.tar.gz)', () => {
  const from = resolve(corpora ?? '', 'bfcl', 'bfcl-v4-data.tar.gz');

  test('pull brings every category, status says so, and a damaged file is named', async () => {
    expect(await run({ arguments: ['pull'], from })).toBe(0);
    expect(printed.stdout).toContain('state      complete');
    expect(printed.stdout).toMatch(/live_multiple +1053\n/);
    await writeFile(join(folder, 'bfcl', 'BFCL_v4_live_relevance.json'), '');
    expect(await run({ arguments: ['status'] })).toBe(2);
    expect(printed.stdout).toContain('different: BFCL_v4_live_relevance.json');
    expect(await run({ arguments: ['pull'], from })).toBe(0);
  });

  test('a suite opened on it has all tasks, and needs no second pull', async () => {
    await run({ arguments: ['pull'], from });
    printed.stderr = '';
    const suite = await ensureBfcl({ dataDir: 'bfcl' }, io());
    expect(printed.stderr).toBe('');
    for (const { name, count } of suite.categories) {
      const tasks = await suite.tasks(name);
      expect(tasks).toHaveLength(count);
      expect(new Set(tasks.map(({ id }) => id)).size).toBe(count);
      expect(tasks.every(({ id }) => suite.categoryOf(id) === name)).toBe(true);
    }
    const texts = openBfclTexts(join(folder, 'bfcl'));
    expect((await texts.prompts()).styles.get('classic')?.get('persona')).toMatch(/^You are an expert/);
    expect((await texts.longContext()).get('MA_5_EXTENSION')).toHaveLength(2000);
  });
});
