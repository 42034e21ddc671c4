import {
  isDict,
  isList,
  JsonSyntaxError,
  readJson,
  ValueLimitError,
  writeJson,
  type Value,
} from '../../datasets/index.ts';

/** UTF-8 bytes of one message. */
export const MESSAGE_LIMIT = 4 << 20;

/** Codes of JSON-RPC 2.0. */
export const faultCodes = { parse: -32_700, request: -32_600, internal: -32_603 } as const;

/** An answer to what has no id, or none that can be told. */
export function faultMessage(code: number, message: string, id: unknown = null): string {
  const isId = typeof id === 'string' || typeof id === 'number';
  return JSON.stringify({ jsonrpc: '2.0', id: isId ? id : null, error: { code, message } });
}

/**
 * A JSON-RPC message or a batch of them. The library behind knows JavaScript's numbers only; so that 5, 5.0 and 2^60 stay
 * what they are, the arguments of a tool call are handed on as one text (`exactArguments`).
 * @throws {SyntaxError} for a text that is no JSON
 */
export function readMessage(text: string): unknown {
  const message = JSON.parse(text) as unknown;
  if (!Array.isArray(message)) return withArgumentText(message, () => readExactly(text));
  let batch: Value | undefined;
  return message.map((one: unknown, index) =>
    withArgumentText(one, () => {
      batch ??= readExactly(text);
      return isList(batch) ? (batch[index] ?? null) : batch;
    }),
  );
}

/** A message is no text: where one comes it says what Python does not read. */
function readExactly(text: string): Value {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof ValueLimitError || error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
}

function withArgumentText(message: unknown, exact: () => Value): unknown {
  if (!isObject(message) || message['method'] !== 'tools/call') return message;
  const { params } = message;
  if (!isObject(params) || !isObject(params['arguments'])) return message;
  const read = exact();
  const text = typeof read === 'string' ? { refusal: read } : { text: writeJson(argumentsIn(read)) };
  return { ...message, params: { ...params, arguments: text } };
}

function argumentsIn(message: Value): Value {
  const params = isDict(message) ? (message.get('params') ?? null) : null;
  return isDict(params) ? (params.get('arguments') ?? null) : null;
}

/** What `readMessage` made of the arguments of a call: their values, or why Python does not read them; and their length. */
export function exactArguments(given: unknown): { values: Map<Value, Value> | string; size: number } {
  if (!isObject(given)) return { values: new Map(), size: 0 };
  const { text, refusal } = given;
  if (typeof text !== 'string') return { values: String(refusal), size: 0 };
  const values = readJson(text);
  return { values: isDict(values) ? values : new Map<Value, Value>(), size: text.length };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
