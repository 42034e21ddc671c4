import { describe, expect, test } from 'vitest';
import { ValueLimitError } from './errors.ts';
import { ascii, repr, str } from './repr.ts';
import { Bytes, Complex, SplitString, Tuple, type Value } from './value.ts';

/** Texts written by CPython 3.11. */
const examples: [Value, string][] = [
  [null, 'None'],
  [true, 'True'],
  [-5n, '-5'],
  [5, '5.0'],
  [[], '[]'],
  [new Map(), '{}'],
  [new Tuple([]), '()'],
  [new Tuple([1n]), '(1,)'],
  [new Tuple([1n, 'a']), "(1, 'a')"],
  [[1n, [2.5, new Tuple([null])]], '[1, [2.5, (None,)]]'],
  [
    new Map<Value, Value>([
      ['a', 1n],
      [new Tuple([1n]), false],
    ]),
    "{'a': 1, (1,): False}",
  ],
  ["it's", '"it\'s"'],
  ['both \' and "', "'both \\' and \"'"],
  ['\\\n\t\r\x00\x7f', "'\\\\\\n\\t\\r\\x00\\x7f'"],
  ['é\xa0日😀\ud800', "'é\\xa0日😀\\ud800'"],
  [new SplitString([0xd83d, 0xde00]), "'\\ud83d\\ude00'"],
  [new Bytes(new Uint8Array([0, 9, 39, 65, 92, 127, 255])), `b"\\x00\\t'A\\\\\\x7f\\xff"`],
  [new Bytes(new Uint8Array([39, 34])), `b'\\'"'`],
  [new Complex(1, 2), '(1+2j)'],
  [new Complex(0, 1), '1j'],
  [new Complex(0, -0), '-0j'],
  [new Complex(-0, 1), '(-0+1j)'],
  [new Complex(1.5, -2.5e20), '(1.5-2.5e+20j)'],
  [new Complex(NaN, Infinity), '(nan+infj)'],
  [new Complex(0, NaN), 'nanj'],
  [new Complex(-Infinity, NaN), '(-inf+nanj)'],
];

describe('repr', () => {
  test.each(examples)('example %#', (value, text) => {
    expect(repr(value)).toBe(text);
  });

  test('refuses ints above 4300 digits', () => {
    expect(() => repr([10n ** 4300n])).toThrow(ValueLimitError);
  });

  test('refuses values nested deeper than Python writes', () => {
    let value: Value = 1n;
    for (let i = 0; i < 985; i++) value = [value];
    expect(repr(value)).toHaveLength(2 * 985 + 1);
    expect(() => repr([value])).toThrow(ValueLimitError);
    for (let i = 0; i < 100_000; i++) value = new Map([['a', value]]);
    expect(() => repr(value)).toThrow(ValueLimitError);
  });
});

test('str leaves strings alone, also long split ones', () => {
  expect(str("it's")).toBe("it's");
  expect(str(["it's"])).toBe('["it\'s"]');
  expect(str(new SplitString(new Array<number>(300_000).fill(0x41)))).toHaveLength(300_000);
});

test('ascii escapes what repr shows', () => {
  expect(ascii('é日😀\ud800')).toBe("'\\xe9\\u65e5\\U0001f600\\ud800'");
  expect(ascii(new SplitString([0xd83d, 0xde00]))).toBe("'\\ud83d\\ude00'");
});
