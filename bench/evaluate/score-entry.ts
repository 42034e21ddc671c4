import {
  isList,
  JsonTypeError,
  readJson,
  str,
  ValueLimitError,
  writeJsonWithFallback,
  type Dict,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { isSingleTurn, type ExecutedVerdict, type Verdict } from '../../graders/index.ts';

/** A result that did not pass, with what its line in a score file says. */
export type Failing = {
  readonly task: Task;
  readonly result: Value;
  /** `inference_log` of its result line. */
  readonly logText?: string | undefined;
  readonly verdict: Verdict | ExecutedVerdict;
};

/** A key of a score line and its value as JSON text. */
type Field = readonly [key: string, text: string];

/**
 * The line of a failing entry in a score file, without its line break: keys and their order as the official's for
 * that kind of failure.
 * @param model name of its folder
 * @see bfcl-eval `_evaluate_single_ast_entry`, and those of the other kinds
 */
export function scoreLine(failing: Failing, model: string): string {
  const { task } = failing;
  return line([
    field('id', task.id),
    field('model_name', model),
    field('test_category', task.category),
    field('valid', false),
    ...fieldsOf(failing),
  ]);
}

function fieldsOf(failing: Failing): Field[] {
  const { task, verdict } = failing;
  if ('errorObject' in verdict && !isSingleTurn(task.checker)) return executedFields(failing, verdict);
  const isAboutAnyCall = task.checker === 'irrelevance' || task.checker === 'relevance';
  return isAboutAnyCall ? relevanceFields(failing) : callFields(failing);
}

/** The runner's own findings show the result as `model_result`, those of the checkers as `model_result_raw`. */
function executedFields({ task, result, logText }: Failing, verdict: ExecutedVerdict): Field[] {
  const { decoded, judged, errorObject = null } = verdict;
  const entry = new Map(task.entry);
  entry.delete('function');
  const prompt = judged === undefined ? entry : (entry.get('question') ?? null);
  const isOfRunner = isList(errorObject?.get('error_message') ?? null);
  return [
    field('error', errorObject),
    field('prompt', prompt),
    field(isOfRunner ? 'model_result' : 'model_result_raw', result),
    ...(decoded === undefined ? [] : [field('model_result_decoded', decoded)]),
    ...(judged === undefined ? [] : [field('last_non_fc_message', judged)]),
    answerField(task),
    field('inference_log', logText === undefined ? '' : readJson(logText)),
  ];
}

function relevanceFields({ task, result, verdict }: Failing): Field[] {
  return [
    promptField(task),
    field('model_result', result),
    field('decoded_result', verdict.decoded ?? null),
    field('error', verdict.error),
    field('error_type', verdict.errorType),
  ];
}

function callFields({ task, result, verdict }: Failing): Field[] {
  const { decoded, errorType } = verdict;
  const isWrongFormat = errorType === 'ast_decoder:decoder_wrong_output_format';
  const shown = (value: Value) => (isWrongFormat ? textOf(value) : value);
  return [
    field('error', verdict.error),
    field('error_type', errorType),
    promptField(task),
    field('model_result_raw', shown(result)),
    ...(decoded === undefined ? [] : [field('model_result_decoded', shown(decoded))]),
    answerField(task),
  ];
}

function field(key: string, value: Value): Field {
  return [key, fieldText(value)];
}

function promptField(task: Task): Field {
  return ['prompt', task.entryText ?? fieldText(task.entry)];
}

function answerField({ expected }: Task): Field {
  const text = expected.kind === 'calls' ? expected.sourceText : undefined;
  return ['possible_answer', text ?? fieldText('source' in expected ? expected.source : null)];
}

/**
 * One line of JSON as the official writes it, non-ASCII kept. Where the official would fail, it is written all the
 * same: lone surrogates as `\udXXX`, a field that JSON cannot hold as its Python text.
 */
export function jsonLine(entry: Dict): string {
  return line(Array.from(entry, ([key, value]) => field(str(key), value)));
}

function line(fields: readonly Field[]): string {
  const text = `{${fields.map(([key, value]) => `${fieldText(key)}: ${value}`).join(', ')}}`;
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, escapeUnit) : text;
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
