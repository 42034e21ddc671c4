import { describe, expect, test } from 'vitest';
import { chanceAt, type ToolSpec } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';
import { grammarOf } from './grammar.ts';
import { differentInOwnWords, sameInOwnWords } from './several-templates.ts';
import { ownWordsOf, wholeOwnWords } from './templates.ts';
import { tidied, unmarked } from './text.ts';
import type { Told, Voice } from './told.ts';

const tool: ToolSpec = {
  id: 'boats#hire',
  name: 'hire',
  description: 'Hire a boat.',
  domain: 'boats',
  service: 'boats',
  parameters: {
    type: 'object',
    properties: {
      lake: { type: 'string' },
      days: { type: 'integer', description: 'How long, in days' },
      motor: { type: 'boolean' },
      note: { type: 'string' },
    },
  },
  requests: ['Hire me a boat[ on {lake}][ for {days} days][motor:, with a motor][!motor:, without a motor].'],
  returns: null,
  origin: 'boats.yaml',
  notes: [],
};

const voice = (seed: number): Voice => ({
  grammar: grammarOf('training'),
  chance: chanceAt('templates', seed),
  used: new Set(),
  styles: new Map(),
});
const told = (given: Record<string, Json>): Told[] =>
  Object.entries(given).map(([name, value]) => ({
    name,
    spec: tool.parameters.properties?.[name] ?? { type: 'string' },
    values: [value],
  }));
const plain = (text = '') => unmarked(tidied(text));
const seeds = Array.from({ length: 40 }, (_, seed) => seed);

describe('a request as the source of the tool words it', () => {
  test.each<[Record<string, Json>, RegExp]>([
    [{}, /^Hire me a boat\.$/],
    [{ lake: 'Loch Awe' }, /^Hire me a boat on Loch Awe\.$/],
    [{ days: 3, motor: true }, /^Hire me a boat for (?:3|three) days, with a motor\.$/],
    [{ days: 1, motor: false }, /^Hire me a boat for 1 day, without a motor\.$/],
  ])('tells %j', (given, expected) => {
    for (const seed of seeds) expect(plain(wholeOwnWords(tool, told(given), voice(seed)))).toMatch(expected);
  });

  test('leaves what it has no place for to a sentence of its own', () => {
    const own = ownWordsOf(tool, told({ lake: 'Loch Awe', note: 'after nine' }), voice(1));
    expect(own?.rest.map(({ name }) => name)).toEqual(['note']);
    expect(plain(wholeOwnWords(tool, told({ note: 'after nine' }), voice(1)))).toMatch(
      /^Hire me a boat\. .*after nine/,
    );
  });

  test('is none where an argument is not told that it speaks of', () => {
    const bound = { ...tool, requests: ['Hire me a boat on {lake}.'] };
    expect(ownWordsOf(bound, told({ days: 2 }), voice(1))).toBeUndefined();
    expect(ownWordsOf({ ...tool, requests: [] }, [], voice(1))).toBeUndefined();
  });
});

test('several calls are one request with all their values, or one after another', () => {
  const [one, other] = [told({ lake: 'Loch Awe' }), told({ lake: 'Loch Ness' })];
  const merged = [{ name: 'lake', spec: { type: 'string' as const }, values: ['Loch Awe', 'Loch Ness'] }];
  const texts = seeds.map((seed) =>
    plain(sameInOwnWords(tool, { shared: [], own: [one, other], merged }, voice(seed))),
  );
  for (const text of texts) expect(text).toMatch(/Loch Awe.*Loch Ness/);
  expect(texts.some((text) => /^Hire me a boat on Loch Awe (?:and|&|along with) Loch Ness/.test(text))).toBe(
    true,
  );
  expect(texts.some((text) => /^Hire me a boat on Loch Awe\. .*boat on Loch Ness/.test(text))).toBe(true);
  const row = plain(differentInOwnWords([tool, { ...tool, name: 'b' }], [one, other], voice(3)));
  expect(row).toMatch(/Loch Awe.*Loch Ness/);
});
