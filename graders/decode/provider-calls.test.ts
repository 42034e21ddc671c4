import { expect, test } from 'vitest';
import { ascii, readJson } from '../../datasets/index.ts';
import cases from '../cases/decode-fc.json' with { type: 'json' };
import { DecodeError } from './decode-error.ts';
import { decodeProviderCalls } from './provider-calls.ts';

test.each(cases)('$source', ({ result, decoded }) => {
  if (decoded === null) expect(() => decodeProviderCalls(readJson(result))).toThrow(DecodeError);
  else expect(ascii(decodeProviderCalls(readJson(result)))).toBe(decoded);
});

test('arguments that Python refuses for their size fail', () => {
  const result = (value: string) => [new Map([['f', `{"a": ${value}}`]])];
  expect(() => decodeProviderCalls(result('1'.repeat(4301)))).toThrow(DecodeError);
  expect(() => decodeProviderCalls(result('['.repeat(5000) + ']'.repeat(5000)))).toThrow(DecodeError);
});

test.each([
  ['', 'Expecting value: line 1 column 1 (char 0)'],
  ['{"a": 1', "Expecting ',' delimiter: line 1 column 8 (char 7)"],
  ['{"a"\n 1}', "Expecting ':' delimiter: line 2 column 2 (char 6)"],
  ['\n\n  {"é😀": x}', 'Expecting value: line 3 column 10 (char 11)'],
  ['{"a": 1} 2', 'Extra data: line 1 column 10 (char 9)'],
  ['{"a": "b\n', 'Invalid control character at: line 1 column 9 (char 8)'],
])('arguments %j fail with the words of CPython 3.11', (given, words) => {
  expect(() => decodeProviderCalls([new Map([['f', given]])])).toThrow(words);
});
