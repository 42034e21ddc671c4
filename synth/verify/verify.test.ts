import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  InputError,
  parseOwnTask,
  readJson,
  TrajectorySchema,
  VerificationSchema,
  YieldTableSchema,
  type ContaminationAudit,
  type Rejection,
  type Scenario,
  type ToolSpec,
  type Trajectory,
  openOwnSuite,
} from '../../datasets/index.ts';
import { NearDuplicates, shinglesOf } from './near-duplicates.ts';
import { tasksOf } from './tasks-of.ts';
import { tellingFault } from './telling.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';
import { openSuiteWriter } from './write-suites.ts';
import { YieldCount, yieldText } from './yield.ts';

async function opened(file: string | undefined) {
  return file === undefined ? undefined : { file, suite: await openOwnSuite(file) };
}

async function writeSuites(folder: string, trajectories: readonly Trajectory[]) {
  const writer = await openSuiteWriter(folder);
  try {
    for (const trajectory of trajectories) await writer.add(trajectory);
    const { training, held_out: heldOut } = await writer.finish();
    return { training: await opened(training), held_out: await opened(heldOut) };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

const hire: ToolSpec = {
  id: 'lakes#boats.hire',
  name: 'boats.hire',
  description: 'Hires a boat.',
  domain: 'boats',
  service: 'lakes',
  parameters: {
    type: 'object',
    properties: {
      lake: { type: 'string' },
      hours: { type: 'integer' },
      people: { type: 'integer' },
      kind: { type: 'string', enum: ['canoe', 'sailing boat'] },
    },
    required: ['lake', 'hours'],
  },
  returns: null,
  origin: 'test',
  notes: [],
};
const list: ToolSpec = {
  ...hire,
  id: 'lakes#boats.list',
  name: 'boats.list',
  description: 'Lists boats.',
  parameters: { type: 'object', properties: { lake: { type: 'string' } }, required: ['lake'] },
};
const offered = [hire, list];
const docOf = ({ name, description, parameters }: ToolSpec) =>
  JSON.parse(JSON.stringify({ name, description, parameters })) as Trajectory['tools'][number];

const scenario: Scenario = {
  id: 'training/multiple/0',
  kind: 'multiple',
  split: 'training',
  seed: 1,
  phrasing: 'training',
  domain: 'boats',
  persona: '',
  need: 'a boat',
  difficulty: 2,
  tools: [list.id, hire.id],
  calls: [
    {
      name: hire.name,
      arguments: { lake: 'Thun', hours: 3 },
      accepted: { lake: ['Thun', 'Lake Thun'], hours: [3], people: [1, ''] },
    },
  ],
  facts: [
    { call: 0, parameter: 'lake', value: 'Thun', telling: 'at_once' },
    { call: 0, parameter: 'hours', value: 3, telling: 'at_once' },
  ],
};
const user = (content: string) => ({ role: 'user' as const, content });
const says = (content: string) => ({ role: 'assistant' as const, content, calls: [] });
const makes = (given: object | string, name = hire.name, id = 'c1') => ({
  role: 'assistant' as const,
  content: '',
  calls: [{ id, name, arguments: typeof given === 'string' ? given : JSON.stringify(given) }],
});
const answers = (content: string, isError = false, callId = 'c1') => ({
  role: 'tool' as const,
  call_id: callId,
  content,
  is_error: isError,
});

const right = { lake: 'Thun', hours: 3 };
const good: Trajectory = {
  record: 'inftool-trajectory/1',
  id: 'multiple-0',
  scenario,
  tools: [docOf(list), docOf(hire)],
  messages: [
    user('A boat on Thun for three hours, please.'),
    makes(right),
    answers('{"id": "B-1"}'),
    says('Done: B-1.'),
  ],
  players: { user: 'procedural', assistant: 'procedural', server: 'procedural' },
  outcome: 'done',
  detail: '',
};
const asking: Trajectory = {
  ...good,
  id: 'missing-0',
  scenario: {
    ...scenario,
    id: 'held_out/missing_parameter/0',
    kind: 'missing_parameter',
    split: 'held_out',
    facts: [
      { call: 0, parameter: 'lake', value: 'Thun', telling: 'at_once' },
      { call: 0, parameter: 'hours', value: 3, telling: 'held_back' },
    ],
  },
  messages: [
    user('I would like a boat on Thun.'),
    says('For how many hours?'),
    user('For 3 hours.'),
    makes(right),
    answers('{"id": "B-1"}'),
    says('Done.'),
  ],
};
const idle: Trajectory = {
  ...good,
  id: 'irrelevance-0',
  scenario: { ...scenario, id: 'training/irrelevance/0', kind: 'irrelevance', calls: [], facts: [] },
  messages: [user('How deep is the sea?'), says('None of my tools knows.')],
};

const numbers = ['zero', 'one', 'two', 'three', 'four'];
const options: VerifierOptions = {
  contamination: undefined,
  seed: 1,
  spokenForms: (value) => [
    JSON.stringify(value),
    ...(typeof value === 'number' ? [numbers[value] ?? ''] : []),
  ],
};
const verify = (trajectory: Trajectory, changes: Partial<VerifierOptions> = {}, tools = offered) => {
  TrajectorySchema.parse(trajectory);
  const verification = createVerifier({ ...options, ...changes })(trajectory, tools);
  return VerificationSchema.parse(verification);
};
const withMessages = (trajectory: Trajectory, ...messages: Trajectory['messages']): Trajectory => ({
  ...trajectory,
  messages,
});

describe('tasks of a trajectory', () => {
  test('are its first answer, with what came before', () => {
    expect(tasksOf(good)).toEqual([
      {
        id: 'training/multiple/0',
        category: 'multiple',
        cluster: 'lakes#boats.hire',
        tools: good.tools,
        messages: [{ role: 'user', content: 'A boat on Thun for three hours, please.' }],
        possible_answers: [{ 'boats.hire': { lake: ['Thun', 'Lake Thun'], hours: [3], people: [1, ''] } }],
      },
    ]);
  });

  test('are asking and calling where a parameter is missing', () => {
    const [ask, call] = tasksOf(asking);
    expect(ask).toMatchObject({
      id: 'held_out/missing_parameter/0/1',
      category: 'missing_parameter_ask',
      cluster: 'lakes#boats.hire',
      expect: 'no_call',
    });
    expect(call).toMatchObject({
      id: 'held_out/missing_parameter/0/2',
      category: 'missing_parameter_call',
      messages: [{ role: 'user' }, { role: 'assistant', content: 'For how many hours?' }, { role: 'user' }],
      possible_answers: [{ 'boats.hire': { hours: [3] } }],
    });
  });

  test('hold calls and their answers as chat models take them', () => {
    const looked = withMessages(
      asking,
      user('Boats?'),
      makes({ lake: 'Thun' }, list.name),
      answers('[]'),
      says('None. How long?'),
      user('3'),
      makes(right, hire.name, 'c2'),
    );
    expect(tasksOf(looked)[1]).toMatchObject({
      messages: [
        { role: 'user', content: 'Boats?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'boats.list', arguments: '{"lake":"Thun"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: '[]' },
        { role: 'assistant', content: 'None. How long?' },
        { role: 'user', content: '3' },
      ],
    });
  });

  test('expect no call where no tool fits, and belong to the first tool', () => {
    expect(tasksOf(idle)).toMatchObject([
      { category: 'irrelevance', expect: 'no_call', cluster: 'lakes#boats.list' },
    ]);
  });

  test('are read by the reader of suites, with its checkers', () => {
    const checkers = [good, asking, idle].flatMap(tasksOf).map((task) => {
      return parseOwnTask(readJson(JSON.stringify(task)), 'test').checker;
    });
    expect(checkers).toEqual(['multiple', 'irrelevance', 'multiple', 'irrelevance']);
  });
});

describe('a verifier', () => {
  test.each([
    ['a call', good],
    ['a question and a call', asking],
    ['an answer without call', idle],
  ])('keeps %s that is right', (_, trajectory) => {
    expect(verify(trajectory)).toEqual({ id: trajectory.id, kept: true });
  });

  const changedCall = (changes: Partial<Scenario['calls'][number]>): Trajectory => ({
    ...good,
    scenario: { ...scenario, calls: scenario.calls.map((call) => ({ ...call, ...changes })) },
  });
  const rejections: readonly [string, Rejection, RegExp, Trajectory][] = [
    ['stopped', 'not_finished', /^too long$/, { ...good, outcome: 'forced_stop', detail: 'too long' }],
    ['broken off', 'infrastructure', /^503$/, { ...good, outcome: 'infrastructure', detail: '503' }],
    ['without answer', 'not_finished', /never answers/, withMessages(good, user('Hello'))],
    [
      'with two tools of one name',
      'task_invalid',
      /two tools/,
      { ...good, tools: [docOf(hire), docOf(hire)] },
    ],
    [
      'whose truth is not accepted',
      'truth_fails',
      /the truth fails: value_error.*hours/,
      changedCall({ accepted: { lake: ['Thun'], hours: [4] } }),
    ],
    [
      'with a wrong value',
      'verdict',
      /what the assistant did fails: value_error/,
      withMessages(good, user('On Thun, three'), makes({ ...right, hours: 2 }), answers('{}')),
    ],
    ['without a call', 'verdict', /wrong_count/, withMessages(good, user('On Thun, three'), says('No.'))],
    [
      'with a call too many',
      'verdict',
      /calls boats\.list beside/,
      withMessages(
        good,
        ...good.messages,
        makes({ lake: 'Thun' }, list.name, 'c2'),
        answers('[]', false, 'c2'),
      ),
    ],
    [
      'that calls where no tool fits',
      'verdict',
      /irrelevance/,
      withMessages(idle, user('How deep is the sea?'), makes({ lake: 'sea' }, list.name), answers('[]')),
    ],
    [
      'that calls before it asks',
      'verdict',
      /held_out\/missing_parameter\/0\/1: .*irrelevance/,
      withMessages(asking, user('A boat on Thun.'), makes(right), answers('{}')),
    ],
    [
      'that never calls',
      'verdict',
      /never comes to call/,
      withMessages(asking, user('A boat on Thun.'), says('When?')),
    ],
    [
      'that asks again',
      'verdict',
      /asks 2 times for 1/,
      withMessages(
        asking,
        ...asking.messages.slice(0, 2),
        user('3'),
        says('How many?'),
        user('3!'),
        makes(right),
        answers('{}'),
      ),
    ],
    [
      'whose truth no server takes',
      'schema',
      /the truth calls boats\.hire: kind must be equal to one of/,
      {
        ...changedCall({
          arguments: { ...right, kind: 'raft' },
          accepted: { lake: ['Thun'], hours: [3], kind: ['raft', ''] },
        }),
      },
    ],
    [
      'with a server error',
      'server_error',
      /c1 with: sunk/,
      withMessages(good, ...good.messages.slice(0, 2), answers('sunk', true)),
    ],
    [
      'without the server’s answer',
      'server_error',
      /never answers c1/,
      withMessages(good, ...good.messages.slice(0, 2)),
    ],
    [
      'whose user tells at once what is held back',
      'leak',
      /the user says "hours" = 3 in message 0/,
      withMessages(asking, user('On Thun, THREE hours.'), ...asking.messages.slice(1)),
    ],
    [
      'whose assistant says what is held back',
      'leak',
      /the assistant says "hours" = 3 in message 1/,
      withMessages(asking, user('On Thun.'), says('Are 3 hours fine?'), ...asking.messages.slice(2)),
    ],
    [
      'whose user never tells',
      'unspoken',
      /never says "hours" = 3: expected "3" or "three"/,
      withMessages(asking, ...asking.messages.slice(0, 2), user('For a while.'), ...asking.messages.slice(3)),
    ],
    [
      'with part of a number told',
      'unspoken',
      /"hours"/,
      withMessages(good, user('On Thun for 3.5 hours.'), ...good.messages.slice(1)),
    ],
  ];
  test.each(rejections)('rejects one %s: %s', (_, reason, detail, trajectory) => {
    expect(verify(trajectory)).toEqual({
      id: trajectory.id,
      kept: false,
      reason,
      detail: expect.stringMatching(detail) as string,
    });
  });

  test('has a call made that may leave everything out', () => {
    const optional = { ...list, parameters: { ...list.parameters, required: [] } };
    const nothing: Trajectory = {
      ...good,
      tools: [docOf(optional)],
      scenario: {
        ...scenario,
        tools: [list.id],
        facts: [],
        calls: [{ name: list.name, arguments: {}, accepted: { lake: [''] } }],
      },
      messages: [user('Boats?'), makes({}, list.name), answers('[]')],
    };
    expect(verify(nothing, {}, [optional])).toMatchObject({ kept: true });
    const silent = withMessages(nothing, user('Boats?'), says('No.'));
    expect(verify(silent)).toMatchObject({ reason: 'verdict' });
  });

  const held = (facts: Scenario['facts'], first: string, question: string, told: string): Trajectory => ({
    ...withMessages(asking, user(first), says(question), user(told), ...asking.messages.slice(3)),
    scenario: { ...asking.scenario, facts },
  });
  const crewOf3 = { call: 0, parameter: 'people', value: 3, telling: 'at_once' } as const;

  test('takes a value that sounds like one told at once for that one, once', () => {
    const facts = [crewOf3, ...asking.scenario.facts];
    const once = held(facts, 'We are 3 and want a boat on Thun.', 'For how long?', '3 hours');
    const twice = held(facts, 'We are 3 and want a boat on Thun for 3 hours.', 'For how long?', '3 hours');
    expect(verify(once)).toMatchObject({ kept: true });
    expect(verify(twice)).toMatchObject({ kept: false, reason: 'leak' });
  });

  test('takes a value held back for told only after a question', () => {
    const facts = asking.scenario.facts;
    const first = 'I would like a boat on Thun.';
    const unasked = held(facts, first, 'Happy to help.', 'For 3 hours.');
    expect(tellingFault(unasked, () => hire, options.spokenForms)).toMatchObject({ reason: 'leak' });
    const asked = held(facts, first, 'Happy to help. For how long?', 'For 3 hours.');
    expect(tellingFault(asked, () => hire, options.spokenForms)).toBeUndefined();
  });

  test('lets a question name all choices', () => {
    const kind = { call: 0, parameter: 'kind', value: 'canoe', telling: 'held_back' } as const;
    const facts = [...scenario.facts, kind];
    const first = 'On Thun for three hours.';
    expect(verify(held(facts, first, 'A canoe or a sailing boat?', 'A canoe'))).toMatchObject({ kept: true });
    expect(verify(held(facts, first, 'A canoe?', 'A canoe'))).toMatchObject({ reason: 'leak' });
  });

  test('does not look for what is implied', () => {
    const facts = [...scenario.facts, { ...crewOf3, value: 4, telling: 'implied' as const }];
    expect(verify({ ...good, scenario: { ...scenario, facts } })).toMatchObject({ kept: true });
  });

  test('rejects what is much like something kept, in its split only', () => {
    const verifier = createVerifier(options);
    const again = { ...good, id: 'again' };
    const elsewhere = { ...again, scenario: { ...scenario, split: 'held_out' as const } };
    expect(verifier({ ...good, id: 'stopped', outcome: 'forced_stop' }, offered)).toMatchObject({
      kept: false,
    });
    expect(verifier(good, offered)).toMatchObject({ kept: true });
    expect(verifier(again, offered)).toEqual({
      id: 'again',
      kept: false,
      reason: 'near_duplicate',
      detail: '100 % like multiple-0, which was kept',
    });
    expect(verifier(elsewhere, offered)).toMatchObject({ kept: true });
    expect(verifier(idle, offered)).toMatchObject({ kept: true });
  });

  test('asks the audit about tools, true calls and what the user said', () => {
    const asked: unknown[] = [];
    const contamination: ContaminationAudit = {
      suite: 'bench',
      version: '1',
      faultOfTool: () => undefined,
      faultOf: (...all) => {
        asked.push(all);
        return 'the call is known';
      },
    };
    expect(verify(asking, { contamination })).toMatchObject({
      reason: 'contaminated',
      detail: 'the call is known',
    });
    expect(asked).toEqual([
      [asking.tools, asking.scenario.calls, ['I would like a boat on Thun.', 'For 3 hours.']],
    ]);
  });
});

describe('near-duplicates', () => {
  const setOf = (from: number, count: number) =>
    new Set(Array.from({ length: count }, (_, index) => (from + index) * 7_919_317_131));

  test.each([0.5, 0.7, 0.8, 0.9, 1])('at %d: all far above are found, none below', (threshold) => {
    let missed = 0;
    for (let round = 0; round < 40; round++) {
      const known = new NearDuplicates(round, threshold);
      const shingles = setOf(1000 * round, 40);
      known.add('known', shingles);
      expect(known.find(shingles)).toEqual({ id: 'known', likeness: 1 });
      const shared = Math.ceil(40 * Math.min(1, threshold + 0.04));
      const like = new Set([...[...shingles].slice(0, shared)]);
      if (known.find(like) === undefined) missed++;
      const below = new Set([...shingles].slice(0, Math.ceil(40 * threshold) - 1));
      expect(known.find(below)).toBeUndefined();
    }
    expect(missed).toBeLessThanOrEqual(4);
  });

  test('never come from sets with less in common than the threshold', () => {
    const sets = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(sets, sets, fc.double({ min: 0.3, max: 1, noNaN: true }), (one, other, threshold) => {
        const known = new NearDuplicates(1, threshold);
        known.add('one', new Set(one));
        const shared = one.filter((item) => other.includes(item)).length;
        const likeness = shared / (one.length + other.length - shared);
        const found = known.find(new Set(other));
        expect(found === undefined || found.likeness === likeness).toBe(true);
        if (likeness < threshold) expect(found).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  test('are told apart by tool and arguments given, not by their values', () => {
    const called = (name: string, given: Record<string, number>): Trajectory => ({
      ...good,
      scenario: { ...scenario, calls: [{ name, arguments: given, accepted: {} }] },
    });
    const base = shinglesOf(called('a', { x: 1, y: 2 }));
    expect(shinglesOf(called('a', { y: 3, x: 4 }))).toEqual(base);
    expect(shinglesOf(called('b', { x: 1, y: 2 }))).not.toEqual(base);
    expect(shinglesOf(called('a', { x: 1 }))).not.toEqual(base);
  });
});

describe('a yield', () => {
  const count = new YieldCount();
  for (const [trajectory, reason] of [
    [asking, undefined],
    [idle, 'leak'],
    [good, undefined],
    [good, 'verdict'],
    [good, 'verdict'],
  ] as const) {
    const { id, scenario: played } = trajectory;
    count.add(played, reason === undefined ? { id, kept: true } : { id, kept: false, reason, detail: '' });
  }
  const table = count.table(7, undefined);
  const io = {
    stdout: { write: () => Promise.resolve(), isTerminal: false, columns: undefined },
    environment: {},
  };

  test('counts by split and kind', () => {
    expect(YieldTableSchema.parse(table).rows).toEqual([
      { kind: 'multiple', split: 'training', played: 3, kept: 1, rejected: { verdict: 2 } },
      { kind: 'irrelevance', split: 'training', played: 1, kept: 0, rejected: { leak: 1 } },
      { kind: 'missing_parameter', split: 'held_out', played: 1, kept: 1, rejected: {} },
    ]);
  });

  test('is shown with its sum, the reasons that occur, and what was not audited', () => {
    expect(yieldText(table, io)).toMatchInlineSnapshot(`
      "Split     Kind               Played  Kept   Share  verdict  leak
      training  multiple                3     1   33.3%        2     0
      training  irrelevance             1     0    0.0%        0     1
      held out  missing parameter       1     1  100.0%        0     0
      all                               5     2   40.0%        2     1

      Played with seed 7. Kept: no check found a fault; what was rejected is counted once, at the first check that found one.
      Not audited against BFCL: no data (\`inftool data pull\` brings it).
      "
    `);
    const audit = { suite: 'bfcl', version: '1.2' } as ContaminationAudit;
    expect(yieldText(count.table(7, audit), io)).toContain('Audited for contamination against bfcl 1.2.');
  });

  test('of nothing is nothing', () => {
    expect(yieldText(new YieldCount().table(1, undefined), io)).toMatch(/^all +0 +0 +0\.0%$/m);
  });
});

describe('suites', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inftool-suites-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are written by split and opened again', async () => {
    const target = join(folder, 'new', 'suites');
    const { training, held_out: heldOut } = await writeSuites(target, [good, asking, idle]);
    expect(training?.file).toBe(join(target, 'training.jsonl'));
    expect(training?.suite.categories.map(({ name, count }) => [name, count])).toEqual([
      ['multiple', 1],
      ['irrelevance', 1],
    ]);
    expect(heldOut?.suite.id).toBe('held-out');
    expect(heldOut?.suite.categories.map(({ name, count }) => [name, count])).toEqual([
      ['missing_parameter_ask', 1],
      ['missing_parameter_call', 1],
    ]);
    const lines = (await readFile(join(target, 'held-out.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(tasksOf(asking));
  });

  test('are replaced, or removed where nothing was kept', async () => {
    await writeSuites(folder, [good, asking]);
    const { training, held_out: heldOut } = await writeSuites(folder, [idle]);
    expect(training?.suite.categories.map(({ name }) => name)).toEqual(['irrelevance']);
    expect(heldOut).toBeUndefined();
    await expect(stat(join(folder, 'held-out.jsonl'))).rejects.toThrow('ENOENT');
  });

  test('stay as they are when two trajectories make one task', async () => {
    await writeSuites(folder, [good]);
    const before = await readFile(join(folder, 'training.jsonl'), 'utf8');
    const writing = writeSuites(folder, [idle, good, { ...good, id: 'again' }]);
    await expect(writing).rejects.toThrow(InputError);
    await expect(writing).rejects.toThrow('multiple-0 and again both make the task "training/multiple/0"');
    expect(await readFile(join(folder, 'training.jsonl'), 'utf8')).toBe(before);
    await expect(stat(join(folder, 'training.jsonl.partial'))).rejects.toThrow('ENOENT');
  });

  test('cannot lie where a file is', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(writeSuites(file, [good])).rejects.toThrow(InputError);
  });
});
