import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  parseOwnTask,
  readJson,
  ScenarioSchema,
  ToolSpecSchema,
  type Split,
  type ToolTree,
} from '../../datasets/index.ts';
import { gradeEntry, type Output } from '../../graders/index.ts';
import { verbOf } from '../tree/terms.ts';
import { faultsOf } from '../values/argument-check.ts';
import { Neighbourhood } from './neighbours.ts';
import type { PlannedScenario } from './planned-scenario.ts';
import { restyle } from './restyle.ts';
import { scenariosOf } from './scenarios.ts';
import { planOf, treeOfOwnSpecs } from './test-plans.ts';

const halves: readonly Split[] = ['training', 'held_out'];
let tree: ToolTree;
const scenarios = new Map<Split, readonly PlannedScenario[]>();
beforeAll(async () => {
  tree = await treeOfOwnSpecs();
  for (const split of halves) scenarios.set(split, scenariosOf(tree, planOf(split, split)));
});

function taskOf({ scenario, tools }: PlannedScenario) {
  const expected =
    scenario.calls.length === 0
      ? { expect: 'no_call' }
      : { possible_answers: scenario.calls.map(({ name, accepted }) => ({ [name]: accepted })) };
  const task = {
    id: scenario.id,
    tools: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    ...expected,
  };
  return parseOwnTask(readJson(JSON.stringify(task)), scenario.id);
}

function outputOf(calls: readonly { readonly name: string; readonly arguments: unknown }[]): Output {
  const result = calls.map((call) => new Map([[call.name, JSON.stringify(call.arguments)]]));
  return { result, mode: 'fc', underscoreToDot: false };
}

describe.each(halves)('scenarios of %s', (split) => {
  const all = () => scenarios.get(split) ?? [];

  test('have a ground truth that the grader passes, while no call passes only where none is right', () => {
    for (const planned of all()) {
      const task = taskOf(planned);
      const { id, calls, kind } = planned.scenario;
      const verdict = gradeEntry(task, outputOf(calls));
      expect([id, verdict.error, verdict.valid]).toEqual([id, [], true]);
      expect([id, gradeEntry(task, outputOf([])).valid]).toEqual([id, kind === 'irrelevance']);
    }
  });

  test('fail where an argument of the truth is wrong', () => {
    const calling = all().filter(({ scenario }) => scenario.calls.length === 1);
    for (const planned of calling) {
      const [call] = planned.scenario.calls;
      const [first] = Object.keys(call?.arguments ?? {});
      if (call === undefined || first === undefined) throw new Error('a call without arguments');
      const wrong = { name: call.name, arguments: { ...call.arguments, [first]: { no: 'such value' } } };
      expect(gradeEntry(taskOf(planned), outputOf([wrong])).valid).toBe(false);
    }
  });

  test('are valid records, and their calls fit the tools that are offered', () => {
    for (const { scenario, tools } of all()) {
      expect(ScenarioSchema.parse(scenario)).toEqual(scenario);
      expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
      expect(scenario.tools).toEqual(tools.map(({ id }) => id));
      expect(scenario.facts).toHaveLength(
        scenario.calls.reduce((sum, call) => sum + Object.keys(call.arguments).length, 0),
      );
      for (const call of scenario.calls) {
        const tool = tools.find(({ name }) => name === call.name);
        if (tool === undefined) throw new Error(`${scenario.id}: ${call.name} is not offered`);
        expect([scenario.id, faultsOf(tool, call.arguments)]).toEqual([scenario.id, []]);
      }
    }
  });

  test('use tools of their own domains alone', () => {
    const domains = new Set(split === 'training' ? tree.domains.training : tree.domains.heldOut);
    for (const { tools } of all()) for (const { domain } of tools) expect(domains.has(domain)).toBe(true);
  });

  test('have as many tools and calls as their kind says', () => {
    for (const { scenario, tools } of all()) {
      const { kind, calls, id } = scenario;
      const names = new Set(calls.map(({ name }) => name)).size;
      if (kind === 'single') expect([id, tools.length, calls.length]).toEqual([id, 1, 1]);
      if (kind === 'multiple')
        expect([id, calls.length, tools.length >= 2 && tools.length <= 8]).toEqual([id, 1, true]);
      if (kind === 'parallel')
        expect([id, names, calls.length >= 2 && calls.length <= 6]).toEqual([id, 1, true]);
      if (kind === 'parallel_multiple')
        expect([id, names === calls.length && names >= 2 && names <= 4]).toEqual([id, true]);
      if (kind === 'irrelevance') expect([id, calls.length, tools.length <= 6]).toEqual([id, 0, true]);
      if (kind === 'missing_parameter') {
        expect([id, scenario.facts.filter(({ telling }) => telling === 'held_back').length]).toEqual([id, 1]);
      }
    }
  });
});

test('nothing that is offered could serve an irrelevant request', () => {
  for (const split of halves) {
    const near = new Neighbourhood(tree, split);
    for (const { scenario, tools, wishes } of scenarios.get(split) ?? []) {
      if (scenario.kind !== 'irrelevance') continue;
      for (const { tool } of wishes) {
        const offered = tools.flatMap(({ id }) => tree.tools.find((one) => one.id === id) ?? []);
        expect([
          scenario.id,
          offered.filter((other) => near.couldServe(other, tool)).map(({ id }) => id),
        ]).toEqual([scenario.id, []]);
      }
    }
  }
});

test('a tool could serve what one of the same kind of verb and object is for', () => {
  const near = new Neighbourhood(tree, 'training');
  const byId = (id: string) => {
    const tool = tree.tools.find((one) => one.id === id);
    if (tool === undefined) throw new Error(id);
    return tool;
  };
  const [hold, cancel, drop] = [
    'kiteway#bookings.hold',
    'kiteway#bookings.cancel',
    'foyer-box-office#orders.cancel',
  ].map(byId);
  if (hold === undefined || cancel === undefined || drop === undefined) throw new Error('no tools');
  expect(verbOf(hold)).not.toBe(verbOf(cancel));
  expect(near.couldServe(hold, cancel)).toBe(false);
  expect(near.couldServe(cancel, cancel)).toBe(true);
  expect(near.couldServe({ ...drop, id: 'x#y', name: 'bookings.void' }, cancel)).toBe(true);
});

test('the same plan gives the same scenarios, another seed others', () => {
  const plan = { ...planOf('training', 'held_out'), count: 60 };
  expect(scenariosOf(tree, plan)).toEqual(scenariosOf(tree, plan));
  expect(scenariosOf(tree, { ...plan, seed: 4 })).not.toEqual(scenariosOf(tree, plan));
});

test('a mix decides how many there are of each kind', () => {
  const mix = {
    single: 3,
    multiple: 1,
    parallel: 0,
    parallel_multiple: 0,
    irrelevance: 0,
    missing_parameter: 0,
  };
  const kinds = scenariosOf(tree, { ...planOf('training', 'training'), count: 40, mix }).map(
    ({ scenario }) => scenario.kind,
  );
  expect([
    kinds.filter((kind) => kind === 'single').length,
    kinds.filter((kind) => kind === 'multiple').length,
  ]).toEqual([30, 10]);
  const none = { ...mix, single: 0, multiple: 0 };
  expect(() => scenariosOf(tree, { ...planOf('training', 'training'), mix: none })).toThrow(RangeError);
});

describe('a restyled tool', () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addFormat('date-time', ajv.formats['iso-date-time'] ?? true);

  test('is a valid spec of the same id whose examples fit, the same for the same seed', () => {
    for (const tool of tree.tools) {
      for (const seed of [1]) {
        const options = { seed, untouchedShare: 0 };
        const styled = restyle(tool, options);
        expect(ToolSpecSchema.parse(styled)).toEqual(styled);
        expect([styled.id, restyle(tool, options)]).toEqual([tool.id, styled]);
        expect(styled.name).toMatch(/^[A-Za-z0-9_.-]{1,64}$/);
        expect(styled.parameters.required).toHaveLength(tool.parameters.required?.length ?? 0);
        for (const spec of Object.values(styled.parameters.properties ?? {})) {
          const check = ajv.compile(spec);
          for (const example of spec.examples ?? [])
            expect([styled.id, example, check(example)]).toEqual([styled.id, example, true]);
        }
      }
    }
  });

  test('has many names; a share stays as it is', () => {
    const [tool] = tree.tools;
    if (tool === undefined) throw new Error('no tool');
    const names = Array.from({ length: 60 }, (_, seed) => restyle(tool, { seed, untouchedShare: 0 }).name);
    expect(new Set(names).size).toBeGreaterThan(10);
    const untouched = Array.from(
      { length: 200 },
      (_, seed) => restyle(tool, { seed, untouchedShare: 0.5 }) === tool,
    );
    expect(untouched.filter(Boolean).length).toBeGreaterThan(70);
    expect(untouched.filter(Boolean).length).toBeLessThan(130);
  });
});
