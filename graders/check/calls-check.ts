import { isDict, isList, type Dict, type ExpectedCall, type Tool, type Value } from '../../datasets/index.ts';
import { checkCall, type CallRules } from './call-check.ts';
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

type Expectation = {
  readonly tools: readonly Tool[];
  readonly calls: readonly ExpectedCall[];
  readonly rules: CallRules;
};

/** Exactly one call of the only tool. */
export function checkSimple(calls: readonly Dict[], expected: Expectation): Failure | undefined {
  const [call, ...more] = calls;
  if (call === undefined || more.length > 0) {
    return failure('simple_function_checker:wrong_count', 'Wrong number of functions.');
  }
  return checkCall(first(expected.tools), call, first(expected.calls), expected.rules);
}

/** Exactly one call, of the right tool among several. */
export function checkMultiple(calls: readonly Dict[], expected: Expectation): Failure | undefined {
  if (calls.length !== expected.calls.length) {
    return failure('multiple_function_checker:wrong_count', 'Wrong number of functions.');
  }
  const answer = first(expected.calls);
  return checkCall(toolNamed(answer.name, expected.tools), first(calls), answer, expected.rules);
}

/**
 * Several calls in any order. Greedy as the official: an expected call takes the first call left that matches it, and gives it up
 * for no other.
 */
export function checkParallel(calls: readonly Dict[], expected: Expectation): Failure | undefined {
  if (calls.length !== expected.calls.length) {
    return failure('parallel_function_checker_no_order:wrong_count', 'Wrong number of functions.');
  }
  const matched: boolean[] = [];
  for (const [position, answer] of expected.calls.entries()) {
    const tool = toolNamed(answer.name, expected.tools);
    const tried: Tried[] = [];
    let match = -1;
    for (const [index, call] of calls.entries()) {
      if (matched[index] === true) continue;
      const failed = checkCall(tool, call, answer, expected.rules);
      if (failed === undefined) {
        match = index;
        break;
      }
      tried.push({ index, call, failed });
    }
    if (match < 0) return noMatch(position, answer, tried);
    matched[match] = true;
  }
  return undefined;
}

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

function toolNamed(name: string, tools: readonly Tool[]): Tool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new OfficialAbort(`no tool is named ${name}`);
  return tool;
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new OfficialAbort('list index out of range');
  return item;
}
