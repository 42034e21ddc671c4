import { ValueLimitError, type CheckerName, type Task, type Value } from '../datasets/index.ts';
import { planOf } from './check/call-plan.ts';
import {
  checkMultiple,
  checkParallel,
  checkSimple,
  readCalls,
  type CallsCheck,
} from './check/calls-check.ts';
import { described, failure, type Failure } from './check/failure.ts';
import { OfficialAbort } from './check/official-abort.ts';
import { failureText } from './decode/decode-error.ts';
import { decodeOutput } from './decode/decode-output.ts';
import { tryDecode } from './decode/decoding.ts';
import type { Output, Verdict } from './verdict.ts';

const executed: ReadonlySet<CheckerName> = new Set(['multi-turn', 'agentic']);

/** Whether one output is a task's whole answer, so that `gradeEntry` takes it. */
export function isSingleTurn(checker: CheckerName): boolean {
  return !executed.has(checker);
}

/**
 * The official verdict on one answer to one single-turn task.
 * @throws {RangeError} for a task that is none (`isSingleTurn`)
 * @see bfcl-eval `_evaluate_single_ast_entry`, `_evaluate_single_relevance_entry`
 */
export function gradeEntry(task: Task, output: Output): Verdict {
  const { checker } = task;
  if (checker === 'irrelevance' || checker === 'relevance') return gradeRelevance(checker, output);
  const decoding = tryDecode(() => decodeOutput(output, task.format));
  if (decoding.decoded === undefined) {
    const text = () => `Invalid syntax. Failed to decode AST. ${failureText(decoding.error)}`;
    return verdict(described('ast_decoder:decoder_failed', text));
  }
  return verdict(checkDecoded(task, output, decoding.decoded), decoding.decoded);
}

function verdict(failed: Failure | undefined, decoded?: Value): Verdict {
  if (failed === undefined) return { valid: true, errorType: null, error: [], decoded };
  return new FailedVerdict(failed, decoded);
}

/** Most callers look at the error type only: its texts are put together when asked for. */
class FailedVerdict implements Verdict {
  readonly valid = false;
  readonly errorType: string;
  readonly decoded: Value | undefined;
  readonly #failure: Failure;

  constructor(failed: Failure, decoded: Value | undefined) {
    this.errorType = failed.errorType;
    this.decoded = decoded;
    this.#failure = failed;
  }

  get error(): readonly Value[] {
    return this.#failure.describe();
  }
}

function checkDecoded(task: Task, output: Output, decoded: Value): Failure | undefined {
  const calls = readCalls(decoded);
  if (calls === undefined) {
    return failure(
      'ast_decoder:decoder_wrong_output_format',
      'Did not output in the specified format. Note: the model_result is wrapped in a string to ensure json serializability.',
    );
  }
  const plan = planOf(task);
  try {
    return callsCheckOf(task)(calls, plan, {
      language: task.language,
      underscoreToDot: output.underscoreToDot,
    });
  } catch (error) {
    if (error instanceof OfficialAbort || error instanceof ValueLimitError) {
      return failure('inftool:official_would_abort', error.message);
    }
    throw error;
  }
}

function callsCheckOf({ id, checker }: Task): CallsCheck {
  if (checker === 'simple') return checkSimple;
  if (checker === 'multiple') return checkMultiple;
  if (checker === 'parallel') return checkParallel;
  throw new RangeError(`task ${id}: the checker '${checker}' is no single-turn checker`);
}

/** Whether the output holds a call at all, right or wrong. Text is always read as Python. */
function gradeRelevance(checker: 'irrelevance' | 'relevance', output: Output): Verdict {
  const decoding = tryDecode(() => decodeOutput(output, { decoder: 'python', toolCallTag: false }));
  const called = decoding.decoded !== undefined && holdsCall(decoding.decoded);
  if (called === (checker === 'relevance')) return verdict(undefined, decoding.decoded);
  if (checker === 'irrelevance') {
    const message = 'Valid syntax. Successfully decode AST when it should not.';
    return verdict(failure('irrelevance_error:decoder_success', message), decoding.decoded);
  }
  const reason = decoding.decoded === undefined ? failureText(decoding.error) : 'None';
  const message = `Invalid syntax. Failed to decode AST when it should have. ${reason}`;
  return verdict(failure('relevance_error:decoder_failed', message), decoding.decoded);
}

/** Whether what was decoded is calls, and at least one. */
export function holdsCall(decoded: Value): boolean {
  const calls = readCalls(decoded);
  return calls !== undefined && calls.length > 0;
}
