import { dictSet, isDict, isList, typeName, type Dict, type Value } from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';
import { readJsonOrRefuse } from './read-json.ts';

/**
 * Calls as a provider returns them: a list of `{name: arguments as JSON text}`, of which the first key counts.
 * @returns a list of `{name: arguments}`; arguments may be anything
 * @throws {DecodeError} where the official decoder raises: text instead of calls, arguments that are no JSON text
 * @see bfcl-eval `OpenAICompletionsHandler.decode_ast`
 */
export function decodeProviderCalls(result: Value): Value {
  if (isList(result)) return result.map(readProviderCall);
  if (result === '' || (isDict(result) && result.size === 0)) return [];
  if (typeof result === 'string' || isDict(result)) {
    throw new DecodeError("'str' object has no attribute 'keys'");
  }
  throw new DecodeError(`'${typeName(result)}' object is not iterable`);
}

function readProviderCall(item: Value): Dict {
  if (!isDict(item)) throw new DecodeError(`'${typeName(item)}' object has no attribute 'keys'`);
  const [first] = item;
  if (first === undefined) throw new DecodeError('list index out of range');
  const [name, text] = first;
  const call: Dict = new Map();
  dictSet(call, name, readArguments(text));
  return call;
}

function readArguments(text: Value): Value {
  if (typeof text !== 'string') {
    throw new DecodeError(`the JSON object must be str, bytes or bytearray, not ${typeName(text)}`);
  }
  return readJsonOrRefuse(text);
}
