import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ascii, parseExpression, type Value } from '../../../../datasets/index.ts';
import { DecodeError } from '../../decode-error.ts';
import { evaluate } from './evaluate.ts';
import { nearestPower } from './nearest-power.ts';
import { nearestQuotient } from './rounding.ts';
import cases from '../../../cases/decode-python-evaluate.json' with { type: 'json' };

const evaluateText = (text: string): Value => evaluate(parseExpression(text));

function failureOf(text: string): DecodeError {
  try {
    evaluateText(text);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error(`${text} has a value`);
}

describe('as in Python', () => {
  test.each(cases)('$expression', ({ expression, value }) => {
    if (value !== undefined) expect(ascii(evaluateText(expression))).toBe(value);
    else expect(failureOf(expression).deviation).toBeUndefined();
  });
});

test.each([
  'os.getcwd() + ""',
  '"a" + __import__("os").name',
  'json.dumps([1]) + ""',
  '{1} | {2}',
  '[open("/etc/passwd")] * 1',
  '[1].append(2) + 1',
  '1000 is 1000 and 1 + 1 or [1 is 1] * 2',
  '"ß".title() + ""',
  'list(iter(lambda: 1, 1)) + []',
  '"%(a(b))s" % {"a(b)": 1}',
])('%s is refused as outside the subset', (text) => {
  expect(failureOf(text).deviation).toBe('evaluator-subset');
});

test('the order of a display of texts hangs on the process', () => {
  expect(failureOf('list({"a", "b", "c"}) + []').deviation).toBe('nondeterminism');
});

test.each([
  '9 ** 9 ** 9',
  '1 << 10 ** 20',
  '"a" * 10 ** 12',
  '[0] * 10 ** 12',
  'sum(range(10 ** 12)) + 1',
  '[x for x in range(10 ** 12) if 0] + []',
  '[x for x in filter([].count, range(10 ** 12))] + []',
  '[[[[[[0] * 99] * 99] * 99] * 99] * 99] * 99',
  '{((((1,) * 99,) * 99,) * 99,) * 99: 1} | {}',
  '"%999999999d" % 1',
  '"%.*f" % (10 ** 9, 1.5)',
  '"{:>{}}".format(1, 10 ** 9) + ""',
  '("a" * 1000).replace("a", "b" * 1000).replace("b", "c" * 1000) + ""',
  '(lambda f: f(f))(lambda f: f(f)) + 1',
  'sum(len(s) for s in ["1" * 10 ** 6] for i in range(10 ** 4)) + 0',
  'sum(1 for s in ["1" * 10 ** 6] for i in range(10 ** 4) if float(s)) + 0',
  'sum(1 for s in ["a" * 10 ** 6] for i in range(10 ** 4) if s.strip("ab")) + 0',
  'sum(1 for s in [("y",) * 10 ** 5] for i in range(10 ** 4) if "x".startswith(s)) + 0',
  'sum(1 for s in [1 << 10 ** 5] for i in range(10 ** 4) if s.bit_length()) + 0',
  '(lambda s: [1 for i in range(4000) if all(s)])(set(range(1, 4000))) + []',
  'sum(1 for s in [b"a" * 10 ** 5] for i in range(10 ** 4) if s == s) + 0',
  'sum(1 for s in [b"a" * 10 ** 5] for i in range(10 ** 4) if {s: 1}) + 0',
  '(lambda s: [1 for i in range(10 ** 4) if s[::29999]])([0] * 10 ** 5) + []',
  '(lambda s: [1 for i in range(10 ** 4) if s[1:2]])(b"a" * 10 ** 5) + []',
  'list(map(len, ["1" * 10 ** 6] * 10 ** 4)) + []',
  'sorted(["1" * 10 ** 6] * 10 ** 4, key=float) + []',
])('%s is refused for its cost', (text) => {
  expect(failureOf(text).deviation).toBe('evaluation-budget');
});

test.each(['("A" * 10 ** 6 + "a").isupper() * 1', '("a" * 10 ** 6 + "A").islower() * 1'])(
  '%s takes time in proportion to the text',
  (text) => {
    expect(evaluateText(text)).toBe(0n);
  },
);

test.each([
  ['a list', 'and x] + []'],
  ['the text of a list', 'and str(x)] + []'],
  ['equal lists', 'and x == x] + []'],
])('%s that lies deeper than the stack is refused', (_, end) => {
  const text = `[[(x := [1]), ${'(x := [x]), '.repeat(20_000)}] ${end}`;
  expect(failureOf(text).deviation).toBe('evaluation-budget');
});

test('the text is compiled before it runs', () => {
  expect(failureOf('1 + (1 if True else f(a=1, a=2))').message).toContain('SyntaxError');
  expect(failureOf('[0] + [x for x in (y := [1])]').message).toContain('SyntaxError');
  expect(failureOf('[0] + [x := 1 for x in [1]]').message).toContain('SyntaxError');
  expect(failureOf('1 + (lambda x, x: 1)(1, 2)').message).toContain('SyntaxError');
});

test('an identifier that normalises to a keyword becomes that keyword', () => {
  expect(evaluateText('[\u{1d413}rue] * 1')).toEqual([true]);
});

test('quotients of large ints are rounded once, to even', () => {
  expect(nearestQuotient(2n ** 54n + 2n, 1n)).toBe(2 ** 54);
  expect(nearestQuotient(2n ** 54n + 6n, 1n)).toBe(2 ** 54 + 8);
  expect(nearestQuotient(1n, 2n ** 1074n)).toBe(5e-324);
  expect(nearestQuotient(1n, 2n ** 1075n)).toBe(0);
  expect(nearestQuotient(3n, 2n ** 1076n)).toBe(5e-324);
  expect(nearestQuotient(2n ** 1024n, 1n)).toBe(Infinity);
});

test('int quotients that a float holds are found', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 53n }), fc.bigInt({ min: 1n, max: 2n ** 900n }), (a, b) => {
      expect(nearestQuotient(a * b, b)).toBe(Number(a));
    }),
  );
});

test('powers are correctly rounded', () => {
  expect(nearestPower(1.1, 284)).toBe(569537841453.8108);
  expect(nearestPower(1.05, 10)).toBe(1.628894626777442);
  expect(nearestPower(2, 0.5)).toBe(Math.SQRT2);
  expect(nearestPower(10, -5)).toBe(1e-5);
  expect(nearestPower(10, 308)).toBe(1e308);
  expect(nearestPower(10, 309)).toBe(Infinity);
  expect(nearestPower(2, -1074)).toBe(5e-324);
  expect(nearestPower(1 + 2 ** -52, 2 ** 52)).toBe(2.718281828459045);
});

test('roots and squares undo each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 26 }), (root) => {
      expect(nearestPower(root * root, 0.5)).toBe(root);
      expect(nearestPower(root, 2)).toBe(root * root);
    }),
  );
});
