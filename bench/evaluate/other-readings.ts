import {
  isDict,
  isList,
  JsonSyntaxError,
  readJson,
  ValueLimitError,
  writeJsonWithFallback,
  type OutputFormat,
  type Value,
} from '../../datasets/index.ts';

/** An output as somebody might have read it who knows other ways to write calls. */
export type OtherReading = {
  /** What was done, for people. */
  readonly name: string;
  /** As a prompted model's text. */
  readonly text: string;
  readonly format: OutputFormat;
};

const plain = (decoder: OutputFormat['decoder']): OutputFormat => ({ decoder, toolCallTag: false });
const FENCE = /```[\w-]*\n([\s\S]*?)```/;
const CALL_TAG = /<tool_call>\s*([\s\S]*?)\s*(?:<\/tool_call>|$)/g;
const BRACKETED = /\[[\s\S]*\]/;

/**
 * Other ways to read a text in which the official decoder finds no calls.
 * @param own how the task's calls are read
 */
export function otherReadings(text: string, own: OutputFormat): OtherReading[] {
  const readings: OtherReading[] = [];
  const add = (name: string, read: string | undefined, format: OutputFormat) => {
    if (read !== undefined && read.trim() !== '') readings.push({ name, text: read, format });
  };
  add('the text between code fences', FENCE.exec(text)?.[1], own);
  add('tagged JSON objects (<tool_call>)', taggedCalls(text), plain('json'));
  add('JSON objects with "name" and "arguments"', namedCalls(FENCE.exec(text)?.[1] ?? text), plain('json'));
  add('the text between its outer brackets', BRACKETED.exec(text)?.[0], own);
  if (own.decoder !== 'json') add('a JSON list of calls', text, plain('json'));
  if (own.decoder !== 'verbose_xml') add('XML with named parameters', text, plain('verbose_xml'));
  if (own.decoder !== 'concise_xml') add('XML of function elements', text, plain('concise_xml'));
  if (own.decoder !== 'python') add('Python calls', text, plain('python'));
  return readings;
}

function taggedCalls(text: string): string | undefined {
  const calls = Array.from(text.matchAll(CALL_TAG), ([, inner = '']) => objectIn(inner));
  return calls.length === 0 || calls.includes(undefined) ? undefined : `[${calls.join(', ')}]`;
}

function namedCalls(text: string): string | undefined {
  const value = jsonIn(text.trim());
  const items = value === undefined ? [] : isList(value) ? value : [value];
  const calls = items.map(callText);
  return calls.length === 0 || calls.includes(undefined) ? undefined : `[${calls.join(', ')}]`;
}

function objectIn(text: string): string | undefined {
  const value = jsonIn(text);
  return value === undefined ? undefined : callText(value);
}

/** As the decoder of JSON calls takes it. */
function callText(value: Value): string | undefined {
  if (!isDict(value)) return undefined;
  const [name, given] = [value.get('name'), value.get('arguments') ?? value.get('parameters')];
  if (typeof name !== 'string') return undefined;
  const read = typeof given === 'string' ? jsonIn(given) : (given ?? new Map());
  if (read === undefined) return undefined;
  return writeJsonWithFallback(
    new Map<Value, Value>([
      ['function', name],
      ['parameters', read],
    ]),
  );
}

function jsonIn(text: string): Value | undefined {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ValueLimitError) return undefined;
    throw error;
  }
}
