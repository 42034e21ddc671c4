import {
  parseOwnTask,
  readJson,
  repr,
  SuiteError,
  type Rejection,
  type Task,
  type Trajectory,
  type Value,
} from '../../datasets/index.ts';
import { gradeEntry, type Output } from '../../graders/index.ts';
import type { Decision } from './tasks-of.ts';

/** Why a trajectory is not kept, and what of it. */
export type Fault = { readonly reason: Rejection; readonly detail: string };

/** A decision with its task as the grader takes it. */
export type GradedDecision = Decision & { readonly graded: Task };

/** @returns the fault of the first task that no suite takes */
export function readTasks(decisions: readonly Decision[]): readonly GradedDecision[] | Fault {
  try {
    return decisions.map((decision) => ({
      ...decision,
      graded: parseOwnTask(readJson(JSON.stringify(decision.task)), decision.id),
    }));
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    return { reason: 'task_invalid', detail: error.message };
  }
}

/** The truth has to pass its own task; the empty answer has to pass where no call is right, and there only. */
export function truthFault(decisions: readonly GradedDecision[]): Fault | undefined {
  for (const { id, graded, truth } of decisions) {
    const failed = failureOf(
      graded,
      truth.map((call) => [call.name, JSON.stringify(call.arguments)]),
    );
    if (failed !== undefined) return { reason: 'truth_fails', detail: `${id}: the truth fails: ${failed}` };
    if (graded.expected.kind === 'calls' && failureOf(graded, []) === undefined) {
      return {
        reason: 'empty_passes',
        detail: `${id}: an answer without calls passes, though calls are expected`,
      };
    }
  }
  return undefined;
}

/** What the assistant chose has to pass; it chooses nowhere else. */
export function verdictFault(
  { scenario, messages }: Trajectory,
  decisions: readonly GradedDecision[],
): Fault | undefined {
  const wrong = (detail: string): Fault => ({ reason: 'verdict', detail });
  for (const { id, graded, answer } of decisions) {
    const failed = failureOf(
      graded,
      answer.calls.map((call) => [call.name, call.arguments]),
    );
    if (failed !== undefined) return wrong(`${id}: what the assistant did fails: ${failed}`);
  }
  if (scenario.kind === 'missing_parameter' && decisions.length < 2) {
    return wrong(`${scenario.id}: the assistant never comes to call`);
  }
  const assistants = messages.filter(({ role }) => role === 'assistant');
  const others = assistants.filter((message) => !decisions.some(({ answer }) => answer === message));
  const further = others.flatMap((message) => ('calls' in message ? message.calls : []));
  if (further.length > 0) {
    return wrong(`${scenario.id}: the assistant calls ${further[0]?.name ?? ''} beside what was expected`);
  }
  return tooManyQuestions(scenario, messages);
}

/** Of what is held back one thing may be asked for at a time, nothing twice. */
function tooManyQuestions(
  { id, kind, facts }: Trajectory['scenario'],
  messages: Trajectory['messages'],
): Fault | undefined {
  if (kind !== 'missing_parameter') return undefined;
  const call = messages.findIndex((message) => message.role === 'assistant' && message.calls.length > 0);
  const questions = messages.slice(0, call).filter(({ role }) => role === 'assistant').length;
  const most = facts.filter(({ telling }) => telling === 'held_back').length;
  if (questions <= most) return undefined;
  const detail = `${id}: the assistant asks ${questions} times for ${most} held back`;
  return { reason: 'verdict', detail };
}

/** @returns the error type and text of the verdict, undefined for a pass */
function failureOf(
  task: Task,
  calls: readonly (readonly [name: string, argumentsText: string])[],
): string | undefined {
  const result: Value = calls.map(([name, text]) => new Map<Value, Value>([[name, text]]));
  const output: Output = { result, mode: 'fc', underscoreToDot: false };
  const { valid, errorType, error } = gradeEntry(task, output);
  if (valid) return undefined;
  const texts = error.map((part) => (typeof part === 'string' ? part : repr(part)));
  return `${errorType ?? ''}: ${texts.join(' ')}`;
}
