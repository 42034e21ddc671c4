import { describe, expect, test } from 'vitest';
import { parseOwnTask, readJson } from '../../datasets/index.ts';
import { alikePartsIn, periodsIn } from './alike-parts.ts';
import type { Coordination } from './coordinations.ts';
import { Problem } from './problem.ts';
import { spanText } from './question.ts';
import { mostFor, Rivals } from './rivals.ts';
import { typedFit } from './typed-fit.ts';
import { tokensOf } from './tokens.ts';
import { measureAt } from './units.ts';

type Property = { readonly type: string; readonly description?: string; readonly enum?: readonly string[] };

function problemOf(asked: string, properties: Readonly<Record<string, Property>> = {}): Problem {
  const tool = {
    name: 'look_up',
    description: 'Looks something up.',
    parameters: { type: 'dict', properties, required: Object.keys(properties) },
  };
  const task = { id: 'a', tools: [tool], messages: [{ role: 'user', content: asked }], expect: 'call' };
  return new Problem(parseOwnTask(readJson(JSON.stringify(task)), 'a'));
}

describe('lists', () => {
  const itemsOf = ({ question }: Problem, lists: readonly Coordination[]) =>
    lists.map(({ items }) => items.map((item) => spanText(question, item)));

  test.each([
    ['Iron 4, zinc 7 and copper 9, please', ['Iron 4', 'zinc 7', 'copper 9']],
    [
      'A table in Bern for 4, in Basel for 2 and in Chur for 6.',
      ['in Bern for 4', 'in Basel for 2', 'in Chur for 6'],
    ],
  ])('have parts that are alike: %s', (asked, items) => {
    const problem = problemOf(asked);
    expect(itemsOf(problem, alikePartsIn(problem.question))).toContainEqual(items);
  });

  test('may go on over several joints, and over sentences', () => {
    const sides = problemOf('A box with sides 3 and 4 and one with sides 5 and 12.');
    expect(itemsOf(sides, periodsIn(sides.question))).toContainEqual([
      'box with sides 3 and 4',
      'one with sides 5 and 12',
    ]);
    const ways = problemOf('How far is it from Bern to Chur? And from Chur to Genoa?');
    expect(itemsOf(ways, periodsIn(ways.question))).toContainEqual([
      'from Bern to Chur',
      'from Chur to Genoa',
    ]);
  });

  test('of two plain words want a word that joins them', () => {
    expect(problemOf('Something came up, please help').question.coordinations).toEqual([]);
    expect(problemOf('care for house cats and giant tortoises').question.coordinations).toHaveLength(1);
  });

  test('give plans that no two of which share the question out alike', () => {
    const { plans, question } = problemOf('Weather in Bern and Basel. Also in Chur.');
    const telling = question.tokens.map(({ kind }) => kind !== 'sign');
    const keys = plans
      .slice(1)
      .map(({ calls, owners }) => `${calls}:${owners.filter((_, at) => telling[at]).join()}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test.each([
  ['4.5 kg', '10'],
  ['3 metres', '7'],
  ['9 m/s', '7/14'],
  ['12 square metres', '1'],
  ['20 degrees Celsius', '13'],
  ['7 %', 'share'],
  ['5 in', undefined],
  ['5 apples', undefined],
])('%s is a measure of its kind', (text, measure) => {
  expect(measureAt(tokensOf(text), 0, 1)).toBe(measure);
});

describe('leaves and spans', () => {
  const properties = {
    mass_kg: { type: 'float', description: 'Mass of the body in kilograms' },
    height: { type: 'float', description: 'Height of the fall in metres' },
  };
  const problem = problemOf('What energy has a stone of 2 kg after a fall from 30 metres?', properties);
  const { leaves = [] } = problem.views[0] ?? {};

  test('compete for one another by the words and units around', () => {
    const rivals = new Rivals(problem.question, leaves);
    const [first, second] = problem.question.numbers;
    const [massOfFirst = 0, heightOfFirst = 0] = first === undefined ? [] : rivals.evidence(first);
    const [massOfSecond = 0, heightOfSecond = 0] = second === undefined ? [] : rivals.evidence(second);
    expect(massOfFirst).toBeGreaterThan(heightOfFirst);
    expect(heightOfSecond).toBeGreaterThan(massOfSecond);
    const [view] = problem.views;
    const [leaf] = leaves;
    if (view !== undefined && leaf !== undefined)
      expect(mostFor(rivals, view, leaf, problem.question.numbers)).toBe(massOfFirst);
  });

  test('fit by what they measure, and by choices that are named', () => {
    expect(typedFit(problem.question, leaves)).toEqual({ required: 1, all: 2 });
    const choice = { kind: { type: 'string', enum: ['lunar', 'solar'] } };
    const named = problemOf('When is the next lunar eclipse?', choice);
    expect(typedFit(named.question, named.views[0]?.leaves ?? [])).toEqual({ required: 1, all: 1 });
    const unnamed = problemOf('When is the next eclipse?', choice);
    expect(typedFit(unnamed.question, unnamed.views[0]?.leaves ?? [])).toEqual({ required: 0, all: 0 });
  });
});

test("a name's possessive is a word of its own", () => {
  expect(tokensOf("Tove's boat, don't").map(({ text }) => text)).toEqual([
    'Tove',
    "'s",
    'boat',
    ',',
    "don't",
  ]);
});
