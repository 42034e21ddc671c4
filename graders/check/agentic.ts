import { isList, isWord, lower, str, type Value } from '../../datasets/index.ts';
import { callsOfStep } from '../decode/call-texts.ts';
import { noFields, type Finding } from './finding.ts';
import { stepsIn } from './multi-turn-result.ts';
import { OfficialAbort } from './official-abort.ts';

export type AgenticFailure = Finding<
  'agentic:inference_error' | 'agentic:no_last_message' | 'agentic:answer_not_found'
> & {
  /** The calls of the steps before, where they were looked for. */
  readonly decoded?: readonly (readonly string[])[];
  /** What was judged, as the model wrote it. */
  readonly judged?: Value;
};

/**
 * Whether the last message of a conversation that is no call holds one of the answers.
 * @param result one turn of steps, as in a result file
 * @returns undefined where it does
 * @see bfcl-eval `_evaluate_single_agentic_entry`
 */
export function checkConversation(
  result: Value,
  mode: 'prompt' | 'fc',
  answers: readonly string[],
): AgenticFailure | undefined {
  const [steps, ...more] = isList(result) ? result : [];
  if (steps === undefined || more.length > 0) {
    const message = 'Error during inference phase. Model did not output a list of model responses.';
    return { errorType: 'agentic:inference_error', message, fields: noFields };
  }
  const decoded: string[][] = [];
  let last: Value = null;
  for (const step of stepsIn(steps)) {
    const texts = callsOfStep(step, mode);
    if (texts === undefined) last = step;
    else decoded.push(texts);
  }
  if (isFalsy(last)) {
    const message = 'Cannot find the last chat message that is not a function call.';
    return { errorType: 'agentic:no_last_message', message, fields: noFields, decoded };
  }
  const failure = checkAnswer(last, answers);
  return failure === undefined ? undefined : { ...failure, judged: last };
}

function isFalsy(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  return value === null || value === '' || value === false || value === 0 || value === 0n;
}

/** Whether a message holds one of the answers, as words. @see bfcl-eval `agentic_checker` */
export function checkAnswer(response: Value, answers: readonly string[]): AgenticFailure | undefined {
  const judged = isList(response) ? response[0] : response;
  if (judged === undefined) throw new OfficialAbort('list index out of range');
  const text = typeof judged === 'string' ? judged : str(judged);
  const message = standardized(text);
  const sought = answers.map(standardized);
  if (sought.some((answer) => holdsWords(message, answer))) return undefined;
  const details: Readonly<Record<string, Value>> = {
    model_response: text,
    possible_answers: answers,
    standardized_model_response: message,
    standardized_possible_answers: sought,
  };
  return {
    errorType: 'agentic:answer_not_found',
    message: 'None of the expected answers were found in the model response.',
    fields: () => new Map<Value, Value>([['details', new Map(Object.entries(details))]]),
    judged: response,
  };
}

function standardized(text: string): string {
  return lower(text.replaceAll(/[,./\-_*^()]/g, '')).replaceAll("'", '"');
}

/** Whether a text holds another from one word boundary to another. */
function holdsWords(text: string, sought: string): boolean {
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    if (isBoundary(text, at) && isBoundary(text, at + sought.length)) return true;
    if (at === text.length) break;
  }
  return false;
}

function isBoundary(text: string, at: number): boolean {
  return isWordBefore(text, at) !== isWord(text.codePointAt(at) ?? 0x20);
}

function isWordBefore(text: string, at: number): boolean {
  if (at === 0) return false;
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return isWord((isLow ? text.codePointAt(at - 2) : unit) ?? 0x20);
}
