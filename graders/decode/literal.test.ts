import { expect, test } from 'vitest';
import { ascii, equals, typeName } from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';
import { literalEval } from './literal.ts';

test.each([
  ['[1, 2.5, "x", None, True]', "[1, 2.5, 'x', None, True]"],
  [' \t(1,)', '(1,)'],
  ["{'a': [], 1: {}, (1, 2): b'x'}", "{'a': [], 1: {}, (1, 2): b'x'}"],
  ['{1: "a", True: "b"}', "{1: 'b'}"],
  ['-1.5-2j', '(-1.5-2j)'],
  ['0-0j', '0j'],
  ['+1j', '1j'],
  ['-0', '0'],
  ['1e999', 'inf'],
])('%s is %s', (text, decoded) => {
  expect(ascii(literalEval(text))).toBe(decoded);
});

test.each([
  '',
  'x',
  'true',
  '--1',
  '-True',
  '~1',
  'not 1',
  '-"a"',
  '1+2',
  '2j+1',
  '1j+1j',
  '1+-1j',
  '1*1j',
  '-...',
  '{[]: 1}',
  '{{}: 1}',
  '{([],): 1}',
  '{set()}',
  '{(set(),): 1}',
  '{**{}}',
  '[*[1]]',
  'set(1)',
  'set(a=1)',
  'a.set()',
  'f"x"',
  '\n [1]',
  '[1',
])('%j is no literal', (text) => {
  expect(() => literalEval(text)).toThrow(DecodeError);
});

test.each([
  ['set()', 'set', 'set()'],
  ['{3, 1}', 'set', '{1, 3}'],
  ['{1, (2, 3)}', 'set', '{(2, 3), 1}'],
  ['...', 'ellipsis', 'Ellipsis'],
])('%s is no data, but has a type and a text', (text, type, printed) => {
  const value = literalEval(text);
  expect(typeName(value)).toBe(type);
  expect(equals(value, literalEval(text))).toBe(true);
  expect(ascii(value)).toBe(printed);
});

test('brackets nest 200 deep and no deeper', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  expect(ascii(literalEval(nested(200)))).toBe(nested(200));
  expect(() => literalEval(nested(201))).toThrow(DecodeError);
  expect(() => literalEval('['.repeat(100_000))).toThrow(DecodeError);
});
