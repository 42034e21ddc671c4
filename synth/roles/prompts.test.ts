import { expect, test } from 'vitest';
import { ownSpecsFolder, readSpecs, type ScenarioKind } from '../../datasets/index.ts';
import { scenarioOf } from '../scenarios/scenarios.ts';
import { buildToolTree, defaultTreeOptions } from '../tree/build-tree.ts';
import { userPrompt } from './prompts.ts';

const tree = buildToolTree(await readSpecs([ownSpecsFolder()], []), { ...defaultTreeOptions, seed: 1 });

function planned(kind: ScenarioKind, index = 0) {
  const plan = {
    split: 'training',
    phrasing: 'training',
    seed: 1,
    count: 1,
    mix: { single: 0, multiple: 0, parallel: 0, parallel_multiple: 0, irrelevance: 0, missing_parameter: 0 },
  } as const;
  return scenarioOf(tree, plan, { kind, index });
}

test.each(['parallel', 'parallel_multiple'] as const)('%s: every wish has its own values', (kind) => {
  for (let index = 0; index < 20; index++) {
    const scenario = planned(kind, index);
    const blocks = userPrompt(scenario)
      .split(/^Wish \d+ of \d+, /m)
      .slice(1);
    expect(blocks).toHaveLength(scenario.wishes.length);
    for (const [place, wish] of scenario.wishes.entries()) {
      for (const [name, value] of Object.entries(wish.arguments)) {
        expect(blocks[place]).toContain(`- ${name}`);
        expect(blocks[place]).toContain(typeof value === 'string' ? value : JSON.stringify(value));
      }
    }
  }
});

test('irrelevance: the user knows the values of what nobody can do', () => {
  const scenario = Array.from({ length: 40 }, (_, index) => planned('irrelevance', index)).find(
    ({ wishes }) => Object.keys(wishes[0]?.arguments ?? {}).length > 0,
  );
  expect(scenario).toBeDefined();
  if (scenario === undefined) return;
  for (const name of Object.keys(scenario.wishes[0]?.arguments ?? {}))
    expect(userPrompt(scenario)).toContain(`- ${name}`);
});
