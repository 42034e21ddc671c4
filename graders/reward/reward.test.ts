import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOwnTask, readJson, type Task, type Value } from '../../datasets/index.ts';
import { rewardOf, type RewardName } from './reward.ts';

const tool = {
  name: 'boats.hire',
  parameters: {
    type: 'object',
    properties: {
      boat: { type: 'string', enum: ['Ada', 'Mira'] },
      hours: { type: 'integer' },
      crew: { type: 'array', items: { type: 'string' } },
    },
    required: ['boat', 'hours'],
  },
};
const other = { name: 'boats.list', parameters: { type: 'object', properties: {}, required: [] } };

function task(fields: object): Task {
  return parseOwnTask(readJson(JSON.stringify({ id: 't', tools: [tool, other], ...fields })), 'test');
}

const hire = (boat: string, hours: number) => ({
  'boats.hire': { boat: [boat], hours: [hours], crew: [['Li'], ''] },
});
const one = task({ possible_answers: [hire('Ada', 3)] });
const two = task({ possible_answers: [hire('Ada', 3), hire('Mira', 5)] });

function reward(name: RewardName, of: Task, result: Value) {
  return rewardOf(name, of, { result, mode: 'prompt', underscoreToDot: false });
}

test.each(['gated', 'graded', 'binary'] as const)('%s: a pass is worth 1', (name) => {
  expect(reward(name, one, '[boats.hire(boat="Ada", hours=3)]')).toMatchObject({
    value: 1,
    verdict: { valid: true },
  });
  expect(reward(name, two, '[boats.hire(boat="Mira", hours=5), boats.hire(boat="Ada", hours=3)]').value).toBe(
    1,
  );
});

test.each<[string, Task, string, gated: number, graded: number, failedGate: string | undefined]>([
  ['text without a call', one, 'I would hire one', 0, 0, 'decodes'],
  ['a tool that was not offered', one, '[ships.hire(boat="Ada", hours=3)]', 0, 0.1, 'known_tools'],
  ['a required argument is missing', one, '[boats.hire(boat="Ada")]', 0, 0.6, 'schema'],
  ['a value that is no choice', one, '[boats.hire(boat="Eva", hours=3)]', 0, 0.7, 'schema'],
  ['an argument of the wrong type', one, '[boats.hire(boat="Ada", hours="3")]', 0, 0.7, 'schema'],
  [
    'an argument that the tool does not have',
    one,
    '[boats.hire(boat="Ada", hours=3, oars=2)]',
    0,
    0.7,
    'schema',
  ],
  ['a wrong value', one, '[boats.hire(boat="Ada", hours=4)]', 0.7, 0.7, undefined],
  ['the other tool', one, '[boats.list()]', 0.1, 0.1, undefined],
  ['no call', one, '[]', 0, 0, undefined],
  ['a call too many', one, '[boats.hire(boat="Ada", hours=3), boats.list()]', 0.45, 0.45, undefined],
  ['a call too few', two, '[boats.hire(boat="Mira", hours=5)]', 0.45, 0.45, undefined],
  [
    'one of two calls wrong',
    two,
    '[boats.hire(boat="Mira", hours=5), boats.hire(boat="Ada", hours=9)]',
    0.8,
    0.8,
    undefined,
  ],
])('%s', (_, of, text, gated, graded, failedGate) => {
  const given = reward('gated', of, text);
  expect(given.value).toBeCloseTo(gated, 10);
  expect(reward('graded', of, text).value).toBeCloseTo(graded, 10);
  expect(reward('binary', of, text).value).toBe(0);
  expect(given.gates.find(({ isPassed }) => !isPassed)?.name).toBe(failedGate);
});

test('gates behind one that was not passed are not looked at', () => {
  expect(reward('gated', one, 'no').gates).toEqual([{ name: 'decodes', isPassed: false }]);
  expect(reward('gated', one, '[x()]').gates.map(({ name }) => name)).toEqual(['decodes', 'known_tools']);
});

test('calls are paired for the most credit in all, not one after the other', () => {
  const wide = task({
    possible_answers: [{ 'boats.hire': { boat: ['Ada', 'Mira'], hours: [3] } }, hire('Ada', 5)],
  });
  // The first call fits the first answer best, and the second answer half: the other way round is worth more.
  const { components } = reward(
    'graded',
    wide,
    '[boats.hire(boat="Ada", hours=3), boats.hire(boat="Mira", hours=3)]',
  );
  expect(components).toMatchObject({ tool: 1, argument_names: 1, argument_values: 0.75 });
});

test('where no call is expected the verdict alone counts', () => {
  const abstain = task({ expect: 'no_call' });
  expect(reward('gated', abstain, 'I cannot.')).toMatchObject({ value: 1, gates: [], components: null });
  expect(reward('gated', abstain, '[boats.list()]').value).toBe(0);
});

test('names that were offered with _ are known, and sources of Java have no types', () => {
  const offered = {
    result: readJson('[{"boats_hire": "{\\"boat\\": \\"Ada\\", \\"hours\\": 9}"}]'),
    mode: 'fc',
    underscoreToDot: true,
  } as const;
  expect(rewardOf('gated', one, offered).value).toBeCloseTo(0.7, 10);
  const java = task({ language: 'java', tools: [tool], possible_answers: [hire('Ada', 3)] });
  expect(
    reward('gated', java, '[boats.hire(boat="Eva", hours=3)]').gates.every(({ isPassed }) => isPassed),
  ).toBe(true);
});

describe('whatever is called', () => {
  const argument = fc.constantFrom(
    'boat="Ada"',
    'boat="Mira"',
    'boat=1',
    'hours=3',
    'hours=5',
    'hours=[]',
    'crew=["Li"]',
    'oars=1',
  );
  const call = fc
    .tuple(
      fc.constantFrom('boats.hire', 'boats.list', 'x'),
      fc.uniqueArray(argument, { maxLength: 3, selector: (text) => text.slice(0, 4) }),
    )
    .map(([name, given]) => `${name}(${given.join(', ')})`);

  test('the reward is 1 exactly where the verdict is a pass, and gates only ever take away', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 4 }), fc.constantFrom(one, two), (calls, of) => {
        const [gated, graded, binary] = (['gated', 'graded', 'binary'] as const).map((name) =>
          reward(name, of, `[${calls.join(', ')}]`),
        );
        for (const given of [gated, graded, binary]) {
          expect(given?.value === 1).toBe(given?.verdict.valid);
          expect(given?.value).toBeGreaterThanOrEqual(0);
          expect(given?.value).toBeLessThanOrEqual(1);
        }
        expect(gated?.value).toBeLessThanOrEqual(graded?.value ?? 0);
        expect(binary?.value).toBeLessThanOrEqual(gated?.value ?? 0);
      }),
      { numRuns: 500 },
    );
  });
});
