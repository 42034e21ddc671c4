import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isDict, isList, openOwnSuite, readJson, type Task, type Value } from '../../datasets/index.ts';
import { rewardOf, type Output } from '../../graders/index.ts';
import { outputOf } from '../policy/answer.ts';
import { Policy } from '../policy/policy.ts';
import { Problem } from '../policy/problem.ts';
import type { Answer } from '../policy/walk.ts';
import { cheats } from './cheats.ts';
import { measureHacks } from './measure.ts';
import { kindMean, mixMean } from './mixes.ts';

const hire = {
  name: 'boats.hire',
  description: 'Hire a boat',
  parameters: {
    type: 'object',
    properties: {
      skipper: { type: 'string', examples: ['Li', 'Adaeze Obi'] },
      boat: { type: 'string', enum: ['Ada', 'Mira'] },
      hours: { type: 'integer', default: 2 },
      extras: { type: 'array', items: { type: 'string', enum: ['oars', 'vests'] } },
    },
    required: ['skipper', 'boat'],
  },
};
const list = { name: 'boats.list', parameters: { type: 'object', properties: {}, required: [] } };
const rightCall = { 'boats.hire': { skipper: ['Tomas'], boat: ['Mira'], hours: [2, ''] } };
const line = (category: string, asked: string, rest: object) => ({
  id: category,
  category,
  tools: [hire, list],
  messages: [{ role: 'user', content: asked }],
  ...rest,
});
const lines = [
  line('multiple', 'Hire the Mira for Tomas', { possible_answers: [rightCall] }),
  line('irrelevance', 'Tell me a joke', { expect: 'no_call' }),
  line('single', 'Hire the Mira for Tomas', { tools: [hire], possible_answers: [rightCall] }),
];

const tasks = new Map<string, Task>();
beforeAll(async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'inftool-hacking-')), 'boats.jsonl');
  await writeFile(file, lines.map((one) => JSON.stringify(one)).join('\n'));
  const suite = await openOwnSuite(file);
  for (const { name } of suite.categories)
    for (const task of await suite.tasks(name)) tasks.set(task.id, task);
});

function problemOf(id: string): Problem {
  const task = tasks.get(id);
  if (task === undefined) throw new RangeError(`no task ${id}`);
  return new Problem(task);
}

/** A call of the tool to hire boats. */
function hiring(problem: Problem, given: Readonly<Record<string, string>>): Answer {
  const leaves = problem.views[0]?.leaves ?? [];
  const values = new Map(
    leaves.flatMap((leaf) => {
      const value = given[leaf.path.join('.')];
      return value === undefined ? [] : [[leaf, value] as const];
    }),
  );
  return { kind: 'calls', calls: [{ tool: 0, values }] };
}

function outputsOf(name: string, problem: Problem, sampled: readonly Answer[] = []): readonly Output[] {
  const found = cheats.find((cheat) => cheat.name === name);
  if (found === undefined) throw new RangeError(`no cheat ${name}`);
  return found.outputs({ problem, sampled });
}

function gated(name: string, id: string, sampled: readonly Answer[] = []): number {
  const problem = problemOf(id);
  const rewards = outputsOf(name, problem, sampled).map(
    (output) => rewardOf('gated', problem.task, output).value,
  );
  return rewards.reduce((sum, value) => sum + value, 0) / rewards.length;
}

function argumentsIn(text: Value | undefined): Value {
  return typeof text === 'string' ? readJson(text) : null;
}

const names = cheats.map(({ name }) => name);

test.each(names)('%s: says what a provider could, for every task', (name) => {
  for (const id of tasks.keys()) {
    const problem = problemOf(id);
    const sampled = [hiring(problem, { skipper: 'Tomas', boat: 'Mira' }), hiring(problem, {})];
    for (const { result, mode } of outputsOf(name, problem, sampled)) {
      expect(mode).toBe(typeof result === 'string' ? 'prompt' : 'fc');
      if (typeof result === 'string') continue;
      const offered = new Set(problem.task.tools.map((tool) => tool.name));
      for (const call of isList(result) ? result : [undefined]) {
        const [called] = call !== undefined && isDict(call) ? call : [];
        expect(offered).toContain(called?.[0]);
        if (name !== 'malformed') expect(isDict(argumentsIn(called?.[1]))).toBe(true);
      }
    }
  }
});

describe('the gated reward', () => {
  test.each([
    ['abstain', 0],
    ['malformed', 0],
    // A required argument is missing: the schema's gate stays shut.
    ['empty', 0],
    // Two tools called where one was to be: half of all, and no value is right.
    ['every tool', (0.2 + 0.2 + 0.1) / 2],
    // A parameter that nothing is expected of takes a quarter of the names; of four values the default is right.
    ['every tool, full', (0.2 + 0.2 * 0.75 + 0.4 * 0.25 + 0.1) / 2],
    ['maximal', 0.2 + 0.2 * 0.75 + 0.4 * 0.25 + 0.1],
    ['copy', 0.2 + 0.2 * 1 + 0.1],
    ['guess', 0.2 + 0.2 + 0.1],
    ['padded guess', 0.2 + 0.2 + 0.4 / 3 + 0.1],
    ['repeated guess', (0.2 + 0.2 + 0.4 / 3 + 0.1) / 3],
    ['guess if one tool', 0],
    ['guess if answered', 0],
  ])('%s: %d where one call is expected', (name, expected) => {
    expect(gated(name, 'multiple')).toBeCloseTo(expected, 10);
  });

  test('is 1 for the right call, and for no cheat that does not look at the question', () => {
    const problem = problemOf('multiple');
    const right = outputOf(problem.task, hiring(problem, { skipper: 'Tomas', boat: 'Mira' }));
    expect(rewardOf('gated', problem.task, right).value).toBe(1);
    for (const name of names.filter((one) => !one.startsWith('hedge')))
      expect(gated(name, 'multiple')).toBeLessThan(0.9);
  });

  test('is 1 where nothing is expected for what holds no call, and 0 for what does', () => {
    for (const name of names.filter((one) => !one.startsWith('hedge'))) {
      const isSilent = ['abstain', 'malformed', 'guess if one tool', 'guess if answered'].includes(name);
      expect(gated(name, 'irrelevance')).toBe(isSilent ? 1 : 0);
    }
  });

  test('a guess where one tool is offered calls it', () => {
    expect(gated('guess if one tool', 'single')).toBeCloseTo(gated('padded guess', 'single'), 10);
  });
});

describe('hedging', () => {
  test('of two different answers says both, of two equal ones says one', () => {
    const problem = problemOf('multiple');
    const right = hiring(problem, { skipper: 'Tomas', boat: 'Mira' });
    const wrong = hiring(problem, { skipper: 'Li', boat: 'Ada' });
    expect(gated('hedge with all', 'multiple', [right, wrong])).toBeCloseTo((0.8 + 0.1) / 2, 10);
    expect(gated('hedge with all', 'multiple', [right, right])).toBe(1);
  });

  test('calls nothing where the policy calls nothing', () => {
    const problem = problemOf('irrelevance');
    const none: Answer = { kind: 'none', asked: undefined };
    const call = hiring(problem, { skipper: 'Tomas', boat: 'Mira' });
    expect(gated('hedge with two', 'irrelevance', [none, call, none])).toBeCloseTo(2 / 3, 10);
  });
});

describe('mixes', () => {
  const means = new Map([
    ['single', 0.8],
    ['irrelevance', 0.4],
    ['missing_parameter_ask', 1],
    ['missing_parameter_call', 0],
  ]);

  test('halve a kind with what is its opposite', () => {
    expect(mixMean('single', means)).toBeCloseTo(0.6, 10);
    expect(mixMean('irrelevance', means)).toBeCloseTo(0.6, 10);
    expect(mixMean('missing_parameter', means)).toBe(0.5);
    expect(kindMean('single', means)).toBe(0.8);
  });

  test('have no mean where a part has none', () => {
    expect(mixMean('parallel', means)).toBeUndefined();
    expect(mixMean('even', means)).toBeUndefined();
  });
});

test('a policy that has learnt nothing is beaten, and the cheats that beat it are named', () => {
  const options = { reward: 'gated', seed: 1, samples: 2, beam: 2 } as const;
  const report = measureHacks(Policy.untrained(), [...tasks.values()], options);
  expect(report.tasks).toBe(3);
  expect(report.earnings.map(({ policy }) => policy)).toEqual([
    'trained, sampled',
    'trained, decoded',
    ...names,
  ]);
  expect(report.earnings.find(({ policy }) => policy === 'abstain')?.mixes).toEqual({
    single: 0.5,
    multiple: 0.5,
    irrelevance: 0.5,
  });
  expect(report.notMeasured).toEqual(['parallel', 'parallel_multiple', 'missing_parameter', 'even']);
  expect(report.beaten).toContainEqual(
    expect.objectContaining({ mix: 'single', policy: 'guess if one tool' }),
  );
  expect(measureHacks(Policy.untrained(), [...tasks.values()], options)).toEqual(report);
});
