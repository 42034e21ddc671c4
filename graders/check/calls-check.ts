import {
  isDict,
  isList,
  type Dict,
  type ExpectedCall,
  type Language,
  type Value,
} from '../../datasets/index.ts';
import { checkCall } from './call-check.ts';
import type { TaskPlan } from './call-plan.ts';
import { failure, type Failure } from './failure.ts';
import { OfficialAbort } from './official-abort.ts';

/** A list of dicts with exactly one key whose value is a dict; the empty list counts. */
export function readCalls(decoded: Value): readonly Dict[] | undefined {
  if (!isList(decoded)) return undefined;
  const calls: Dict[] = [];
  for (const item of decoded) {
    if (!isDict(item) || item.size !== 1) return undefined;
    for (const given of item.values()) if (!isDict(given)) return undefined;
    calls.push(item);
  }
  return calls;
}

/** How calls are held to a plan. */
type CallRules = {
  readonly language: Language;
  /** Tools were offered with `_` for every `.` in their names. */
  readonly underscoreToDot: boolean;
};

/** Calls against what a task expects. @throws {OfficialAbort} where the official checker raises */
export type CallsCheck = (calls: readonly Dict[], plan: TaskPlan, rules: CallRules) => Failure | undefined;

/** Exactly one call of the only tool. */
export const checkSimple: CallsCheck = (calls, plan, { language, underscoreToDot }) => {
  const [call] = calls;
  if (call === undefined || calls.length > 1) {
    return failure('simple_function_checker:wrong_count', 'Wrong number of functions.');
  }
  return checkCall(plan.at(0), call, underscoreToDot, language);
};

/** Exactly one call, of the right tool among several. */
export const checkMultiple: CallsCheck = (calls, plan, { language, underscoreToDot }) => {
  if (calls.length !== plan.expected.length) {
    return failure('multiple_function_checker:wrong_count', 'Wrong number of functions.');
  }
  const expected = plan.at(0);
  const [call] = calls;
  if (call === undefined) throw new OfficialAbort('list index out of range');
  return checkCall(expected, call, underscoreToDot, language);
};

/**
 * Several calls in any order. Greedy as the official: an expected call takes the first call left that matches it, and gives it up
 * for no other.
 */
export const checkParallel: CallsCheck = (calls, plan, { language, underscoreToDot }) => {
  if (calls.length !== plan.expected.length) {
    return failure('parallel_function_checker_no_order:wrong_count', 'Wrong number of functions.');
  }
  const matched: boolean[] = [];
  for (let position = 0; position < plan.expected.length; position++) {
    const expected = plan.at(position);
    const tried: Tried[] = [];
    let match = -1;
    for (const [index, call] of calls.entries()) {
      if (matched[index] === true) continue;
      const failed = checkCall(expected, call, underscoreToDot, language);
      if (failed === undefined) {
        match = index;
        break;
      }
      tried.push({ index, call, failed });
    }
    if (match < 0) return noMatch(position, expected.expected, tried);
    matched[match] = true;
  }
  return undefined;
};

type Tried = { readonly index: number; readonly call: Dict; readonly failed: Failure };

/** No call was left for the expected call at this position: what each of those tried failed on. */
function noMatch(position: number, answer: ExpectedCall, tried: readonly Tried[]): Failure {
  const left = tried.map(({ index }) => index).join(', ');
  const describe = () => [
    `Could not find a matching function among index [${left}] of model output for index ${position} of possible answers.`,
    ...tried.map((attempt) => subError(attempt, answer)),
  ];
  return { errorType: 'parallel_function_checker_no_order:cannot_find_match', describe };
}

function subError({ index, call, failed }: Tried, answer: ExpectedCall): Value {
  const details = new Map<Value, Value>([
    ['sub_error', failed.describe()],
    ['sub_error_type', failed.errorType],
    ['model_output_item', call],
    [
      'possible_answer_item',
      new Map<Value, Value>([[answer.name, new Map<Value, Value>(answer.parameters)]]),
    ],
  ]);
  return new Map<Value, Value>([[`Model Result Index ${index}`, details]]);
}
