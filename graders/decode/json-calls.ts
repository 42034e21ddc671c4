import {
  dictSet,
  isDict,
  isList,
  isWhitespace,
  JsonSyntaxError,
  readJson,
  SplitString,
  typeName,
  UnhashableError,
  ValueLimitError,
  type Dict,
  type ReadonlyDict,
  type Value,
} from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';

/**
 * Calls written as `[{"function": name, "parameters": {…}}, …]` somewhere in the text. Text that is no JSON holds no
 * call; items that are no objects are skipped.
 * @returns a list of `{name: parameters}`; a name may be anything hashable and parameters anything
 * @throws {DecodeError} where the official decoder raises
 * @see bfcl-eval `ast_parse`, `parse_json_function_call`
 */
export function decodeJsonText(text: string): Value {
  const bracketed = betweenOuterBrackets(text);
  const parsed = readOrUndefined(findObjectArray(bracketed) ?? bracketed);
  if (parsed === undefined) return [];
  if (isList(parsed)) return parsed.filter(isDict).map(readCall);
  // Python iterates over the characters or the keys, and none of them is an object.
  if (typeof parsed === 'string' || isDict(parsed) || parsed instanceof SplitString) return [];
  throw new DecodeError(`'${typeName(parsed)}' object is not iterable`);
}

function betweenOuterBrackets(text: string): string {
  const first = text.indexOf('[');
  const last = text.lastIndexOf(']');
  return first >= 0 && first < last ? text.slice(first, last + 1) : text;
}

function readOrUndefined(text: string): Value | undefined {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    if (error instanceof ValueLimitError) throw new DecodeError(error.message);
    throw error;
  }
}

function readCall(item: ReadonlyDict): Dict {
  const name = item.get('function');
  if (name === undefined) throw new DecodeError("'function'");
  const parameters = item.get('parameters');
  if (parameters === undefined) throw new DecodeError("'parameters'");
  const call: Dict = new Map();
  try {
    dictSet(call, name, parameters);
  } catch (error) {
    if (error instanceof UnhashableError) throw new DecodeError(error.message);
    throw error;
  }
  return call;
}

/**
 * The first match of `\[\s*{.*?}\s*(?:,\s*{.*?}\s*)*\]` (`.` takes newlines too) in linear time.
 *
 * A `}` ends the match where `]` comes next, and opens another object where `, {` comes next. The rest can match if and
 * only if a `}` that ends lies ahead, so the last such one decides every choice on the way.
 */
export function findObjectArray(text: string): string | undefined {
  const lastEnd = lastEndingBrace(text);
  for (let open = text.indexOf('['); open >= 0 && open < lastEnd; open = text.indexOf('[', open + 1)) {
    const brace = skipWhitespace(text, open + 1);
    if (text[brace] !== '{') continue;
    return brace < lastEnd ? text.slice(open, matchEnd(text, brace, lastEnd)) : undefined;
  }
  return undefined;
}

/** Index of the last `}` before a `]`, -1 if there is none. */
function lastEndingBrace(text: string): number {
  let brace = text.lastIndexOf('}');
  while (brace >= 0 && text[skipWhitespace(text, brace + 1)] !== ']') {
    brace = brace === 0 ? -1 : text.lastIndexOf('}', brace - 1);
  }
  return brace;
}

/** Where the match ends whose first object opens at `brace`, before `lastEnd`. */
function matchEnd(text: string, brace: number, lastEnd: number): number {
  let close = text.indexOf('}', brace + 1);
  while (close < lastEnd) {
    const after = skipWhitespace(text, close + 1);
    if (text[after] === ']') return after + 1;
    const next = text[after] === ',' ? skipWhitespace(text, after + 1) : lastEnd;
    const opensObject = next < lastEnd && text[next] === '{';
    close = text.indexOf('}', (opensObject ? next : close) + 1);
  }
  return skipWhitespace(text, lastEnd + 1) + 1;
}

function skipWhitespace(text: string, start: number): number {
  let index = start;
  while (index < text.length && isWhitespace(text.charCodeAt(index))) index++;
  return index;
}
