import { ScenarioSchema, ToolSpecSchema, type ScenarioKind } from '../../datasets/index.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import boats from './cases/boats.json' with { type: 'json' };

export const tools = boats.tools.map((tool) => ToolSpecSchema.parse(tool));
const scenarios = boats.scenarios.map((scenario) => ScenarioSchema.parse(scenario));

/** The scenario of a kind, written by hand. */
export function planned(kind: ScenarioKind): PlannedScenario {
  const scenario = scenarios.find((candidate) => candidate.kind === kind);
  if (scenario === undefined) throw new RangeError(`no scenario is ${kind}`);
  const wishes = scenario.calls.flatMap(({ name, arguments: given }) =>
    tools.filter((tool) => tool.name === name).map((tool) => ({ tool, arguments: given })),
  );
  return { scenario, tools, wishes };
}
