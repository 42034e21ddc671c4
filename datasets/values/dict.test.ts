import { describe, expect, test } from 'vitest';
import { dictGet, dictHas, dictSet, UnhashableError } from './dict.ts';
import { repr } from './repr.ts';
import { Bytes, Complex, SplitString, Tuple, type Dict, type Value } from './value.ts';

function dict(...entries: [Value, Value][]): Dict {
  const result: Dict = new Map();
  for (const [key, value] of entries) dictSet(result, key, value);
  return result;
}

const bytes = () => new Bytes(Uint8Array.of(1, 2));
const split = () => new SplitString([0xd83d, 0xde00]);

/** Each pair is one key to Python. */
const equalKeys: [Value, Value][] = [
  ['a', 'a'],
  [null, null],
  [1n, 1],
  [1n, true],
  [0, false],
  [-0, 0n],
  [2n ** 53n, 2 ** 53],
  [10n ** 22n, 1e22],
  [new Complex(1, 0), 1n],
  [new Complex(0, -0), false],
  [new Complex(0, 1), new Complex(-0, 1)],
  [new Tuple([]), new Tuple([])],
  [new Tuple([1n, 'a', null]), new Tuple([true, 'a', null])],
  [new Tuple([new Tuple([1.5])]), new Tuple([new Tuple([1.5])])],
  [new Tuple([new Complex(2, 0), -0]), new Tuple([2n, 0])],
  [bytes(), bytes()],
  [split(), split()],
];

/** Each pair is two keys to Python. */
const otherKeys: [Value, Value][] = [
  ['1', 1n],
  ['', null],
  [null, false],
  [1n, 1.5],
  [2n ** 53n + 1n, 2 ** 53],
  [10n ** 400n, Infinity],
  [new Complex(1, 1), 1n],
  [new Tuple([1n]), 1n],
  [new Tuple(['1']), new Tuple([1n])],
  [new Tuple(['a,b']), new Tuple(['a', 'b'])],
  [new Tuple([new Tuple([1n]), 2n]), new Tuple([1n, new Tuple([2n])])],
  [bytes(), new Tuple([1n, 2n])],
  [new Bytes(Uint8Array.of(1)), 0xb1n],
  [new Bytes(Uint8Array.of()), 0xbn],
  [new Tuple([new Bytes(Uint8Array.of(12))]), new Tuple([0xb12n])],
  [split(), '😀'],
];

describe('dict keys are found by value', () => {
  test.each(equalKeys)('equal keys %#', (a, b) => {
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] satisfies [Value, Value][]) {
      const held = dict([first, 'old'], ['other', 'x']);
      expect(dictHas(held, second)).toBe(true);
      expect(dictGet(held, second)).toBe('old');
      dictSet(held, second, 'new');
      expect([...held.values()]).toEqual(['new', 'x']);
    }
  });

  test.each(otherKeys)('different keys %#', (a, b) => {
    for (const [first, second] of [
      [a, b],
      [b, a],
    ] satisfies [Value, Value][]) {
      const held = dict([first, 'old']);
      expect(dictHas(held, second)).toBe(false);
      expect(dictGet(held, second)).toBeUndefined();
      dictSet(held, second, 'new');
      expect([...held.values()]).toEqual(['old', 'new']);
    }
  });
});

test('an equal key keeps its place and its spelling', () => {
  const held = dict([1n, 'a'], [new Tuple([1n]), 'b'], ['c', 'c'], [true, 'd'], [new Tuple([1]), 'e']);
  expect(repr(held)).toBe("{1: 'd', (1,): 'e', 'c': 'c'}");
});

test('a copy of a dict finds keys like the dict itself', () => {
  const copy = new Map(dict([new Tuple([1n]), 'a']));
  expect(dictGet(copy, new Tuple([1n]))).toBe('a');
  dictSet(copy, new Tuple([true]), 'b');
  expect(copy.size).toBe(1);
});

test('a deleted key is gone until it is set again', () => {
  const key = new Tuple([1n]);
  const held = dict([key, 'a']);
  held.delete(key);
  expect(dictHas(held, new Tuple([1n]))).toBe(false);
  dictSet(held, new Tuple([1n]), 'b');
  expect(dictGet(held, key)).toBe('b');
});

test.each<[Value, string]>([
  [[], 'list'],
  [new Map(), 'dict'],
  [new Tuple([1n, [2n]]), 'list'],
  [new Tuple([new Tuple([new Map()])]), 'dict'],
])('unhashable keys are refused and change nothing: %#', (key, name) => {
  const held = dict(['a', 1n]);
  const refusal = new UnhashableError(name);
  expect(() => dictHas(held, key)).toThrow(refusal);
  expect(() => dictGet(held, key)).toThrow(refusal);
  expect(() => {
    dictSet(held, key, 1n);
  }).toThrow(`unhashable type: '${name}'`);
  expect(held.size).toBe(1);
});
