import { expect, test } from 'vitest';
import { ascii } from '../../datasets/index.ts';
import cases from '../cases/decode-javascript.json' with { type: 'json' };
import { DecodeError } from './decode-error.ts';
import { decodeJavaScript } from './javascript.ts';

test.each(cases)('$source', ({ text, decoded }) => {
  if (decoded === null) expect(() => decodeJavaScript(text)).toThrow(DecodeError);
  else expect(ascii(decodeJavaScript(text))).toBe(decoded);
});

test('a lone surrogate, which UTF-8 cannot hold, fails', () => {
  expect(() => decodeJavaScript('[call.it(a="\udc00", b=2)]')).toThrow(DecodeError);
  expect(() => decodeJavaScript('[call.it(a="\ud800", b=2)]')).toThrow(DecodeError);
});

test('a value may be nested deeply', () => {
  const value = `${'['.repeat(2000)}${']'.repeat(2000)}`;
  expect(ascii(decodeJavaScript(`[f(a=${value})]`))).toBe(`[{'f': {'a': '${value}'}}]`);
});
