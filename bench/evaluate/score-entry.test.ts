import { describe, expect, test } from 'vitest';
import { Bytes, Complex, Tuple, type Dict, type Task, type Value } from '../../datasets/index.ts';
import type { Verdict } from '../../graders/index.ts';
import { jsonLine, scoreLine } from './score-entry.ts';

const entry: Dict = new Map<Value, Value>([
  ['id', 'simple_python_0'],
  ['question', [[new Map([['role', 'user']])]]],
]);

const task: Task = {
  id: 'simple_python_0',
  category: 'simple_python',
  language: 'python',
  format: { decoder: 'python', toolCallTag: false },
  checker: 'simple',
  tools: [],
  expected: { kind: 'calls', calls: [], source: [new Map([['f', new Map([['a', [1n, 1]]])]])] },
  cluster: 'simple_python_0',
  entry,
};

const fail = (errorType: string, error: readonly Value[], decoded: Value | undefined): Verdict => ({
  valid: false,
  errorType,
  error,
  decoded,
});

const head = '"id": "simple_python_0", "model_name": "m", "test_category": "simple_python", "valid": false';
const prompt = '"prompt": {"id": "simple_python_0", "question": [[{"role": "user"}]]}';
const answer = '"possible_answer": [{"f": {"a": [1, 1.0]}}]';

describe('a failing line has the keys of the official one, in its order', () => {
  test('where decoding failed', () => {
    const verdict = fail('ast_decoder:decoder_failed', ['Invalid syntax.'], undefined);
    expect(scoreLine({ task, result: 'é "x"', verdict }, 'm')).toBe(
      `{${head}, "error": ["Invalid syntax."], "error_type": "ast_decoder:decoder_failed", ${prompt}, "model_result_raw": "é \\"x\\"", ${answer}}`,
    );
  });

  test('where the output has another shape: both are texts', () => {
    const verdict = fail('ast_decoder:decoder_wrong_output_format', ['Did not'], [1n, null]);
    expect(scoreLine({ task, result: ['a', 1], verdict }, 'm')).toBe(
      `{${head}, "error": ["Did not"], "error_type": "ast_decoder:decoder_wrong_output_format", ${prompt}, "model_result_raw": "['a', 1.0]", "model_result_decoded": "[1, None]", ${answer}}`,
    );
  });

  test('where the checker refused', () => {
    const decoded = [new Map([['f', new Map<Value, Value>([['a', new Tuple([1n, 2n])]])]])];
    const verdict = fail('value_error:others', ['Invalid value'], decoded);
    expect(scoreLine({ task, result: '[f(a=(1, 2))]', verdict }, 'm')).toBe(
      `{${head}, "error": ["Invalid value"], "error_type": "value_error:others", ${prompt}, "model_result_raw": "[f(a=(1, 2))]", "model_result_decoded": [{"f": {"a": [1, 2]}}], ${answer}}`,
    );
  });

  test('where a call stands and none should, or the other way round', () => {
    const abstain: Task = { ...task, checker: 'irrelevance', expected: { kind: 'no-call' } };
    const called = fail('irrelevance_error:decoder_success', ['Valid syntax.'], []);
    expect(scoreLine({ task: abstain, result: '[]', verdict: called }, 'm')).toBe(
      `{${head}, ${prompt}, "model_result": "[]", "decoded_result": [], "error": ["Valid syntax."], "error_type": "irrelevance_error:decoder_success"}`,
    );
    const engage: Task = { ...task, checker: 'relevance', expected: { kind: 'any-call' } };
    const silent = fail('relevance_error:decoder_failed', ['Invalid syntax.'], undefined);
    expect(scoreLine({ task: engage, result: null, verdict: silent }, 'm')).toContain(
      '"model_result": null, "decoded_result": null, "error"',
    );
  });
});

test('what JSON cannot hold is written as its Python text, a tuple whole', () => {
  const value: Value = [new Bytes(Uint8Array.of(97)), new Complex(1, 2), new Tuple([1n, new Complex(0, 1)])];
  expect(jsonLine(new Map([['v', value]]))).toBe(`{"v": ["b'a'", "(1+2j)", "(1, 1j)"]}`);
});

test('a key that JSON cannot hold turns only its own field into text', () => {
  const odd: Dict = new Map<Value, Value>([
    ['a', new Map([[new Tuple([1n]), 2n]])],
    ['b', new Map([[1n, 2n]])],
  ]);
  expect(jsonLine(odd)).toBe('{"a": "{(1,): 2}", "b": {"1": 2}}');
});

test('lone surrogates are escaped, pairs are not', () => {
  expect(jsonLine(new Map([['v', 'a\ud800b\udc00 🎉']]))).toBe('{"v": "a\\ud800b\\udc00 🎉"}');
});

test('an int too long for Python to print leaves a line all the same', () => {
  const line = jsonLine(new Map<Value, Value>([['v', 10n ** 5000n]]));
  expect(line).toMatch(/^\{"v": "<Exceeds the limit .*>"\}$/);
});
