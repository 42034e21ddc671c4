import type { Chance, Fact, Scenario, ToolSpec, ValueSpec } from '../../datasets/index.ts';
import { isSpoken } from '../phrasing/spoken.ts';
import { openingOf } from '../phrasing/message.ts';
import { requestOf } from '../phrasing/requests.ts';
import { truthCall } from './accepted.ts';
import { specOf } from './arguments.ts';
import type { Draft, Frame } from './drafts.ts';
import type { PlannedScenario, Wish } from './planned-scenario.ts';
import { scenarioData } from './scenario-data.ts';

/** A draft with unique names, its ground truth and what the user knows; undefined where a secret cannot be kept. */
export function plannedOf(draft: Draft, frame: Frame, chance: Chance): PlannedScenario | undefined {
  const tools = uniquelyNamed(draft.offered);
  const wishes = draft.isServed ? draft.wishes.map((wish) => renamedWish(wish, tools)) : draft.wishes;
  const secret = frame.kind === 'missing_parameter' ? secretOf(wishes[0], chance) : undefined;
  if (frame.kind === 'missing_parameter' && secret === undefined) return undefined;
  const calls = draft.isServed ? wishes.map((wish) => truthCall(wish.tool, wish.arguments)) : [];
  const facts = calls.flatMap((call, index) =>
    Object.entries(call.arguments).map(([parameter, value]): Fact => ({
      call: index,
      parameter,
      value,
      telling: parameter === secret ? 'held_back' : 'at_once',
    })),
  );
  const scenario: Scenario = {
    id: frame.id,
    kind: frame.kind,
    split: frame.split,
    seed: frame.seed,
    phrasing: frame.phrasing,
    domain: (wishes[0]?.tool ?? tools[0])?.domain ?? '',
    persona: chance.pick(scenarioData().personas),
    need: needOf(wishes, frame, chance),
    difficulty: facts.length + tools.length - 1 + calls.length,
    tools: tools.map(({ id }) => id),
    calls,
    facts,
  };
  const planned = { scenario, tools, wishes };
  return secret !== undefined && leaks(planned, secret) ? undefined : planned;
}

function needOf(wishes: readonly Wish[], { phrasing }: Frame, chance: Chance): string {
  if (wishes.length === 0) return chance.pick(scenarioData().unanswerable[phrasing]);
  return [...new Set(wishes.map(({ tool }) => requestOf(tool).text))].join('; ');
}

function uniquelyNamed(tools: readonly ToolSpec[]): ToolSpec[] {
  const taken = new Set<string>();
  return tools.map((tool) => {
    let name = tool.name;
    for (let copy = 2; taken.has(name); copy++) name = `${tool.name.slice(0, 60)}_${copy}`;
    taken.add(name);
    return name === tool.name ? tool : { ...tool, name };
  });
}

function renamedWish(wish: Wish, tools: readonly ToolSpec[]): Wish {
  return { ...wish, tool: tools.find(({ id }) => id === wish.tool.id) ?? wish.tool };
}

/** A required argument that nobody could guess. */
function secretOf(wish: Wish | undefined, chance: Chance): string | undefined {
  if (wish === undefined) return undefined;
  const { required = [] } = wish.tool.parameters;
  const candidates = required.filter((name) => {
    const value = wish.arguments[name];
    return isUnguessable(specOf(wish.tool, name)) && (typeof value === 'string' || typeof value === 'number');
  });
  return candidates.length === 0 ? undefined : chance.pick(candidates);
}

function isUnguessable({ type, enum: choices, default: standard }: ValueSpec): boolean {
  return type !== 'boolean' && standard === undefined && choices?.length !== 1;
}

function leaks(planned: PlannedScenario, secret: string): boolean {
  const [wish] = planned.wishes;
  if (wish === undefined) return false;
  return isSpoken(openingOf(planned), wish.arguments[secret] ?? null, specOf(wish.tool, secret), secret);
}
