import { JsonSyntaxError, readJson, ValueLimitError, type Value } from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';

/** `json.loads(text)`. @throws {DecodeError} with Python's words where it raises */
export function readJsonOrRefuse(text: string): Value {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new DecodeError(wordsOf(error, text));
    if (error instanceof ValueLimitError) throw new DecodeError(error.message);
    throw error;
  }
}

/** `str` of the JSONDecodeError: its places count code points. */
function wordsOf({ reason, position }: JsonSyntaxError, text: string): string {
  const before = Array.from(text.slice(0, position));
  const line = before.filter((character) => character === '\n').length + 1;
  const column = before.length - before.lastIndexOf('\n');
  return `${reason}: line ${line} column ${column} (char ${before.length})`;
}
