import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOwnSuite } from '../own-suite.ts';
import { buildContaminationAudit, type ContaminationAudit } from './audit.ts';
import { auditAgainstBfcl } from './open-audit.ts';
import { gramHashes, textWords } from './text-hashes.ts';

const boats = {
  name: 'boats.hire',
  description:
    'Hires a rowing boat on one of the lakes of the canton for as many hours as are wanted, oars included.',
  parameters: {
    type: 'object',
    properties: {
      lake: { type: 'string' },
      hours: { type: 'number' },
      crew: { type: 'array', items: { type: 'string' } },
      payer: { type: 'object', properties: { name: { type: 'string' }, card: { type: 'string' } } },
    },
    required: ['lake'],
  },
};
const clock = {
  name: 'clock',
  description: 'Tells the time.',
  parameters: { type: 'object', properties: {} },
};
const entries = [
  {
    id: 'a',
    tools: [boats],
    messages: [
      { role: 'system', content: 'You are the one who lends out all these old boats to people here.' },
      { role: 'user', content: 'Could the four of us have a boat on the lake of Thun tomorrow?' },
    ],
    possible_answers: [
      {
        'boats.hire': {
          lake: ['Thun', 'Lake Thun'],
          hours: [2.0, ''],
          crew: [['Li', 'Ada'], ''],
          payer: [{ name: ['Li', 'Mr Li'], card: ['x1', ''] }, ''],
        },
      },
    ],
  },
  { id: 'b', tools: [clock], expect: 'no_call' },
];

let audit: ContaminationAudit;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-audit-'));
  const file = join(folder, 'bench.jsonl');
  await writeFile(file, entries.map((entry) => JSON.stringify(entry)).join('\n'));
  audit = await buildContaminationAudit(await openOwnSuite(file));
});
afterAll(() => rm(folder, { recursive: true }));

const toolOf = (name: string, parameters: readonly string[], description = 'Something else.') => ({
  name,
  description,
  parameters: {
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [parameter, {}])),
  },
});

describe('a tool', () => {
  test.each([
    [
      'of equal name and parameters, however spelled',
      toolOf('boatsHire', ['Lake', 'payer', 'crew', 'hours']),
    ],
    ['of equal name without parameters', toolOf('Clock', [])],
    [
      'described in much the same words',
      toolOf('rent', ['x'], 'Hires a rowing boat on one of the lakes of the canton, by the day.'),
    ],
  ])('%s is found', (_, tool) => {
    expect(audit.faultOfTool(tool)).toMatch(
      /^the (description of the )?tool "(boatsHire|Clock|rent)" has .*bench/,
    );
    expect(audit.faultOf([toolOf('other', []), tool], [], [])).toBe(audit.faultOfTool(tool));
  });

  test.each([
    ['of equal name with other parameters', toolOf('boats.hire', ['lake', 'hours'])],
    ['of other name with equal parameters', toolOf('boats.rent', ['lake', 'hours', 'crew', 'payer'])],
    ['with a short phrase in common', toolOf('x', [], 'A place with a rowing boat on one of its piers.')],
    ['with a short description in common', toolOf('now', [], 'Tells the time.')],
    ['without a schema', { name: 'boats.hire', description: null }],
  ])('%s is one’s own', (_, tool) => {
    expect(audit.faultOfTool(tool)).toBeUndefined();
  });
});

describe('a call', () => {
  const faultOf = (given: object, name = 'boats.hire') =>
    audit.faultOf([], [{ name, arguments: given as Record<string, unknown> }], []);

  test.each([
    [{ lake: 'thun' }],
    [{ lake: 'Lake Thun', hours: 2, crew: ['li', 'ada'] }],
    [{ lake: 'Thun', payer: { name: 'Mr. Li' } }],
    [{ lake: 'Thun', payer: { name: 'Li', card: 'X1' } }],
  ])('with %j is an answer of the benchmark', (given) => {
    expect(faultOf(given)).toMatch(/^the call boats\.hire\(.* answers a question of bench/);
    expect(faultOf(given, 'boatsHire')).toBeDefined();
  });

  test.each([
    [{ lake: 'Brienz' }],
    [{ hours: 2 }],
    [{ lake: 'Thun', hours: 3 }],
    [{ lake: 'Thun', crew: ['Ada', 'Li'] }],
    [{ lake: 'Thun', payer: { name: 'Li', card: 'x2' } }],
    [{ lake: 'Thun', oars: 2 }],
  ])('with %j is one’s own', (given) => {
    expect(faultOf(given)).toBeUndefined();
  });

  test('of another tool is one’s own', () => {
    expect(faultOf({ lake: 'Thun' }, 'boats.sell')).toBeUndefined();
  });
});

test('what a user says is found by eight words in a row, not by seven, and only against users', () => {
  const said = (text: string) => audit.faultOf([], [], ['Well.', text]);
  expect(said('Hello! Could the four of us have a BOAT please')).toContain(
    'the user\'s words "could the four of us have a boat"',
  );
  expect(said('Could the four of us have a canoe on the lake of Thun?')).toBeUndefined();
  expect(audit.faultOf([], [], ['Could the four of us', 'have a boat on the lake'])).toBeUndefined();
  expect(said('You are the one who lends out all these old boats to people here.')).toBeUndefined();
});

test('without data there is no audit', async () => {
  const io = { environment: {}, workingDirectory: folder };
  expect(await auditAgainstBfcl({ dataDir: 'none' }, io)).toBeUndefined();
});

test('words keep numbers whole and ignore how they are put together', () => {
  expect(textWords('On 2026-04-09, at 10:30: Zürich’s 2.5 L (ﬁne).')).toEqual([
    'on',
    '2026-04-09',
    'at',
    '10:30',
    'zürich',
    's',
    '2.5',
    'l',
    'fine',
  ]);
});

test('a text has one run of words for each place that one can begin at', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}$/)),
      fc.integer({ min: 1, max: 6 }),
      (words, n) => {
        expect(gramHashes(words, n).size).toBe(Math.max(0, words.length - n + 1));
      },
    ),
  );
});
