import type { Chance, TruthCall } from '../../datasets/index.ts';
import type { PlannedScenario } from '../scenarios/planned-scenario.ts';
import { heldBack } from './role.ts';

/** A mistake of a whole conversation. */
export type Slip = 'no_question' | 'no_call' | 'argument_left_out' | 'wrong_tool' | 'needless_call';

type PlainCall = Pick<TruthCall, 'name' | 'arguments'>;

/** The mistake made in a conversation, one of those that its scenario leaves room for; mostly none. */
export function slipIn(planned: PlannedScenario, share: number, chance: Chance): Slip | undefined {
  if (!chance.with(share)) return undefined;
  const { calls, tools } = planned.scenario;
  if (calls.length === 0) return 'needless_call';
  const possible: Slip[] = ['no_call'];
  if (heldBack(planned).length > 0) possible.push('no_question');
  if (calls.some((call) => Object.keys(call.arguments).length > 0)) possible.push('argument_left_out');
  if (tools.length > 1) possible.push('wrong_tool');
  return chance.pick(possible);
}

/** The path with the mistake in it. */
export function slipped(
  { scenario, tools }: PlannedScenario,
  slip: Slip,
  chance: Chance,
): readonly PlainCall[] {
  const { calls } = scenario;
  if (slip === 'no_call') return [];
  if (slip === 'needless_call') return [{ name: chance.pick(tools).name, arguments: {} }];
  if (slip === 'argument_left_out') return withoutArgument(calls, chance);
  if (slip === 'wrong_tool') return withOtherTool(calls, tools, chance);
  return calls;
}

function withoutArgument(calls: readonly PlainCall[], chance: Chance): PlainCall[] {
  const places = calls.flatMap((call, index) => Object.keys(call.arguments).map((name) => ({ index, name })));
  const place = chance.pick(places);
  return calls.map((call, index) =>
    index === place.index
      ? {
          name: call.name,
          arguments: Object.fromEntries(
            Object.entries(call.arguments).filter(([name]) => name !== place.name),
          ),
        }
      : call,
  );
}

function withOtherTool(
  calls: readonly PlainCall[],
  tools: PlannedScenario['tools'],
  chance: Chance,
): PlainCall[] {
  const place = chance.below(calls.length);
  return calls.map((call, index) => {
    const others = tools.filter(({ name }) => name !== call.name);
    return index === place ? { ...call, name: chance.pick(others).name } : call;
  });
}
