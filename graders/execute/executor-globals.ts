import {
  JsonSyntaxError,
  JsonTypeError,
  readJson,
  writeJson,
  typeName,
  type Value,
} from '../../datasets/index.ts';
import type { Context } from '../decode/python/evaluate/context.ts';
import { raise, refuse } from '../decode/python/evaluate/failure.ts';
import { strOf } from '../decode/python/evaluate/object-text.ts';
import { PythonBuiltin, PythonFunction, type Arguments } from '../decode/python/evaluate/objects.ts';
import { PythonObject } from '../decode/python/evaluate/opaque-objects.ts';

/** What call texts find by name besides the builtins that are evaluated anywhere; nothing of it does anything. */
export function executorGlobal(name: string, context: Context): Value | undefined {
  if (name === 'print') return new PythonBuiltin('print', false, (passed) => print(passed, context));
  if (name !== 'json') return undefined;
  return jsonModule;
}

const jsonModule = new PythonObject(
  'module',
  (attribute) => {
    if (attribute === 'dumps') return new PythonFunction('dumps', dumps, 'dumps', 'function');
    return attribute === 'loads'
      ? new PythonFunction('loads', loads, 'loads', 'function')
      : refuse(`json.${attribute}`);
  },
  {},
);

/** Nobody reads what is printed, but texts of it may fail to be made. */
function print({ positional, keywords }: Arguments, { budget }: Context): null {
  for (const [name, operand] of keywords) {
    if (name === 'file' && operand !== null) refuse('printing to a file');
    if (!['sep', 'end', 'file', 'flush'].includes(name))
      raise('TypeError', `'${name}' is an invalid keyword argument for print()`);
    if ((name === 'sep' || name === 'end') && operand !== null && typeof operand !== 'string')
      raise('TypeError', `${name} must be None or a string, not ${typeName(operand)}`);
  }
  for (const operand of positional) strOf(operand, budget);
  return null;
}

function onlyOne({ positional, keywords }: Arguments): Value {
  const [only] = positional;
  return only === undefined || positional.length > 1 || keywords.size > 0
    ? refuse('such a call of json')
    : only;
}

function dumps(passed: Arguments): string {
  const value = onlyOne(passed);
  try {
    return writeJson(value);
  } catch (error) {
    if (error instanceof JsonTypeError) return raise('TypeError', error.message);
    throw error;
  }
}

function loads(passed: Arguments): Value {
  const text = onlyOne(passed);
  if (typeof text !== 'string') {
    const isText = ['bytes', 'bytearray', 'str'].includes(typeName(text));
    if (isText) return refuse('reading bytes as JSON');
    return raise('TypeError', `the JSON object must be str, bytes or bytearray, not ${typeName(text)}`);
  }
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return refuse('what is wrong with JSON');
    throw error;
  }
}
