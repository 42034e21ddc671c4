import { expect, test } from 'vitest';
import { ascii } from '../../datasets/index.ts';
import cases from '../cases/decode-java.json' with { type: 'json' };
import { DecodeError } from './decode-error.ts';
import { decodeJava } from './java.ts';

test.each(cases)('$source', ({ text, decoded }) => {
  if (decoded === null) expect(() => decodeJava(text)).toThrow(DecodeError);
  else expect(ascii(decodeJava(text))).toBe(decoded);
});

test('a lone surrogate, which UTF-8 cannot hold, fails', () => {
  expect(() => decodeJava('[call.it(a="\udc00", b=2)]')).toThrow(DecodeError);
  expect(() => decodeJava('[call.it(a="\ud800", b=2)]')).toThrow(DecodeError);
});

const nested = (open: string, middle: string, close: string, depth: number) =>
  `[${open.repeat(depth)}${middle}${close.repeat(depth)}]`;

test("the search for the call ends where Python's recursion does", () => {
  expect(ascii(decodeJava(nested('{', 'call.it(a=1);', '}', 974)))).toBe("[{'call.it': {'a': '1'}}]");
  expect(() => decodeJava(nested('{', 'call.it(a=1);', '}', 975))).toThrow(
    'maximum recursion depth exceeded',
  );
});

test("the rendering of a value ends where Python's recursion does", () => {
  const call = (depth: number) => `[call.it(a=${'('.repeat(depth)}x${')'.repeat(depth)}, b=2)]`;
  const value = `${'('.repeat(324)}x${')'.repeat(324)}`;
  expect(ascii(decodeJava(call(324)))).toBe(`[{'call.it': {'a': '${value}', 'b': '2'}}]`);
  expect(() => decodeJava(call(325))).toThrow('maximum recursion depth exceeded');
});

test('an argument that is dropped may be nested more deeply', () => {
  const text = `[call.it(${'('.repeat(2000)}1${')'.repeat(2000)}, b=2)]`;
  expect(ascii(decodeJava(text))).toBe("[{'call.it': {'b': '2'}}]");
});

test('a long text keeps its offsets', () => {
  const text = 'x'.repeat(200_000);
  expect(decodeJava(`[call.it(a="${text}", b=2)]`)).toEqual([
    new Map([
      [
        'call.it',
        new Map([
          ['a', text],
          ['b', '2'],
        ]),
      ],
    ]),
  ]);
});
