import { describe, expect, test } from 'vitest';
import { equals, includes } from './equal.ts';
import { Bytes, Complex, SplitString, Tuple, type Value } from './value.ts';

const bytes = (...items: number[]) => new Bytes(Uint8Array.from(items));

/** Python says True. */
const equal: [Value, Value][] = [
  [null, null],
  ['a', 'a'],
  [true, 1n],
  [false, -0],
  [1n, 1],
  [2n ** 53n, 2 ** 53],
  [new Complex(1, 0), true],
  [new Complex(2, -0), 2n],
  [new Complex(1, 2), new Complex(1, 2)],
  [[], []],
  [
    [1n, [true]],
    [1, [1n]],
  ],
  [new Tuple([1n]), new Tuple([1])],
  [bytes(1), bytes(1)],
  [new SplitString([0xd83d, 0xde00]), new SplitString([0xd83d, 0xde00])],
  [
    new Map<Value, Value>([
      ['a', 1n],
      ['b', [2n]],
    ]),
    new Map<Value, Value>([
      ['b', [2]],
      ['a', true],
    ]),
  ],
  [new Map([[1n, 'x']]), new Map([[true, 'x']])],
  [new Map([[new Tuple([1n]), 'x']]), new Map([[new Tuple([1]), 'x']])],
];

/** Python says False. */
const different: [Value, Value][] = [
  [null, false],
  [null, ''],
  ['1', 1n],
  ['a', 'A'],
  ['true', true],
  [NaN, NaN],
  [2n ** 53n + 1n, 2 ** 53],
  [new Complex(1, 1), 1n],
  [new Complex(NaN, 0), NaN],
  [[1n], new Tuple([1n])],
  [[1n], [1n, 2n]],
  [[null], []],
  [[], new Map()],
  [bytes(1), bytes(1, 2)],
  [bytes(49), '1'],
  [new SplitString([0xd83d, 0xde00]), '😀'],
  [new Map([['a', 1n]]), new Map([['b', 1n]])],
  [new Map([['a', null]]), new Map([['b', null]])],
  [new Map([['a', 1n]]), new Map([['a', 2n]])],
  [new Map([['1', 1n]]), new Map([[1n, 1n]])],
  [new Map(), null],
];

describe('equals', () => {
  test.each(equal)('equal in both directions %#', (a, b) => {
    expect(equals(a, b)).toBe(true);
    expect(equals(b, a)).toBe(true);
  });

  test.each(different)('different in both directions %#', (a, b) => {
    expect(equals(a, b)).toBe(false);
    expect(equals(b, a)).toBe(false);
  });

  test('compares values as deep as JSON can be', () => {
    const nest = () => {
      let value: Value = 1n;
      for (let i = 0; i < 1000; i++) value = i % 2 === 0 ? [value] : new Map([['a', value]]);
      return value;
    };
    expect(equals(nest(), nest())).toBe(true);
  });
});

test('includes compares by value', () => {
  expect(includes(['', 1n, [2n]], true)).toBe(true);
  expect(includes(['', 1n, [2n]], [2])).toBe(true);
  expect(includes([NaN, '1'], 1n)).toBe(false);
});
