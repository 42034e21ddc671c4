import {
  isDict,
  isList,
  PythonSyntaxError,
  repr,
  str,
  typeName,
  ValueLimitError,
  type Dict,
  type Value,
} from '../../datasets/index.ts';
import { cleanPromptText } from './cleaning.ts';
import { DecodeError } from './decode-error.ts';
import { tryDecode } from './decoding.ts';
import { decodePythonText } from './python/decode-python.ts';
import { readJsonOrRefuse } from './read-json.ts';

/**
 * The calls of one step as texts that can be executed.
 * @returns or throws a {PythonSyntaxError} for a text that is no Python
 * @throws {DecodeError} where else the official decoder raises
 * @see bfcl-eval `default_decode_execute_prompting`, `convert_to_function_call`
 */
export function decodeCallTexts(result: Value, mode: 'prompt' | 'fc'): string[] | PythonSyntaxError {
  try {
    if (mode === 'fc') return providerCallTexts(result);
    const decoded = decodePythonText(cleanPromptText(result));
    return decoded instanceof PythonSyntaxError ? decoded : callsIn(decoded).map(callText);
  } catch (error) {
    if (error instanceof ValueLimitError) throw new DecodeError(error.message);
    throw error;
  }
}

/** Whether a step of these calls counts as none. */
export function isEmptyStep(texts: readonly string[]): boolean {
  return texts.length === 0 || (texts.length === 1 && texts[0] === '');
}

/** The calls of a step, undefined where it holds none. */
export function callsOfStep(step: Value, mode: 'prompt' | 'fc'): string[] | undefined {
  const { decoded } = tryDecode(() => decodeCallTexts(step, mode));
  return decoded === undefined || isEmptyStep(decoded) ? undefined : decoded;
}

type Call = readonly [name: Value, given: Value];

/** Every key of an item names a call. @throws {DecodeError} */
function callsIn(decoded: Value): Call[] {
  if (typeof decoded === 'string') return Array.from(decoded).flatMap((character) => [...dictOf(character)]);
  if (!isList(decoded)) throw new DecodeError(`'${typeName(decoded)}' object is not iterable`);
  return decoded.flatMap((item) => [...dictOf(item)]);
}

function dictOf(value: Value): Dict {
  if (isDict(value)) return value;
  throw new DecodeError(`'${typeName(value)}' object has no attribute 'items'`);
}

function callText([name, given]: Call): string {
  return `${str(name)}(${namedValues(dictOf(given))})`;
}

function namedValues(given: Dict): string {
  return Array.from(given, ([name, value]) => `${str(name)}=${nestedText(value)}`).join(', ');
}

/** A dict of dicts reads as a call of its first key: so nested calls are decoded. @throws {DecodeError} for an empty dict */
function nestedText(value: Value): string {
  if (!isDict(value)) return repr(value);
  if (![...value.values()].every(isDict))
    return `{${Array.from(value, ([key, item]) => `'${str(key)}': ${nestedText(item)}`).join(', ')}}`;
  const [first] = value;
  if (first === undefined) throw new DecodeError('list index out of range');
  return callText(first);
}

function providerCallTexts(result: Value): string[] {
  return callsIn(isDict(result) ? [result] : result).map(([name, given]) => {
    const read = dictOf(typeof given === 'string' ? readJsonOrRefuse(given) : given);
    return `${str(name)}(${Array.from(read, ([key, value]) => `${str(key)}=${repr(value)}`).join(',')})`;
  });
}
