import { isDict, isList, type Value } from '../../datasets/index.ts';
import { callsOfStep } from '../decode/call-texts.ts';
import { noFields, type Finding } from './finding.ts';
import type { DecodedTurns } from './multi-turn.ts';
import { OfficialAbort } from './official-abort.ts';

/** Why a result cannot be executed. */
export type TurnsFailure = Finding<'multi_turn:inference_error' | 'multi_turn:force_terminated'>;

/**
 * The calls of a result as it stands in a result file: turns of steps. Steps that are no calls are left out.
 * @param turns of the path
 * @throws {OfficialAbort} for a turn that cannot be gone through
 * @see bfcl-eval `_evaluate_single_multi_turn_entry`
 */
export function decodeTurns(
  result: Value,
  mode: 'prompt' | 'fc',
  turns: number,
): { readonly decoded: DecodedTurns } | { readonly failure: TurnsFailure } {
  if (!isList(result)) {
    const message = 'Error during inference phase. Model did not output a list of model responses.';
    return { failure: { errorType: 'multi_turn:inference_error', message, fields: noFields } };
  }
  const failure = lengthMismatch(result.length, turns);
  if (failure !== undefined) return { failure };
  const callsOf = (step: Value) => callsOfStep(step, mode) ?? [];
  return {
    decoded: result.map((turn) =>
      stepsIn(turn)
        .map(callsOf)
        .filter((calls) => calls.length > 0),
    ),
  };
}

/** A rollout that was ended before its last turn. */
export function lengthMismatch(length: number, turns: number): TurnsFailure | undefined {
  if (length === turns) return undefined;
  const message = `Model was force-terminated during inference phase. The length of the model result turns (${length}) does not match the length of the ground truth turns (${turns}).`;
  return { errorType: 'multi_turn:force_terminated', message, fields: noFields };
}

/** @throws {OfficialAbort} for a turn that cannot be gone through */
export function stepsIn(turn: Value): readonly Value[] {
  if (isList(turn)) return turn;
  if (isDict(turn)) return [...turn.keys()];
  if (typeof turn === 'string') return Array.from(turn);
  throw new OfficialAbort('a turn is no list of steps');
}
