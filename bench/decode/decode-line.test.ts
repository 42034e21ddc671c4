import { expect, test } from 'vitest';
import { decodeLine, type DecodeOptions } from './decode-line.ts';

const execute: DecodeOptions = { purpose: 'execute', mode: undefined };
const ast: DecodeOptions = { purpose: 'ast', mode: 'auto' };

const decoded = (line: string, options: DecodeOptions) => decodeLine(line, 3, options).text;

test('a step for execution becomes call texts', () => {
  expect(decoded('{"k": 1.50, "mode": "prompt", "result": "[f(a=\'x\', b=g(c=1))]"}', execute)).toBe(
    `{"k": 1.50, "mode": "prompt", "result": "[f(a='x', b=g(c=1))]", "decode_ok": true, "decoded": ["f(a='x', b=g(c=1))"], "empty": false}`,
  );
  expect(JSON.parse(decoded('{"mode": "fc", "result": [{"f": "{\\"a\\": 5.0}"}]}', execute))).toMatchObject({
    decoded: ['f(a=5.0)'],
    empty: false,
  });
});

test('a step without a call is empty, one that is no call text is not decoded', () => {
  expect(JSON.parse(decoded('{"mode": "prompt", "result": ""}', execute))).toMatchObject({
    decode_ok: true,
    decoded: [],
    empty: true,
  });
  expect(JSON.parse(decoded('{"mode": "prompt", "result": "I do not know."}', execute))).toMatchObject({
    decode_ok: false,
    decoded: null,
    empty: null,
  });
});

test('an output for the single-turn checkers becomes calls, in the format that the line names', () => {
  expect(JSON.parse(decoded('{"result": "[f(a=(1, 2))]"}', ast))).toMatchObject({
    decoded: [{ f: { a: [1, 2] } }],
    decoded_repr: "[{'f': {'a': (1, 2)}}]",
    empty: false,
  });
  const json = '{"result": "[{\\"function\\": \\"f\\", \\"parameters\\": {\\"a\\": 1}}]", "format": "json"}';
  expect(JSON.parse(decoded(json, ast))).toMatchObject({ decoded: [{ f: { a: 1 } }] });
  expect(JSON.parse(decoded('{"result": [{"f": "{}"}]}', ast))).toMatchObject({ decoded: [{ f: {} }] });
});

test.each([
  ['no result', '{"mode": "fc"}', '"result" is missing'],
  ['no mode', '{"result": "x"}', 'expected "mode" to be "prompt" or "fc", got nothing'],
  ['no JSON', 'x', 'expected one JSON object a line'],
])('a line with %s is answered with its number and fault', (_, line, fault) => {
  expect(JSON.parse(decoded(line, execute))).toMatchObject({
    line: 3,
    fault: expect.stringContaining(fault) as unknown,
  });
});

test('a format that is none is a fault', () => {
  expect(decoded('{"result": "x", "format": "yaml"}', ast)).toContain(
    `expected \\"format\\" to be one of python, java, javascript, json, verbose_xml, concise_xml, got 'yaml'`,
  );
});
