import { beforeAll, describe, expect, test } from 'vitest';
import type { Split, ToolTree, ValueSpec } from '../../datasets/index.ts';
import { planOf, treeOfOwnSpecs } from '../scenarios/test-plans.ts';
import { scenariosOf } from '../scenarios/scenarios.ts';
import { specOf } from '../scenarios/arguments.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import { grammarOf } from './grammar.ts';
import { answerOf, openingOf } from './message.ts';
import { requestOf } from './requests.ts';
import { isSpoken } from './spoken.ts';
import { spokenForms } from './surfaces.ts';

const halves: readonly Split[] = ['training', 'held_out'];
let tree: ToolTree;
beforeAll(async () => {
  tree = await treeOfOwnSpecs();
});

/** What is to be told that is not in the text, letter for letter. */
function untold({ wishes, scenario }: PlannedScenario, text: string): string[] {
  const secrets = scenario.facts
    .filter(({ telling }) => telling === 'held_back')
    .map(({ parameter }) => parameter);
  return wishes.flatMap((wish) =>
    Object.entries(wish.arguments)
      .filter(([name]) => !secrets.includes(name))
      .filter(([name, value]) => {
        const forms = spokenForms(value, specOf(wish.tool, name), name, wish.tool);
        return !forms.some((form) => text.toLowerCase().includes(form.toLowerCase()));
      })
      .map(([name, value]) => `${scenario.id} ${name}=${JSON.stringify(value)}: ${text}`),
  );
}

describe.each(halves)('messages of the half %s', (phrasing) => {
  let planned: readonly PlannedScenario[];
  let openings: readonly string[];
  beforeAll(() => {
    planned = halves.flatMap((split) =>
      scenariosOf(tree, { ...planOf(split, phrasing), count: 500, seed: 11 }),
    );
    openings = planned.map((one) => openingOf(one));
  });

  test('tell everything that is not held back, letter for letter', () => {
    expect(planned.flatMap((one, index) => untold(one, openings[index] ?? ''))).toEqual([]);
  });

  test('do not tell what is held back; the answer does', () => {
    const withSecrets = planned.filter(({ scenario }) => scenario.kind === 'missing_parameter');
    expect(withSecrets.length).toBeGreaterThan(100);
    for (const one of withSecrets) {
      const [secret] = one.scenario.facts.filter(({ telling }) => telling === 'held_back');
      const [wish] = one.wishes;
      if (secret === undefined || wish === undefined) throw new Error('a scenario without a secret');
      const spec = specOf(wish.tool, secret.parameter);
      const value = wish.arguments[secret.parameter] ?? null;
      expect([one.scenario.id, isSpoken(openingOf(one), value, spec, secret.parameter)]).toEqual([
        one.scenario.id,
        false,
      ]);
      const answer = answerOf(one, [secret.parameter]);
      expect([answer, isSpoken(answer, value, spec, secret.parameter)]).toEqual([answer, true]);
    }
  });

  test('are the same for the same scenario, and nearly all different for others', () => {
    expect(planned.map((one) => openingOf(one))).toEqual(openings);
    expect(new Set(openings).size).toBeGreaterThan(0.95 * openings.length);
  });

  test('hold no blank, no mark, no doubled space or article', () => {
    for (const opening of openings) {
      expect(opening).not.toMatch(
        /[{}\uE000\uE001]|\bundefined\b|[a-z] {2}[a-z]|\b(?:the the|a the|the a|Please the)\b/,
      );
    }
  });
});

test('the halves have no frame, link or sentence in common', () => {
  const textsOf = (half: Split) => {
    const { frames, links, statements, chatter, concepts } = grammarOf(half);
    const sentences = [...concepts.values()].flatMap((concept) => concept.sentences);
    return [
      ...Object.values(frames),
      ...Object.values(links),
      ...Object.values(chatter),
      statements.more,
      sentences,
    ]
      .flat()
      .filter((text) => !['{slots}', '{question}?', '{Text}'].includes(text));
  };
  const training = new Set(textsOf('training'));
  expect(textsOf('held_out').filter((text) => training.has(text))).toEqual([]);
  for (const half of halves) {
    const { frames, links, chatter } = grammarOf(half);
    expect(Object.values(frames).flat().length).toBeGreaterThan(60);
    expect(Object.values(links).flat().length).toBeGreaterThan(25);
    expect(chatter.before.length + chatter.after.length).toBeGreaterThan(40);
  }
});

test.each<[string, unknown, ValueSpec, string[]]>([
  [
    'rateDate',
    '2026-03-21',
    { type: 'string', format: 'date' },
    ['2026-03-21', '21 March 2026', '21/03/2026', 'March 21st, 2026'],
  ],
  ['from', '18:30', { type: 'string' }, ['18:30', '6:30 pm']],
  ['radiusKm', 12, { type: 'number' }, ['12 km', 'twelve kilometres']],
  ['amount', 1250, { type: 'number', description: 'How much, in euros' }, ['€1,250', '1250 euros']],
  ['period', 'early_modern', { type: 'string', enum: ['early_modern', 'modern'] }, ['early modern']],
  [
    'rooms',
    ['bath', 'hall'],
    { type: 'array', items: { type: 'string' } },
    ['bath and hall', 'bath, hall', 'bath plus hall'],
  ],
  ['includeLive', false, { type: 'boolean' }, ['without live recordings']],
])('%s %j may be said in several ways', (name, value, spec, forms) => {
  expect(spokenForms(value as never, spec, name)).toEqual(expect.arrayContaining(forms));
});

test('what is within an object within an object is named by both', () => {
  const spec: ValueSpec = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      kids: { type: 'integer' },
      licence: { type: 'object', properties: { number: { type: 'string' } } },
    },
  };
  const forms = spokenForms({ name: 'Ada Berg', kids: 2, licence: { number: 'DL-77' } }, spec, 'driver');
  expect(forms).toContain('name: Ada Berg, 2 kids, licence number: DL-77');
});

test('the halves tie lists and several calls in ways of their own', () => {
  const [training, heldOut] = halves.map((half) => grammarOf(half));
  const ways = new Set([...(training?.lists ?? []), ...(training?.named.pairs ?? [])]);
  expect([...(heldOut?.lists ?? []), ...(heldOut?.named.pairs ?? [])].filter((way) => ways.has(way))).toEqual(
    [],
  );
  for (const grammar of [training, heldOut]) {
    const pieces = grammar?.links.tasks.map((way) => way.split('|').length);
    expect(new Set(pieces)).toEqual(new Set([5]));
  }
});

test('a day and a month that could be taken for one another are not written with strokes', () => {
  const forms = spokenForms('2026-03-04', { type: 'string', format: 'date' }, 'day');
  expect(forms.filter((form) => form.includes('/'))).toEqual([]);
});

test.each([
  ['cancelIt', 'Cancels a booking, if it can be.', 'do', 'cancel a booking'],
  ['rates', 'Latest rates of one currency. Updated hourly.', 'topic', 'the latest rates of one currency'],
  ['track', 'Where is my parcel?', 'question', 'where is my parcel'],
  ['reportScore', 'A captain reports how it ended.', 'do', 'report the score'],
  ['notices', 'Be told about delays on a line.', 'wish', 'get notified about delays on a line'],
  ['host', 'Tell the host at what time you will arrive.', 'do', 'tell the host when I will arrive'],
])('what %s is for is read from "%s"', (name, description, form, text) => {
  const [tool] = tree.tools;
  if (tool === undefined) throw new Error('no tool');
  expect(requestOf({ ...tool, name, description })).toEqual({ form, text });
});

test('what the user does not know is left open', () => {
  const [planned] = scenariosOf(tree, { ...planOf('training', 'training'), count: 1 });
  if (planned === undefined) throw new Error('no scenario');
  expect(answerOf(planned, ['shoe_size'])).toContain('shoe size');
});
