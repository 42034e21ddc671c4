import { expect, test } from 'vitest';
import { Secrets } from './secrets.ts';

test.each([
  ['as it is', 'no sk-1/a"b here', 'no *** here'],
  ['again and again', 'sk-1/a"bsk-1/a"b', '******'],
  ['as addresses have it', '?key=sk-1%2Fa%22b', '?key=***'],
  ['as JSON has it', '{"key":"sk-1/a\\"b"}', '{"key":"***"}'],
  ['without the scheme of its header', 'token tok-2 is no Bearer', 'token *** is no Bearer'],
  ['with the scheme of its header', 'got Bearer tok-2', 'got ***'],
  ['whole, where another is part of it', 'tok-2-long', '***'],
])('a secret is hidden %s', (_, text, hidden) => {
  expect(new Secrets(['sk-1/a"b', 'Bearer tok-2', 'tok-2-long']).hide(text)).toBe(hidden);
});

test('words that stand where there is no key, and values that keep nothing secret, stay readable', () => {
  const text = 'expected one of auto, none, required; EMPTY is none of the 1';
  expect(new Secrets(['none', 'EMPTY', '1', '']).hide(text)).toBe(text);
});
