import {
  isDict,
  isList,
  writeJson,
  type Dict,
  type ExpectedCall,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { ownership, type Plan } from '../policy/plans.ts';
import type { Span } from '../policy/mentions.ts';
import type { Leaf } from '../policy/parameters.ts';
import type { LeafDecision, Problem } from '../policy/problem.ts';
import type { RightChoices } from '../policy/walk.ts';

/** What a conversation shows that a task alone does not: that the user had to be asked, and for what. */
export type AskedFor = { readonly call: ExpectedCall; readonly parameters: ReadonlySet<string> };

/** @returns undefined where no way through the decisions leads to an accepted answer, as far as single decisions show */
export function goldOf(problem: Problem, askedFor?: AskedFor): RightChoices | undefined {
  const { task, plans } = problem;
  if (askedFor !== undefined) return goldQuestion(problem, askedFor);
  if (task.expected.kind === 'no-call')
    return { plans: [plans.findIndex(({ calls }) => calls === 0)], calls: [] };
  if (task.expected.kind !== 'calls') return undefined;
  const calls = task.expected.calls.map((call) => goldCall(problem, call));
  const known = calls.filter((call) => call !== undefined);
  if (known.length < calls.length) return undefined;
  const fitting = plans.flatMap((plan, index) =>
    plan.calls === calls.length ? [{ index, fit: fitOf(problem, plan, known) }] : [],
  );
  const best = Math.max(...fitting.map(({ fit }) => fit));
  // Calls without told values fit any plan.
  const isTold = known.some(({ tool, leaves }) => tellsOf(problem, tool, leaves));
  if (best === 0 && isTold) return undefined;
  const right = fitting.filter(({ fit }) => fit === best).map(({ index }) => index);
  return right.length === 0 ? undefined : { plans: right, calls: known };
}

function tellsOf(problem: Problem, tool: number, leaves: GoldCall['leaves']): boolean {
  const decisions = problem.leaves(tool);
  return (problem.views[tool]?.leaves ?? []).some((leaf, index) =>
    [...(leaves.get(leaf) ?? [])].some(
      (right) => (decisions[index]?.candidates[right]?.spans.length ?? 0) > 0,
    ),
  );
}

type GoldCall = RightChoices['calls'][number];

/** One call, whose tool and other values are right, and a question for what is missing. */
function goldQuestion(problem: Problem, { call, parameters }: AskedFor): RightChoices | undefined {
  const gold = goldCall(problem, call, parameters);
  const one = problem.plans.findIndex(({ calls }) => calls === 1);
  return gold === undefined ? undefined : { plans: [one], calls: [gold] };
}

const nothing: ReadonlySet<string> = new Set();

/** @param asked names of arguments that are asked for, not told */
function goldCall(
  problem: Problem,
  call: ExpectedCall,
  asked: ReadonlySet<string> = nothing,
): GoldCall | undefined {
  const tool = problem.task.tools.findIndex(({ name }) => name === call.name);
  const view = problem.views[tool];
  if (view === undefined) return undefined;
  const judge = new CallJudge(problem.task, tool, call);
  const decisions = problem.leaves(tool);
  const leaves = new Map<Leaf, ReadonlySet<number>>();
  for (const [index, leaf] of view.leaves.entries()) {
    const isAsked = leaf.isRequired && asked.has(leaf.path[0] ?? '');
    const accepted = isAsked ? askIn(decisions[index]) : acceptedBy(judge, leaf, decisions[index]);
    if (accepted.size === 0) return undefined;
    leaves.set(leaf, accepted);
  }
  return { tool, leaves };
}

function acceptedBy(judge: CallJudge, leaf: Leaf, decision: LeafDecision | undefined): ReadonlySet<number> {
  const candidates = decision?.candidates ?? [];
  return new Set(
    candidates.flatMap(({ kind, value }, index) =>
      kind !== 'ask' && judge.accepts(leaf, value) ? [index] : [],
    ),
  );
}

function askIn(decision: LeafDecision | undefined): ReadonlySet<number> {
  return new Set((decision?.candidates ?? []).flatMap(({ kind }, index) => (kind === 'ask' ? [index] : [])));
}

/** Asks the grader about one argument at a time, all others being right. */
class CallJudge {
  readonly #task: Task;
  readonly #arguments: Dict;

  constructor(task: Task, tool: number, call: ExpectedCall) {
    const offered = task.tools[tool];
    const source: Value = [
      new Map<Value, Value>([
        [call.name, new Map([...call.parameters].map(([name, values]) => [name, [...values]]))],
      ]),
    ];
    this.#task = {
      ...task,
      tools: offered === undefined ? [] : [offered],
      checker: 'simple',
      expected: { kind: 'calls', calls: [call], source },
    };
    this.#arguments = new Map(
      [...call.parameters].flatMap(([name, values]) => {
        const value = values.find((one) => one !== '');
        return value === undefined ? [] : [[name, plainValue(value)] as const];
      }),
    );
  }

  accepts({ path }: Leaf, value: Value | undefined): boolean {
    const given = placed(this.#arguments, path, value);
    const result: Value = [new Map<Value, Value>([[this.#task.tools[0]?.name ?? '', writeJson(given)]])];
    return gradeEntry(this.#task, { result, mode: 'fc', underscoreToDot: false }).valid;
  }
}

/** Accepted objects list the accepted values of each field: the first of them. */
function plainValue(value: Value): Value {
  if (isList(value)) return value.map(plainValue);
  if (!isDict(value)) return value;
  const plain: Dict = new Map();
  for (const [name, values] of value) {
    const first = isList(values) ? values.find((one) => one !== '') : values;
    if (first !== undefined) plain.set(name, plainValue(first));
  }
  return plain;
}

/** The arguments with another value at a path, or with none. */
function placed(given: Dict, [name = '', ...rest]: readonly string[], value: Value | undefined): Dict {
  const changed: Dict = new Map(given);
  if (rest.length > 0) {
    const inner = given.get(name);
    const fields: Dict = inner !== undefined && isDict(inner) ? inner : new Map<Value, Value>();
    changed.set(name, placed(fields, rest, value));
  } else if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

/**
 * How many of the right values a plan leaves to their calls; those that are a call's own count more. Nothing where one of them
 * is left to other calls only.
 */
function fitOf(problem: Problem, plan: Plan, calls: readonly GoldCall[]): number {
  let fit = 0;
  for (const [call, { tool, leaves }] of calls.entries()) {
    const decisions = problem.leaves(tool);
    for (const [index, leaf] of (problem.views[tool]?.leaves ?? []).entries()) {
      const placed = [...(leaves.get(leaf) ?? [])].flatMap((right) => {
        const spans = decisions[index]?.candidates[right]?.spans ?? [];
        return spans.length === 0 ? [] : [placeFit(plan, call, spans)];
      });
      if (placed.length === 0) continue;
      const best = Math.max(...placed);
      if (best === 0) return 0;
      fit += best;
    }
  }
  return fit;
}

function placeFit({ owners }: Plan, call: number, spans: readonly Span[]): number {
  let isOwn = false;
  for (const { from, to } of spans) {
    for (let at = from; at < to; at++) {
      const owner = ownership(owners[at] ?? -1, call);
      if (owner === 'other') return 0;
      isOwn ||= owner === 'own';
    }
  }
  return isOwn ? 1.25 : 1;
}
