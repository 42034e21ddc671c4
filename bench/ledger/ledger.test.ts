import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError, type LedgerEntry } from '../../datasets/index.ts';
import { whileLocked } from './file-lock.ts';
import { appendLedger, checkLedger, isEntered, readLedger } from './ledger.ts';
import { renderLedger } from './render-ledger.ts';

const entry: LedgerEntry = {
  record: 'inftool-ledger/1',
  campaign: 'fixture',
  date: '2026-01-31',
  commit: '0123456789abcdef',
  command: 'inftool loop --seed 1 | tee log',
  config: 'c0ffee',
  seed: 1,
  suite: { id: 'bfcl', version: 'v4', digest: 'd1' },
  grader: 'g1',
  checkpoints: [
    {
      checkpoint: 'round-1/sft',
      policy: 'f00d',
      overall: { n: 3641, rate: 0.125 },
      categories: { simple_python: { n: 400, rate: 0.4525 } },
    },
  ],
  purpose: 'after round 1',
};

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-ledger-'));
  file = join(folder, 'experiments', 'ledger.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

test('entries come back in order', async () => {
  expect(await readLedger(file)).toEqual([]);
  expect(await appendLedger(file, entry)).toBe(1);
  expect(await appendLedger(file, { ...entry, seed: 2 })).toBe(2);
  expect(await readLedger(file)).toEqual([entry, { ...entry, seed: 2 }]);
});

test('the same weights on the same entries by the same grader are known, whatever the campaign', async () => {
  const look = { suite: 'd1', grader: 'g1', policies: ['f00d'] };
  expect(await isEntered(file, look)).toBe(false);
  await appendLedger(file, { ...entry, campaign: 'another' });
  expect(await isEntered(file, look)).toBe(true);
  expect(await isEntered(file, { ...look, suite: 'd2' })).toBe(false);
  expect(await isEntered(file, { ...look, grader: 'g2' })).toBe(false);
  expect(await isEntered(file, { ...look, policies: ['f00d', 'beef'] })).toBe(false);
  expect(await isEntered(file, { ...look, policies: ['beef'] })).toBe(false);
});

test('what is beyond the limit of a campaign is refused and not written, other campaigns go on', async () => {
  await appendLedger(file, entry, { limit: 2 });
  expect(await checkLedger(file, 'fixture', 2)).toBe(1);
  await appendLedger(file, entry, { limit: 2 });
  await expect(checkLedger(file, 'fixture', 2)).rejects.toThrow(InputError);
  await expect(appendLedger(file, entry, { limit: 2 })).rejects.toThrow('fixture may have 2 entries in');
  expect(await readLedger(file)).toHaveLength(2);
  expect(await appendLedger(file, { ...entry, campaign: 'another' }, { limit: 2 })).toBe(1);
});

test('ten is the limit unless told, for entries at once too, and no line is torn', async () => {
  const long = { ...entry, purpose: 'x'.repeat(100_000) };
  const attempts = Array.from({ length: 16 }, (_, seed) => appendLedger(file, { ...long, seed }));
  const outcomes = await Promise.allSettled(attempts);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  const entries = await readLedger(file);
  expect(entries).toHaveLength(10);
  expect(entries.every(({ purpose }) => purpose === long.purpose)).toBe(true);
});

test('an entry that is none is refused', async () => {
  await expect(appendLedger(file, { ...entry, date: 'yesterday' })).rejects.toThrow(InputError);
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('a torn line is told by its number, and nothing is written after it', async () => {
  await appendLedger(file, entry);
  await appendFile(file, '{"record":');
  await expect(readLedger(file)).rejects.toThrow(`${file}, line 2: an entry of a ledger was expected`);
  const before = await readFile(file, 'utf8');
  await expect(appendLedger(file, entry)).rejects.toThrow(InputError);
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('a last line without a line break is no obstacle', async () => {
  await appendLedger(file, entry);
  await writeFile(file, JSON.stringify(entry));
  await appendLedger(file, entry);
  expect(await readLedger(file)).toEqual([entry, entry]);
});

test('a lock that stays is told with its name, and is given back after work that fails', async () => {
  const locked = join(folder, 'locked.jsonl');
  await expect(whileLocked(locked, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
  const patience = { pause: 1, longest: 5 };
  const inner = whileLocked(locked, () => whileLocked(locked, () => Promise.resolve(), patience));
  await expect(inner).rejects.toThrow(`remove ${locked}.lock`);
  expect(await whileLocked(locked, () => Promise.resolve('free'))).toBe('free');
});

test('the table has every number with its n', () => {
  expect(renderLedger([entry])).toMatchInlineSnapshot(`
    "| \\# | Date | Campaign | Purpose | Commit | Config | Seed | Suite | Grader | Checkpoint | Policy | Passed | By category | Command |
    | ---: | --- | --- | --- | --- | --- | ---: | --- | --- | --- | --- | ---: | --- | --- |
    | 1 | 2026-01-31 | fixture | after round 1 | 0123456789ab | c0ffee | 1 | bfcl v4 | g1 | round-1/sft | f00d | 12.5% (n = 3641) | simple_python 45.3% (n = 400) | inftool loop --seed 1 \\| tee log |
    "
  `);
});
