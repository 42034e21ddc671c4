import { expect, test } from 'vitest';
import { Bytes, Complex, isDict, isList, SplitString, Tuple, typeName, type Value } from './value.ts';

test.each<[Value, string]>([
  [null, 'NoneType'],
  [true, 'bool'],
  [1n, 'int'],
  [1, 'float'],
  ['1', 'str'],
  [new SplitString([0xd83d, 0xde00]), 'str'],
  [[], 'list'],
  [new Tuple([]), 'tuple'],
  [new Map(), 'dict'],
  [new Bytes(new Uint8Array()), 'bytes'],
  [new Complex(0, 1), 'complex'],
])('types are named as Python names them: %#', (value, name) => {
  expect(typeName(value)).toBe(name);
  expect(isList(value)).toBe(name === 'list');
  expect(isDict(value)).toBe(name === 'dict');
});

test('nothing is no dict', () => {
  expect(isDict(undefined)).toBe(false);
});
