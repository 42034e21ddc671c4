import { expect, test } from 'vitest';
import { repr } from '../../datasets/index.ts';
import { exactArguments, readMessage } from './messages.ts';

type Called = { params: { arguments: unknown } };

function argumentsOf(text: string): string {
  const { values } = exactArguments((readMessage(text) as Called).params.arguments);
  return typeof values === 'string' ? values : repr(values);
}

const call = (given: string) =>
  `{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "f", "arguments": ${given}}}`;

test.each([
  ['{"a": 5, "b": 5.0, "c": 1152921504606846977}', "{'a': 5, 'b': 5.0, 'c': 1152921504606846977}"],
  ['{"a": [1e2, {"b": -0}]}', "{'a': [100.0, {'b': 0}]}"],
  ['{"__proto__": 1, "text": "x", "refusal": null}', "{'__proto__': 1, 'text': 'x', 'refusal': None}"],
  ['{"a": 1, "a": 2.0}', "{'a': 2.0}"],
  ['{"a": "\\ud800", "b": "\\u00e9"}', "{'a': '\\ud800', 'b': 'é'}"],
  [`{"a": 1${'0'.repeat(5000)}}`, /^Exceeds the limit \(4300 digits\)/],
  [`{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}`, 'maximum recursion depth exceeded'],
])('arguments %s are read as Python reads them', (given, read) => {
  expect(argumentsOf(call(given))).toMatch(read);
});

test('calls of a batch have each its own arguments', () => {
  const batch = readMessage(`[${call('{"a": 1.0}')}, 7, ${call('{"a": 2}')}]`) as Called[];
  expect(batch.map((one) => exactArguments((one as Partial<Called>).params?.arguments).values)).toEqual([
    new Map([['a', 1]]),
    new Map(),
    new Map([['a', 2n]]),
  ]);
});

test.each(['oops', '', '{"a": NaN}', '{"jsonrpc": "2.0",'])('%s is no message', (text) => {
  expect(() => readMessage(text)).toThrow(SyntaxError);
});

test('a method that is spelled with escapes is a call all the same', () => {
  expect(argumentsOf(call('{"a": 5.0}').replace('tools/call', 'tools\\/c\\u0061ll'))).toBe("{'a': 5.0}");
});
