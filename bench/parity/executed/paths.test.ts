import { describe, expect, test } from 'vitest';
import { isDict, readJson, type Dict, type Suite, type Task, type Value } from '../../../datasets/index.ts';
import { executeCalls, openInstances, pathTaskOf, settingFor } from '../../../graders/index.ts';
import type { Answer, ExecutedCase } from './executed-case.ts';
import { comparePath, pathCase, type PathAttempt } from './path-case.ts';
import { pathCases } from './path-cases.ts';
import { callText, readCall } from './planned-call.ts';
import { runExecuted } from './run-executed.ts';
import { today } from './sessions.ts';
import { messageCase, stepCase } from './step-cases.ts';

const surroundings = { today, longContext: new Map<string, Value>() };

function dictOf(text: string): Dict {
  const value = readJson(text);
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

const entry = dictOf(
  JSON.stringify({
    id: 'multi_turn_base_0',
    involved_classes: ['GorillaFileSystem', 'TicketAPI'],
    initial_config: {
      GorillaFileSystem: {
        root: { w: { type: 'directory', contents: { a: { type: 'file', content: 'x y' } } } },
      },
      TicketAPI: { current_user: 'ada' },
    },
  }),
);
const path = [["cat(file_name='a')", "wc('a', mode='w')"], [], ["create_ticket(title='x', priority=2)"]];

const task: Task = {
  id: 'multi_turn_base_0',
  category: 'multi_turn_base',
  language: 'python',
  format: { decoder: 'python', toolCallTag: false },
  checker: 'multi-turn',
  tools: [],
  expected: { kind: 'path', source: path },
  cluster: '',
  entry,
};

const suite: Suite = {
  id: 'test',
  version: '1',
  digest: '',
  categories: [],
  groups: new Map(),
  categoryOf: () => 'multi_turn_base',
  tasks: () => Promise.resolve([task]),
};

async function collected(count: number, seed: number): Promise<ExecutedCase[]> {
  const cases: ExecutedCase[] = [];
  for await (const one of pathCases(suite, surroundings, count, seed)) cases.push(one);
  return cases;
}

/** What we come to, as the other side would tell it. */
function answerOf({ decoded }: { readonly decoded: readonly (readonly (readonly string[])[])[] }): Answer {
  const pathTask = pathTaskOf(task);
  const setting = settingFor(pathTask, surroundings);
  const own = openInstances(pathTask, 'm', setting);
  const expected = openInstances(pathTask, 'm_ground_truth', setting);
  const results = pathTask.path.flatMap((calls, turn) => [
    ...(decoded[turn] ?? []).map((step) => executeCalls(step, own)),
    executeCalls(calls, expected),
  ]);
  return { valid: true, error_type: null, error_message: null, differing: [], missing: [], results };
}

const attempt = (decoded: readonly (readonly (readonly string[])[])[]) =>
  ({ kind: 'path', task, modelName: 'm', surroundings, decoded }) satisfies PathAttempt;

describe('seeded paths', () => {
  test('are the same for a seed, whatever the number asked for, and others for another', async () => {
    const lines = (await collected(60, 7)).map(({ line }) => line);
    expect((await collected(20, 7)).map(({ line }) => line)).toEqual(lines.slice(0, 20));
    expect((await collected(60, 8)).map(({ line }) => line)).not.toEqual(lines);
  });

  test('hold right and wrong ones, decoded and raw ones', async () => {
    const cases = await collected(200, 1);
    expect(new Set(cases.map(({ stratum }) => stratum.split(' ')[1]))).toEqual(new Set(['calls', 'raw']));
    const lines = cases.map(({ line }) => line).join();
    for (const text of ["cat(file_name='a')", 'create_ticket', '"decoded": [[]', '"mode": "fc"'])
      expect(lines).toContain(text);
  });

  test('a call that is read is written as it was', () => {
    for (const text of [
      "f(a='x, y', b=[1, (2, 3)], c={'k': ')'})",
      'f()',
      "f('a', *b)",
      "f(a == 1, b='=')",
    ]) {
      const call = readCall(text);
      expect(call && callText(call)).toBe(text);
    }
    expect(readCall('a.b(1)')).toBeUndefined();
    expect(readCall('f(1')).toBeUndefined();
  });
});

describe('the comparison of paths', () => {
  const right = attempt([[path[0] ?? []], [], [path[2] ?? []]]);
  const official = answerOf(right);

  test('finds every field in which they part', () => {
    expect(comparePath(right, official)).toEqual({ kind: 'same', valid: true });
    const planted = {
      valid: false,
      error_type: 'x',
      error_message: 'x',
      differing: ['root'],
      missing: ['x'],
    };
    for (const [field, value] of Object.entries(planted))
      expect(comparePath(right, { ...official, [field]: value })).toMatchObject({ kind: 'different', field });
  });

  test('finds a result that is another text, is missing or is too many', () => {
    const results = official['results'] as string[][];
    const planted = [
      results.with(0, ['other', ...(results[0] ?? []).slice(1)]),
      results.slice(0, -1),
      [...results, ['more']],
    ];
    for (const other of planted)
      expect(comparePath(right, { ...official, results: other })).toMatchObject({ field: 'result' });
  });

  test('names what we say we do not follow, and nothing else', () => {
    const refused = attempt([[["list({'a', 'b', 'c'})"]], [], []]);
    const results = [['<x>'], ...(answerOf(refused)['results'] as string[][]).slice(1)];
    expect(comparePath(refused, { ...official, results })).toMatchObject({ kind: 'named' });
    expect(comparePath(right, { abort: 'TypeError: x' })).toMatchObject({
      kind: 'different',
      field: 'abort',
    });
    expect(comparePath(right, { timeout: true })).toEqual({
      kind: 'named',
      name: 'resource limit: the time of the official',
    });
  });

  test('shrinks what differs', async () => {
    const planted = (one: ExecutedCase): ExecutedCase => ({
      ...one,
      compare: () =>
        one.line.includes('grep')
          ? { kind: 'different', field: 'f', ours: '1', official: '2' }
          : { kind: 'same', valid: true },
      *smaller() {
        for (const next of one.smaller()) yield planted(next);
      },
    });
    const long = attempt([[["cat('a')"], ["wc('a')", "grep('a', 'x')"]], [], [["create_ticket('x')"]]]);
    const { differences, strata } = await runExecuted([planted(pathCase(long))], {
      answer: () => Promise.resolve({}),
    });
    expect(strata).toMatchObject([{ cases: 1, different: 1 }]);
    expect(differences[0]?.case.shown).toBe(`multi_turn_base_0: [[["grep('a', 'x')"]], [], []]`);
  });
});

test('steps and messages that differ are found', () => {
  const step = stepCase({ result: "[f(a=1), g(b='x')]", mode: 'prompt' });
  const texts = ['f(a=1)', "g(b='x')"];
  expect(step.compare({ ok: true, texts, empty: false })).toEqual({ kind: 'same', valid: true });
  expect(step.compare({ ok: true, texts: ['f(a=1)'], empty: false })).toMatchObject({ field: 'texts' });
  expect(step.compare({ ok: false, texts: [], empty: false })).toMatchObject({ field: 'ok' });
  const message = messageCase({ result: [['It is Bern.']], mode: 'prompt', answers: ['bern'] });
  const found = { valid: true, error_type: null, error_message: null, judged: null };
  expect(message.compare(found)).toEqual({ kind: 'same', valid: true });
  expect(message.compare({ ...found, valid: false })).toMatchObject({ field: 'valid' });
});
