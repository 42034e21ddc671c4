import { isDict, writeJson, type Dict, type Task, type Value } from '../../datasets/index.ts';
import type { Output } from '../../graders/index.ts';
import type { Leaf } from './parameters.ts';
import type { Answer } from './walk.ts';

/** The arguments of a call, fields of objects in their places. Other languages than Python take values as texts. */
function argumentsOf(values: ReadonlyMap<Leaf, Value>, language: Task['language']): Dict {
  const top: Dict = new Map();
  for (const [{ path }, value] of values) {
    let inner = top;
    for (const name of path.slice(0, -1)) {
      const next = inner.get(name);
      const dict = next !== undefined && isDict(next) ? next : new Map<Value, Value>();
      inner.set(name, dict);
      inner = dict;
    }
    inner.set(path.at(-1) ?? '', value);
  }
  if (language === 'python') return top;
  return new Map(
    [...top].map(([name, value]) => [name, typeof value === 'string' ? value : writeJson(value)]),
  );
}

/** The name and the arguments (JSON text) of each call. */
export function providerCalls(task: Task, answer: Answer): { name: string; arguments: string }[] {
  if (answer.kind === 'none') return [];
  return answer.calls.map(({ tool, values }) => ({
    name: task.tools[tool]?.name ?? '',
    arguments: writeJson(argumentsOf(values, task.language)),
  }));
}

/** What the policy says where it calls nothing. */
export function refusalText(task: Task, answer: Answer): string {
  if (answer.kind === 'calls') return '';
  if (answer.asked === undefined) return 'None of the tools can do that.';
  const name = answer.asked.leaf.path.join(' ').replaceAll(/[_.]/g, ' ');
  return `What should the ${name} be? I need it for ${task.tools[answer.asked.tool]?.name ?? 'the call'}.`;
}

/** As a result file of function calling holds it: what the grader reads. */
export function outputOf(task: Task, answer: Answer): Output {
  const calls = providerCalls(task, answer);
  const result: Value =
    calls.length === 0
      ? refusalText(task, answer)
      : calls.map((call) => new Map<Value, Value>([[call.name, call.arguments]]));
  return { result, mode: calls.length === 0 ? 'prompt' : 'fc', underscoreToDot: false };
}
