import { expect, test } from 'vitest';
import { ownSpecsFolder, readSpecs, ScenarioKindSchema } from '../../datasets/index.ts';
import { scenarioOf } from '../scenarios/scenarios.ts';
import { planOf } from '../scenarios/test-plans.ts';
import { buildToolTree, defaultTreeOptions } from '../tree/build-tree.ts';
import { executionFault } from './execution.ts';

const tree = buildToolTree(await readSpecs([ownSpecsFolder()]), { ...defaultTreeOptions, seed: 1 });

test('the truth of what is planned is executed without a fault', () => {
  for (const kind of ScenarioKindSchema.options) {
    for (let index = 0; index < 20; index++) {
      const planned = scenarioOf(tree, planOf('training', 'training'), { kind, index });
      expect([planned.scenario.id, executionFault(planned)]).toEqual([planned.scenario.id, undefined]);
    }
  }
});

test('a truth that the server refuses is a fault', () => {
  const planned = scenarioOf(tree, planOf('training', 'training'), { kind: 'single', index: 0 });
  const calls = planned.scenario.calls.map((call) => ({ ...call, arguments: { nonsense: 1 } }));
  expect(executionFault({ ...planned, scenario: { ...planned.scenario, calls } })).toMatchObject({
    reason: 'server_error',
    detail: expect.stringContaining('nonsense') as string,
  });
});
