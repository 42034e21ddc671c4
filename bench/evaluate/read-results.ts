import {
  InputError,
  isDict,
  JsonSyntaxError,
  readFields,
  readJson,
  typeName,
  ValueLimitError,
  type Value,
} from '../../datasets/index.ts';
import { fileLineBatches } from './file-lines.ts';

/** One line of a result file, without what grading does not read. */
export type ResultEntry = {
  readonly id: string;
  readonly result: Value;
  readonly latency: Value | undefined;
  /** The fields `input_token_count` and `output_token_count`. */
  readonly tokens: { readonly input: Value | undefined; readonly output: Value | undefined };
  /** The field `inference_log` as it stands in the line. */
  readonly logText: string | undefined;
  readonly path: string;
  /** From 1. */
  readonly line: number;
};

/**
 * The entries of a result file, in file order, batch by batch as it is read. Blank lines are passed over.
 * @throws {InputError} naming the line that is no result, and what to do
 */
export async function* readResults(path: string): AsyncGenerator<readonly ResultEntry[]> {
  let line = 0;
  let fault: InputError | undefined;
  for await (const batch of fileLineBatches(path)) {
    const entries: ResultEntry[] = [];
    for (const text of batch) {
      if (fault !== undefined) throw fault;
      line++;
      if (text.trim() === '') continue;
      const entry = tryEntry(path, text, line);
      if (entry instanceof InputError) fault = entry;
      else entries.push(entry);
    }
    yield entries;
  }
  if (fault !== undefined) {
    throw new InputError(`${fault.message} It is the last line: was the file cut off?`, { cause: fault });
  }
}

class EntryFault extends Error {}

function tryEntry(path: string, text: string, line: number): ResultEntry | InputError {
  try {
    return readEntry(text, path, line);
  } catch (error) {
    return lineFault(path, line, error);
  }
}

function readEntry(text: string, path: string, line: number): ResultEntry {
  const logText = text.includes('"inference_log"') ? readFields(text).get('inference_log')?.raw : undefined;
  const entry = readJson(text);
  if (!isDict(entry)) throw new EntryFault(`found a value of type ${typeName(entry)}`);
  const id = entry.get('id');
  if (typeof id !== 'string') throw new EntryFault('found no text "id"');
  const result = entry.get('result');
  if (result === undefined) throw new EntryFault(`${id} has no "result"`);
  const tokens = { input: entry.get('input_token_count'), output: entry.get('output_token_count') };
  return { id, result, latency: entry.get('latency'), tokens, logText, path, line };
}

function lineFault(path: string, line: number, error: unknown): InputError {
  const isExpected =
    error instanceof EntryFault || error instanceof JsonSyntaxError || error instanceof ValueLimitError;
  if (!isExpected) throw error;
  const found = error instanceof EntryFault ? error.message : `not JSON: ${error.message}`;
  const advice = found.includes('BOM')
    ? 'Save the file without a byte order mark.'
    : 'Fix or delete the line, or generate the entry anew.';
  return new InputError(`${path}:${line}: expected {"id": …, "result": …}, ${found}. ${advice}`, {
    cause: error,
  });
}
