import { isList, repr, ValueLimitError, type Task, type Value } from '../datasets/index.ts';
import { checkConversation, checkAnswer, type AgenticFailure } from './check/agentic.ts';
import { errorObject, type Finding } from './check/finding.ts';
import { checkPath, pathTaskOf, type DecodedTurns, type PathOptions } from './check/multi-turn.ts';
import { decodeTurns, lengthMismatch } from './check/multi-turn-result.ts';
import { OfficialAbort } from './check/official-abort.ts';
import { gradeEntry, isSingleTurn } from './grade.ts';
import type { ExecutedVerdict, Output, Verdict } from './verdict.ts';

/** The official verdict on one answer to one task of any checker. */
export function gradeTask(task: Task, output: Output, options: PathOptions): Verdict | ExecutedVerdict {
  if (isSingleTurn(task.checker)) return gradeEntry(task, output);
  return task.checker === 'multi-turn'
    ? gradeTurns(task, output, options)
    : gradeConversation(output, answersOf(task));
}

/** @see bfcl-eval `_evaluate_single_multi_turn_entry` */
export function gradeTurns(task: Task, { result, mode }: Output, options: PathOptions): ExecutedVerdict {
  const path = pathTaskOf(task);
  return unlessAborted(() => {
    const turns = decodeTurns(result, mode, path.path.length);
    if ('failure' in turns) return executedVerdict(turns.failure, { isListed: true });
    return gradeDecoded(task, turns.decoded, options);
  });
}

/** As for a result whose steps decoded to these calls. @see bfcl-eval `multi_turn_checker` */
export function gradeDecoded(task: Task, decoded: DecodedTurns, options: PathOptions): ExecutedVerdict {
  const path = pathTaskOf(task);
  return unlessAborted(() => {
    const mismatch = lengthMismatch(decoded.length, path.path.length);
    if (mismatch !== undefined) return executedVerdict(mismatch, { isListed: true });
    const failure = checkPath(path, decoded, options);
    return executedVerdict(failure, { decoded, differing: failure?.differing ?? [] });
  });
}

/** @param answers texts of which one has to stand in the last message that is no call */
export function gradeConversation({ result, mode }: Output, answers: readonly string[]): ExecutedVerdict {
  return unlessAborted(() => answerVerdict(checkConversation(result, mode, answers)));
}

/** As for a conversation whose last message this is. */
export function gradeAnswer(response: Value, answers: readonly string[]): ExecutedVerdict {
  return unlessAborted(() => answerVerdict(checkAnswer(response, answers)));
}

function answerVerdict(failure: AgenticFailure | undefined): ExecutedVerdict {
  const isListed = failure?.errorType !== 'agentic:answer_not_found';
  return executedVerdict(failure, { isListed, decoded: failure?.decoded, judged: failure?.judged });
}

/** @throws {RangeError} for a task that expects no text */
function answersOf({ id, expected }: Task): string[] {
  const source = expected.kind === 'answer' ? expected.source : null;
  if (!isList(source)) throw new RangeError(`task ${id} expects no answer text`);
  return source.map((answer) => {
    if (typeof answer === 'string') return answer;
    throw new RangeError(`task ${id}: expected a text, got ${repr(answer)}`);
  });
}

type Parts = {
  /** The official's runner found it, not one of its checkers. */
  readonly isListed?: boolean;
  readonly decoded?: DecodedTurns | readonly (readonly string[])[] | undefined;
  readonly differing?: readonly string[];
  readonly judged?: Value | undefined;
};

function executedVerdict(
  found: Finding<string> | undefined,
  { isListed = false, decoded, differing = [], judged }: Parts,
): ExecutedVerdict {
  if (found === undefined)
    return { valid: true, errorType: null, error: [], decoded, differing, judged, errorObject: undefined };
  return {
    valid: false,
    errorType: found.errorType,
    error: [found.message],
    decoded,
    differing,
    judged,
    get errorObject() {
      return errorObject(found, isListed);
    },
  };
}

function unlessAborted(grade: () => ExecutedVerdict): ExecutedVerdict {
  try {
    return grade();
  } catch (error) {
    if (!(error instanceof OfficialAbort || error instanceof ValueLimitError)) throw error;
    const { message } = error;
    const fields = () => new Map<Value, Value>();
    return executedVerdict(
      { errorType: 'inftool:official_would_abort', message, fields },
      { isListed: true },
    );
  }
}
