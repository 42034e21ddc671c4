import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../command.ts';
import {
  appendTrajectories,
  appendVerifications,
  readTrajectories,
  readVerifications,
} from './trajectory-store.ts';
import type { Trajectory, Verification } from './trajectory.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-store-'));
});
afterAll(() => rm(folder, { recursive: true }));
const newFile = () => join(folder, `${files++}.jsonl`);

const trajectory: Trajectory = {
  record: 'inftool-trajectory/1',
  id: 'a',
  scenario: {
    id: 'training/irrelevance/0',
    kind: 'irrelevance',
    split: 'training',
    seed: 1,
    phrasing: 'training',
    domain: 'boats',
    persona: '',
    need: '',
    difficulty: 1,
    tools: ['a#hire'],
    calls: [],
    facts: [],
  },
  tools: [{ name: 'hire', description: 'Hire a boat — Zürich', parameters: { type: 'object' } }],
  messages: [{ role: 'user', content: 'Line\nbreak and \u2028' }],
  players: { user: 'procedural', assistant: 'procedural', server: 'procedural' },
  outcome: 'done',
  detail: '',
};

const rejected = (id: string, detail = ''): Verification => ({ id, kept: false, reason: 'leak', detail });

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function appended(file: string, ...records: readonly Verification[]): Promise<void> {
  const appender = await appendVerifications(file);
  await Promise.all(records.map((record) => appender.append(record)));
  await appender.close();
}

describe('a trajectory store', () => {
  test('gives back what was appended, over several openings', async () => {
    const file = newFile();
    for (const id of ['a', 'b']) {
      const appender = await appendTrajectories(file);
      await appender.append({ ...trajectory, id });
      await appender.close();
    }
    expect(await all(readTrajectories(file))).toEqual([trajectory, { ...trajectory, id: 'b' }]);
  });

  test('keeps the order of the calls, whoever waits for them', async () => {
    const file = newFile();
    const records = Array.from({ length: 50 }, (_, index) => rejected(`${index}`, 'x'.repeat(index * 997)));
    await appended(file, ...records);
    expect(await all(readVerifications(file))).toEqual(records);
  });

  test('loses nothing but the torn last line, wherever writing stopped', async () => {
    const records = [rejected('a', 'é\n"'), { id: 'b', kept: true } as const, rejected('c')];
    const written = newFile();
    await appended(written, ...records);
    const bytes = await readFile(written);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length }), async (length) => {
        const file = newFile();
        await writeFile(file, bytes.subarray(0, length));
        await appended(file, rejected('next'));
        const whole = records.filter((_, index) => {
          const lines = records.slice(0, index + 1).map((record) => `${JSON.stringify(record)}\n`);
          return Buffer.byteLength(lines.join('')) - 1 <= length;
        });
        expect(await all(readVerifications(file))).toEqual([...whole, rejected('next')]);
      }),
      { numRuns: 60 },
    );
  });

  test('cuts off a torn line that is longer than what is looked at in one go', async () => {
    const file = newFile();
    await appended(file, rejected('a'));
    await appendFile(file, `{"id": "${'b'.repeat(200_000)}`);
    await appended(file, rejected('c'));
    expect(await all(readVerifications(file))).toEqual([rejected('a'), rejected('c')]);
  });

  test.each([
    ['no JSON', '{"id": "a", "kept"', /:3: expected a JSON object on one line/],
    ['another record', '{"id": "a", "kept": false, "reason": "dull", "detail": ""}', /:3: reason: /],
  ])('names file and line of %s', async (_, line, message) => {
    const file = newFile();
    await writeFile(file, `{"id": "z", "kept": true}\n\n${line}\n`);
    const reading = all(readVerifications(file));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(file);
    await expect(reading).rejects.toThrow(message);
  });

  test('says which file is not there or cannot be written', async () => {
    await expect(all(readTrajectories(join(folder, 'none')))).rejects.toThrow(InputError);
    await expect(appendTrajectories(folder)).rejects.toThrow(InputError);
  });
});
