import { isList, isWord, lower, PythonSyntaxError, str, type Value } from '../../datasets/index.ts';
import { decodeCallTexts, isEmptyStep } from '../decode/call-texts.ts';
import { isDecodeFailure } from '../decode/decode-error.ts';
import { stepsIn } from './multi-turn-result.ts';
import { OfficialAbort } from './official-abort.ts';

export type AgenticFailure = {
  readonly errorType: 'agentic:inference_error' | 'agentic:no_last_message' | 'agentic:answer_not_found';
  readonly message: string;
  /** What was judged, where there was something to judge. */
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
    return { errorType: 'agentic:inference_error', message };
  }
  const last = stepsIn(steps).findLast((step) => !holdsCalls(step, mode));
  if (last === undefined || isFalsy(last)) {
    const message = 'Cannot find the last chat message that is not a function call.';
    return { errorType: 'agentic:no_last_message', message };
  }
  return checkAnswer(last, answers);
}

function holdsCalls(step: Value, mode: 'prompt' | 'fc'): boolean {
  try {
    const texts = decodeCallTexts(step, mode);
    return !(texts instanceof PythonSyntaxError) && !isEmptyStep(texts);
  } catch (error) {
    if (isDecodeFailure(error)) return false;
    throw error;
  }
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
  const message = standardized(typeof judged === 'string' ? judged : str(judged));
  if (answers.some((answer) => holdsWords(message, standardized(answer)))) return undefined;
  return {
    errorType: 'agentic:answer_not_found',
    message: 'None of the expected answers were found in the model response.',
    judged,
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
