import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ContaminationRecordSchema, LeakSchema, type Leak } from '../contamination-record.ts';
import { openOwnSuite } from '../own-suite.ts';
import { auditFile } from './audit-file.ts';
import { auditText } from './audit-text.ts';
import { openBenchmark, type Benchmark } from './benchmark.ts';
import { defaultThresholds } from './thresholds.ts';

const boats = {
  name: 'boats.hire',
  description:
    'Hires a rowing boat on one of the lakes of the canton for as many hours as are wanted, oars included.',
  parameters: {
    type: 'object',
    properties: {
      lake: { type: 'string', description: 'Which of the lakes to row on.' },
      landing_stage: { type: 'string', description: 'Where the boat is handed over.' },
    },
    required: ['lake'],
  },
};
const tents = {
  name: 'tents.pitch',
  description: 'Pitches a tent.',
  parameters: { type: 'object', properties: { metres: { type: 'number' } } },
};
const asked = 'Could the four of us have a sturdy boat near the old harbour of Oberhofen tomorrow?';
const entries = [
  {
    id: 'a',
    tools: [boats],
    messages: [{ role: 'user', content: asked }],
    possible_answers: [{ 'boats.hire': { lake: ['Lake Thun'], landing_stage: ['Oberhofen harbour', ''] } }],
  },
  { id: 'b', tools: [boats], messages: [{ role: 'user', content: 'Hi!' }], expect: 'no_call' },
  // Weights are of a collection: these are the rest of it.
  ...Array.from({ length: 40 }, (_, index) => ({
    id: `c${index}`,
    tools: [tents],
    messages: [
      {
        role: 'user',
        content: `Pitch the tent number ${index} beside tree ${index * 7} of row ${index * 3}.`,
      },
    ],
    expect: 'call',
  })),
];

let folder: string;
let benchmark: Benchmark;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-leaks-'));
  const file = join(folder, 'bench.jsonl');
  await writeFile(file, entries.map((entry) => JSON.stringify(entry)).join('\n'));
  benchmark = await openBenchmark(await openOwnSuite(file), defaultThresholds);
});
afterAll(() => rm(folder, { recursive: true }));

async function audited(lines: readonly string[]) {
  const file = join(folder, 'training.jsonl');
  await writeFile(file, lines.join('\n'));
  const leaks: Leak[] = [];
  const record = await auditFile(file, benchmark, defaultThresholds, (leak) => {
    leaks.push(leak);
    return Promise.resolve();
  });
  return { record, leaks };
}

const clean = JSON.stringify({
  query: 'Paint my fence green.',
  tools: [
    { name: 'paint', description: 'Paints.', parameters: { type: 'object', properties: { colour: {} } } },
  ],
  answers: [{ name: 'paint', arguments: { colour: 'green' } }],
});

describe('an audit', () => {
  test('tells every kind with its row, both sides and the entries', async () => {
    const { record, leaks } = await audited([
      clean,
      JSON.stringify({ query: 'x', tools: JSON.stringify([{ ...boats, name: 'boatsHire' }]) }),
      JSON.stringify({ query: 'x', tools: [{ ...boats, name: 'rent_a_thing' }] }),
      JSON.stringify({
        query: 'x',
        answers: [
          { name: 'boats.hire', arguments: { lake: 'lake thun', landing_stage: 'Oberhofen Harbour' } },
        ],
      }),
      JSON.stringify({ query: `Hello! ${asked} Thanks` }),
    ]);
    expect(leaks.map(({ row, kind, how, entries: ids }) => [row, kind, how, ids])).toEqual([
      [2, 'schema', 'equal', ['a', 'b']],
      [3, 'near_schema', 'near', ['a', 'b']],
      [4, 'call', 'equal', ['a']],
      [5, 'text', 'containment', ['a']],
    ]);
    for (const leak of leaks) expect(LeakSchema.safeParse(leak).error).toBeUndefined();
    expect(leaks[3]).toMatchObject({
      benchmark: asked,
      found: expect.stringContaining('Oberhofen') as string,
    });
    expect(ContaminationRecordSchema.safeParse(record).error).toBeUndefined();
    expect(record).toMatchObject({ rows_with_hits: 4, read: { rows: 5, tools: 3, calls: 2, texts: 4 } });
    expect(record.kinds.find(({ kind }) => kind === 'near_schema')).toMatchObject({
      hits: 1,
      rows: 1,
      entries: 2,
    });
    expect(auditText(record)).toContain('row 4, call (equal, 1): boats.hire(');
  });

  test('of clean rows finds nothing, and says what was read and what was skipped', async () => {
    const { record, leaks } = await audited([`\ufeff${clean}\r`, '', '[1, 2]', '{"nothing": 1}', clean]);
    expect(leaks).toEqual([]);
    expect(record.rows_with_hits).toBe(0);
    expect(record.skipped).toEqual([
      { reason: 'blank lines', count: 1, first_row: 2 },
      { reason: 'rows that are no objects', count: 1, first_row: 3 },
      { reason: 'rows without tools, calls and texts of more than a word', count: 1, first_row: 4 },
    ]);
    const text = auditText(record);
    expect(text).toContain('3 rows: 2 tools, 2 calls, 2 texts');
    expect(text).toContain('Nothing found in 3 rows.');
    expect(text).toContain(benchmark.suite.digest);
  });

  test('reads rows with what Python writes for no number', async () => {
    const { record } = await audited([`{"loss": NaN, "row": ${clean}}`]);
    expect(record.read).toMatchObject({ rows: 1, tools: 1, calls: 1 });
  });

  test('tells questions of one text apart, and one that is said twice once', async () => {
    const other = 'Pitch the tent number 7 beside tree 49 of row 21.';
    const both = `${asked} That is all for now, see you some time next week, goodbye. ${other}`;
    const { leaks } = await audited([
      JSON.stringify({ messages: [{ content: both }, { content: `Sure: ${asked}` }] }),
    ]);
    expect(leaks.map(({ benchmark, entries: ids }) => [benchmark, ids[0]])).toEqual([
      [asked, 'a'],
      [other, 'c7'],
    ]);
  });

  test('leaves out a row without an end of levels, and says so', async () => {
    const endless = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const { record } = await audited([clean, `{"name": "kiln.fire", "arguments": ${endless}}`]);
    expect(record.read.rows).toBe(1);
    expect(record.skipped).toEqual([
      { reason: 'rows nested too deep to be looked at', count: 1, first_row: 2 },
    ]);
  });

  test('tells how much of the benchmark it could not find', async () => {
    const { record } = await audited([clean]);
    expect(record.blind_spots).toMatchObject([
      { kind: 'schema', items: 2, blind_items: 0, blind_entries: 0, entries: 42 },
      { kind: 'near_schema', items: 2, blind_items: 1 },
      { kind: 'call', items: 1, blind_items: 0, blind_entries: 41 },
      { kind: 'state', items: 0, blind_items: 0, blind_entries: 42 },
      { kind: 'text', items: 42, blind_entries: expect.any(Number) as number },
      { kind: 'text', blind_items: 1, blind_entries: 1 },
    ]);
  });

  test('finds what the thresholds say', async () => {
    const strict = { ...defaultThresholds, nearSchema: 1, textRun: 9, textContainment: 1 };
    const bench = await openBenchmark(await openOwnSuite(join(folder, 'bench.jsonl')), strict);
    const file = join(folder, 'thresholds.jsonl');
    const tool = { ...boats, name: 'rent', description: boats.description.replace('rowing', 'sailing') };
    const query = 'Is there a sturdy boat near the old harbour of Spiez?';
    await writeFile(file, JSON.stringify({ query, tools: [tool] }));
    const found: string[] = [];
    const take = (leak: Leak) => {
      found.push(`${leak.kind} ${leak.how}`);
      return Promise.resolve();
    };
    await auditFile(file, benchmark, defaultThresholds, take);
    expect(found).toEqual(['near_schema near', 'text run']);
    found.length = 0;
    await auditFile(file, bench, strict, take);
    expect(found).toEqual([]);
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'a line that is no JSON',
      [clean, '{"query": '],
      /training\.jsonl:2: expected a JSON object .* Mend or remove the line/,
    ],
    ['no rows', [], /found no row/],
    [
      'one list',
      [`[${clean}, ${clean}]`],
      /found no row.*one JSON list has to be written with one row a line/,
    ],
    ['nothing to look at', ['{"nothing": 1}'], /no tool, no call and no text of more than a word in 1 rows/],
  ])('refuses a file with %s', async (_, lines, message) => {
    await expect(audited(lines)).rejects.toThrow(message);
  });

  test('refuses a file that is not there', async () => {
    const none = auditFile(join(folder, 'none.jsonl'), benchmark, defaultThresholds, () => Promise.resolve());
    await expect(none).rejects.toThrow(/none\.jsonl cannot be read/);
  });

  test('shows what steers a terminal as text', async () => {
    const { record } = await audited([
      JSON.stringify({
        query: 'x',
        tools: [{ ...boats, description: `\u001b[2J\u202e${boats.description}` }],
      }),
    ]);
    const text = auditText(record);
    expect(text).toContain('\\u001b[2J\\u202eHires');
    expect(/[\u001b\u202e]/.test(text)).toBe(false);
  });
});
