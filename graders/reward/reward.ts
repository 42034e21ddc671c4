import { str, type Dict, type Task } from '../../datasets/index.ts';
import { planOf } from '../check/call-plan.ts';
import { readCalls } from '../check/calls-check.ts';
import { gradeEntry } from '../grade.ts';
import type { Output, Verdict } from '../verdict.ts';
import { componentsOf, creditOf, type Components } from './call-credit.ts';
import { satisfiesSchema } from './tool-schema.ts';

export type RewardName = 'gated' | 'graded' | 'binary';

/** What an output has to be before it earns anything but a pass. */
export type Gate = { readonly name: 'decodes' | 'known_tools' | 'schema'; readonly isPassed: boolean };

export type Reward = {
  readonly name: RewardName;
  /** 0 to 1; 1 exactly where the verdict is a pass. */
  readonly value: number;
  /** In their order; those behind a gate that was not passed are not looked at. None for tasks that expect no certain call. */
  readonly gates: readonly Gate[];
  /** null where the output holds no calls, or the task expects no certain ones. */
  readonly components: Components | null;
  readonly verdict: Verdict;
};

/**
 * The reward of one answer to one single-turn task, a function of its verdict and of what it gets right. `gated`: nothing
 * unless the output decodes, calls offered tools only, and their arguments satisfy the tools' schemas; then credit by
 * components, up to 0.9. `graded`: credit without gates. `binary`: the verdict alone. Where no call or any call is expected,
 * the verdict alone counts. The formula is ours: the paper's is not public.
 * @throws {RangeError} for a task that `isSingleTurn` refuses
 */
export function rewardOf(name: RewardName, task: Task, output: Output): Reward {
  const verdict = gradeEntry(task, output);
  const passed = verdict.valid ? 1 : 0;
  if (task.expected.kind !== 'calls') return { name, value: passed, gates: [], components: null, verdict };
  const calls = verdict.decoded === undefined ? undefined : readCalls(verdict.decoded);
  const gates = gatesOf(task, output, calls);
  const { language } = task;
  const components =
    calls === undefined ? null : componentsOf(calls, planOf(task), output.underscoreToDot, language);
  const credit = components === null ? 0 : creditOf(components);
  const isOpen = name === 'graded' || (name === 'gated' && gates.every(({ isPassed }) => isPassed));
  return { name, value: verdict.valid || !isOpen ? passed : credit, gates, components, verdict };
}

function gatesOf(task: Task, { underscoreToDot }: Output, calls: readonly Dict[] | undefined): Gate[] {
  const gates: Gate[] = [{ name: 'decodes', isPassed: calls !== undefined }];
  if (calls === undefined) return gates;
  const tools = new Map(
    task.tools.map((tool) => [underscoreToDot ? tool.name.replaceAll('.', '_') : tool.name, tool]),
  );
  const named = calls.flatMap((call) =>
    Array.from(call, ([name, given]) => ({ tool: tools.get(str(name)), given })),
  );
  const areKnown = named.every(({ tool }) => tool !== undefined);
  gates.push({ name: 'known_tools', isPassed: areKnown });
  if (!areKnown) return gates;
  const isPassed = named.every(
    ({ tool, given }) =>
      tool !== undefined && given instanceof Map && satisfiesSchema(tool, given, task.language),
  );
  return [...gates, { name: 'schema', isPassed }];
}
