import { expect, test } from 'vitest';
import { parseExpression, type Expression } from '../../../../datasets/index.ts';
import cases from '../../../cases/decode-python-unparse.json' with { type: 'json' };
import { Frames } from './recursion.ts';
import { unparse } from './unparse.ts';

const unparseText = (text: string): string => unparse(parseExpression(text));

test.each(cases)('$expression is printed as Python prints it', ({ expression, text }) => {
  expect(unparseText(expression)).toBe(text);
});

test('ints of more than 4300 digits have no text', () => {
  expect(unparseText(`0x${'F'.repeat(3571)}`)).toHaveLength(4300);
  expect(() => unparseText(`0x${'F'.repeat(3572)}`)).toThrow(/4300 digits/);
});

test('a backslash inside the braces of an f-string fails', () => {
  const inner: Expression = { kind: 'Constant', value: '\\' };
  const field: Expression = { kind: 'FormattedValue', value: inner, conversion: -1, formatSpec: null };
  expect(() => unparse({ kind: 'JoinedStr', values: [field] })).toThrow(/backslash/);
});

test('an f-string whose parts agree on no quote falls back to three single ones', () => {
  const constant = (value: string): Expression => ({ kind: 'Constant', value });
  const values = [constant("'''"), constant('"""')];
  expect(unparse({ kind: 'JoinedStr', values })).toBe(`f'''\\'\\'\\'"""'''`);
});

test.each([
  ['sums', 'x', '+x', 3],
  ['attributes', 'x', '.a', 3],
])('%s nest as deeply as Python 3.11 lets them', (_, first, step, framesPerStep) => {
  const framesLeft = 1000 - (Frames.parse + Frames.toValue + Frames.toUnparser) - 2;
  const deepest = Math.ceil(framesLeft / framesPerStep) - 1;
  expect(unparseText(first + step.repeat(deepest))).toContain('x');
  expect(() => unparseText(first + step.repeat(deepest + 1))).toThrow(/RecursionError/);
});

test('a lambda may have more parameters than a JavaScript function', () => {
  const text = `lambda *, ${Array.from({ length: 150_000 }, (_, i) => `a${i}`).join(', ')}: 1`;
  expect(unparseText(text)).toBe(text);
});

test('a tree far too deep fails without overflowing the stack', () => {
  let node: Expression = { kind: 'Name', id: 'x' };
  for (let i = 0; i < 200_000; i++) node = { kind: 'UnaryOp', operator: 'USub', operand: node };
  expect(() => unparse(node)).toThrow(/RecursionError/);
});
