import { strip, typeName, type Value } from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';

const OPENING_TAG = '<TOOLCALL>';
const CLOSING_TAG = '</TOOLCALL>';

/**
 * The text between square brackets: backticks, newlines and spaces stripped, then each bracket added where it is missing.
 * @throws {DecodeError} for a result that is no text
 * @see bfcl-eval `default_decode_ast_prompting`
 */
export function cleanPromptText(result: Value): string {
  if (typeof result !== 'string') {
    throw new DecodeError(`'${typeName(result)}' object has no attribute 'strip'`);
  }
  const stripped = strip(result, '`\n ');
  const opened = stripped.startsWith('[') ? stripped : `[${stripped}`;
  return opened.endsWith(']') ? opened : `${opened}]`;
}

/**
 * What stands inside the first pair of tool-call tags, without surrounding whitespace.
 * @throws {DecodeError} if there is no such pair
 * @see bfcl-eval `ast_parse`
 */
export function insideToolCallTag(text: string): string {
  const opening = text.indexOf(OPENING_TAG);
  const start = opening + OPENING_TAG.length;
  const end = opening < 0 ? -1 : text.indexOf(CLOSING_TAG, start);
  if (end < 0) throw new DecodeError(`No tool call tag found in input string: ${text}`);
  return strip(text.slice(start, end));
}
