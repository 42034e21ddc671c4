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
