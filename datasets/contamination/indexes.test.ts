import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../values/value.ts';
import { CallIndex, valueWeight } from './call-index.ts';
import { SchemaIndex } from './schema-index.ts';
import { StateIndex, valuesIn } from './state-index.ts';
import { TextIndex } from './text-index.ts';
import { shapeOf } from './tool-shape.ts';

/** Texts of which most words are in no other. */
const questions = Array.from({ length: 60 }, (_, index) =>
  ['please tell me', ...Array.from({ length: 10 }, (__, word) => `w${index}x${word}`), 'for the museum'].join(
    ' ',
  ),
);
const common = 'please tell me';

function textIndex(): TextIndex {
  const index = new TextIndex({ containment: 0.7, run: 8 });
  for (const question of questions) index.add(question);
  index.add(common);
  index.close();
  return index;
}

describe('user texts', () => {
  test('are found whatever stands around them, in any case', () => {
    const index = textIndex();
    fc.assert(
      fc.property(
        fc.nat({ max: questions.length - 1 }),
        fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { maxLength: 200 }),
        fc.array(fc.stringMatching(/^[a-z]{3,8}$/), { maxLength: 200 }),
        (number, before, after) => {
          const said = [...before, questions[number]?.toUpperCase(), ...after].join(', ');
          expect(index.find(said)[0]?.text).toBe(number);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('are found with one word in five changed, and not with half of the words spread over a long text', () => {
    const index = textIndex();
    const words = (questions[3] ?? '').split(' ');
    expect(index.find(words.map((word, at) => (at % 5 === 4 ? 'thing' : word)).join(' '))[0]?.text).toBe(3);
    expect(index.find(words.join(' and then it went on and on and on and on '))).toEqual([]);
  });

  test('are found by eight words in a row', () => {
    const words = (questions[5] ?? '').split(' ');
    const index = textIndex();
    expect(index.find(words.slice(0, 8).join(' '))).toMatchObject([
      { text: 5, how: 'run', start: 0, end: 8 },
    ]);
    expect(index.find(words.slice(3, 9).join(' '))).toEqual([]);
  });

  test('that many share are not found, alone or inside of others', () => {
    const index = textIndex();
    expect(index.find(common)).toEqual([]);
    expect(index.find('please tell me the way for the museum')).toEqual([]);
    expect(index.canFind(questions.length)).toBe(false);
  });

  test('are found by eight words that several have, each', () => {
    const index = new TextIndex({ containment: 0.7, run: 8 });
    const run = 'the red lantern by the old harbour gate';
    for (const end of ['swings', 'sleeps']) index.add(`${run} ${end}`);
    index.close();
    expect(index.find(run).map(({ text }) => text)).toEqual([0, 1]);
  });

  test('without spaces are found amid others', () => {
    const index = new TextIndex({ containment: 0.7, run: 8 });
    for (const question of questions) index.add(question);
    const asked = index.add('神舟八号的宇航员是谁');
    index.close();
    expect(index.find('请问神舟八号的宇航员是谁谢谢')[0]?.text).toBe(asked);
    expect(index.find('请问是谁谢谢')).toEqual([]);
  });
});

describe('function docs of other words and types', () => {
  const doc = (name: string, type: string, parameters: readonly string[]) =>
    shapeOf({
      name,
      description: name === 'boats.hire' ? 'Hires a boat.' : 'Ein Ding.',
      parameters: { properties: Object.fromEntries(parameters.map((key) => [key, { type }])) },
    });
  const index = new SchemaIndex(0.7);
  for (let count = 0; count < 400; count++) index.add(doc(`tool_${count}`, 'string', ['city', `p${count}`]));
  const boats = index.add(doc('boats.hire', 'string', ['landing_stage', 'oars']));
  index.add(doc('weather', 'string', ['city']));
  index.close();

  test('are near where function and rare parameters are called the same', () => {
    expect(index.findNear(doc('boatsHire', 'array', ['oars', 'landingStage']))?.doc).toBe(boats);
    expect(index.findNear(doc('rent', 'array', ['oars', 'landing_stage']))).toBeUndefined();
    expect(index.findNear(doc('weather', 'array', ['city']))).toBeUndefined();
  });
});

describe('calls', () => {
  const expected = {
    name: 'quilt.order',
    parameters: new Map<string, readonly Value[]>([
      ['pattern', ['log cabin', 'Log Cabin quilt']],
      ['width', [150n]],
      ['express', [true, '']],
    ]),
  };
  const index = new CallIndex(2, [expected, { name: 'quilt.count', parameters: new Map([['n', [3n]]]) }]);
  const find = (name: string, given: object) =>
    index.find({ name, arguments: given as Record<string, unknown> });

  test.each<[string, string, object]>([
    ['with any accepted values', 'quilt.order', { pattern: 'Log cabin quilt', width: 150, express: true }],
    ['without what may be left out', 'quilt_order', { width: 150, pattern: 'log cabin' }],
    ['with values as texts', 'quilt.order', { pattern: 'log cabin', width: '150', express: 'True' }],
  ])('%s are equal', (_, name, given) => {
    expect(find(name, given)).toEqual({ calls: [0], how: 'equal' });
  });

  test('are found without their names only where the values are more distinctive', () => {
    const given = { a: 'log cabin', b: 150 };
    expect(find('sew', given)).toBeUndefined();
    expect(new CallIndex(1, [expected]).find({ name: 'sew', arguments: given })).toEqual({
      calls: [0],
      how: 'same values',
    });
  });

  test.each<[string, string, object]>([
    ['with another value', 'quilt.order', { pattern: 'log cabin', width: 160 }],
    ['without a value that has to be given', 'quilt.order', { pattern: 'Log Cabin quilt' }],
    ['with nothing distinctive', 'quilt.count', { n: 3 }],
  ])('%s are not found', (_, name, given) => {
    expect(find(name, given)).toBeUndefined();
  });

  test('have blind spots where nothing is distinctive', () => {
    expect([index.canFind(0), index.canFind(1)]).toEqual([true, false]);
  });

  test.each<[unknown, number]>([
    ['Bern', 0.5],
    ['Zurich', 1],
    ['12', 0.5],
    ['a very long sentence of many words indeed', 4],
    [7, 0.5],
    [150, 0.5],
    [153, 1],
    [2500, 0.5],
    [1234.5, 1.5],
    [true, 0],
    [null, 0],
  ])('%j weighs %d', (value, weight) => {
    expect(valueWeight(value)).toBe(weight);
  });
});

describe('initial states', () => {
  const state = {
    shelf: { 'jar one': { grams: 250, of: 'dried thyme' }, 'jar two': { grams: 90, of: 'saffron' } },
  };
  const index = new StateIndex(0.8);
  index.add('Pantry', state);
  index.add('Tiny', { lit: true });

  test('are equal wherever they stand, in any order', () => {
    const row = {
      meta: {
        world: { shelf: { 'jar two': { of: 'Saffron', grams: 90 }, 'jar one': state.shelf['jar one'] } },
      },
    };
    expect(index.find(valuesIn(row))).toEqual([{ state: 0, shared: 7, of: 7 }]);
  });

  test('are near by the share of their values', () => {
    const one = { shelf: { ...state.shelf, 'jar two': { grams: 91, of: 'saffron' } } };
    expect(index.find(valuesIn(one))).toEqual([{ state: 0, shared: 6, of: 7 }]);
    const two = { shelf: { ...state.shelf, 'jar two': { grams: 91, of: 'salt' } } };
    expect(index.find(valuesIn(two))).toEqual([]);
  });

  test('of few values are not told apart', () => {
    expect(index.find(valuesIn({ lit: true }))).toEqual([]);
    expect([index.canFind(0), index.canFind(1)]).toEqual([true, false]);
  });
});
