import { parsePythonFloat, parsePythonInt, ValueLimitError, type Value } from '../../datasets/index.ts';
import { OfficialAbort } from './official-abort.ts';

/**
 * `text` as an int if it matches, else as it is.
 * @param syntax its first group is a run of decimal digits of any script, perhaps with a sign; it may take digits that
 *   are too new for Python 3.11, which are no digits then
 * @throws {OfficialAbort} above Python's 4300 digits
 */
export function intOrText(text: string, syntax: RegExp): Value {
  const digits = syntax.exec(text)?.[1];
  return (digits === undefined ? undefined : intOrAbort(digits)) ?? text;
}

/** `text` as a float if it matches, else as it is. `syntax` as for `intOrText`, with fraction and exponent. */
export function floatOrText(text: string, syntax: RegExp): Value {
  const digits = syntax.exec(text)?.[1];
  return (digits === undefined ? undefined : parsePythonFloat(digits)) ?? text;
}

export function booleanOrText(text: string): Value {
  if (text === 'true') return true;
  return text === 'false' ? false : text;
}

/** What Python's `int` reads, else what its `float` reads, else the text. */
export function numberOrText(text: string): Value {
  return intWithinLimit(text) ?? parsePythonFloat(text) ?? text;
}

/** @throws {OfficialAbort} above Python's 4300 digits */
function intOrAbort(digits: string): bigint | undefined {
  try {
    return parsePythonInt(digits);
  } catch (error) {
    if (error instanceof ValueLimitError) throw new OfficialAbort(`ValueError: ${error.message}`);
    throw error;
  }
}

function intWithinLimit(text: string): bigint | undefined {
  try {
    return parsePythonInt(text);
  } catch (error) {
    if (error instanceof ValueLimitError) return undefined;
    throw error;
  }
}
