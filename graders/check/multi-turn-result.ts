import { isDict, isList, PythonSyntaxError, type Value } from '../../datasets/index.ts';
import { decodeCallTexts, isEmptyStep } from '../decode/call-texts.ts';
import { isDecodeFailure } from '../decode/decode-error.ts';
import { checkPath, type PathFailure, type PathOptions, type PathTask } from './multi-turn.ts';
import { OfficialAbort } from './official-abort.ts';

export type TurnsFailure =
  | PathFailure
  | {
      readonly errorType: 'multi_turn:inference_error' | 'multi_turn:force_terminated';
      readonly message: string;
    };

/**
 * As `checkPath`, of a result as it stands in a result file: turns of steps. Steps that are no calls are left out.
 * @returns undefined where the result leads where the path leads
 * @see bfcl-eval `_evaluate_single_multi_turn_entry`
 */
export function checkTurns(
  task: PathTask,
  { result, mode }: { readonly result: Value; readonly mode: 'prompt' | 'fc' },
  options: PathOptions,
): TurnsFailure | undefined {
  if (!isList(result)) {
    const message = 'Error during inference phase. Model did not output a list of model responses.';
    return { errorType: 'multi_turn:inference_error', message };
  }
  if (result.length !== task.path.length) {
    const message = `Model was force-terminated during inference phase. The length of the model result turns (${result.length}) does not match the length of the ground truth turns (${task.path.length}).`;
    return { errorType: 'multi_turn:force_terminated', message };
  }
  const decoded = result.map((turn) => stepsIn(turn).flatMap((step) => decodedStep(step, mode)));
  return checkPath(task, decoded, options);
}

/** @throws {OfficialAbort} for a turn that cannot be gone through */
export function stepsIn(turn: Value): readonly Value[] {
  if (isList(turn)) return turn;
  if (isDict(turn)) return [...turn.keys()];
  if (typeof turn === 'string') return Array.from(turn);
  throw new OfficialAbort('a turn is no list of steps');
}

/** The calls of a step; nothing where there are none. */
function decodedStep(step: Value, mode: 'prompt' | 'fc'): string[][] {
  try {
    const texts = decodeCallTexts(step, mode);
    return texts instanceof PythonSyntaxError || isEmptyStep(texts) ? [] : [texts];
  } catch (error) {
    if (isDecodeFailure(error)) return [];
    throw error;
  }
}
