import {
  JsonTypeError,
  str,
  ValueLimitError,
  writeJsonWithFallback,
  type Dict,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import type { Verdict } from '../../graders/index.ts';

/** A result that did not pass, with what its line in a score file says. */
export type Failing = { readonly task: Task; readonly result: Value; readonly verdict: Verdict };

/**
 * The line of a failing entry in a score file, without its line break: keys and their order as the official's for
 * that kind of failure.
 * @param model name of its folder
 * @see bfcl-eval `_evaluate_single_ast_entry`, `_evaluate_single_relevance_entry`
 */
export function scoreLine(failing: Failing, model: string): string {
  return jsonLine(failingEntry(failing, model));
}

function failingEntry(failing: Failing, model: string): Dict {
  const { task } = failing;
  const head: readonly [string, Value][] = [
    ['id', task.id],
    ['model_name', model],
    ['test_category', task.category],
    ['valid', false],
  ];
  const isAboutAnyCall = task.checker === 'irrelevance' || task.checker === 'relevance';
  return new Map([...head, ...(isAboutAnyCall ? relevanceFields(failing) : callFields(failing))]);
}

function relevanceFields({ task, result, verdict }: Failing): [string, Value][] {
  return [
    ['prompt', task.entry],
    ['model_result', result],
    ['decoded_result', verdict.decoded ?? null],
    ['error', verdict.error],
    ['error_type', verdict.errorType],
  ];
}

function callFields({ task, result, verdict }: Failing): [string, Value][] {
  const { decoded, errorType } = verdict;
  const isWrongFormat = errorType === 'ast_decoder:decoder_wrong_output_format';
  const shown = (value: Value) => (isWrongFormat ? textOf(value) : value);
  return [
    ['error', verdict.error],
    ['error_type', errorType],
    ['prompt', task.entry],
    ['model_result_raw', shown(result)],
    ...(decoded === undefined ? [] : [['model_result_decoded', shown(decoded)] satisfies [string, Value]]),
    ['possible_answer', 'source' in task.expected ? task.expected.source : null],
  ];
}

/**
 * One line of JSON as the official writes it, non-ASCII kept. Where the official would fail, it is written all the
 * same: lone surrogates as `\udXXX`, a field that JSON cannot hold as its Python text.
 */
export function jsonLine(entry: Dict): string {
  const fields = Array.from(entry, ([key, value]) => `${fieldText(key)}: ${fieldText(value)}`);
  const line = `{${fields.join(', ')}}`;
  return /[\ud800-\udfff]/.test(line) ? line.replace(/\p{Surrogate}/gu, escapeUnit) : line;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16)}`;
}

function fieldText(value: Value): string {
  try {
    return writeJsonWithFallback(value, { ensureAscii: false });
  } catch (error) {
    if (!(error instanceof JsonTypeError || error instanceof ValueLimitError)) throw error;
    return writeJsonWithFallback(textOf(value), { ensureAscii: false });
  }
}

function textOf(value: Value): string {
  try {
    return str(value);
  } catch (error) {
    if (!(error instanceof ValueLimitError)) throw error;
    return `<${error.message}>`;
  }
}
