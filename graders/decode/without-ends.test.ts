import { expect, test } from 'vitest';
import { withoutEnds, withoutQuotes } from './without-ends.ts';

test.each([
  ['', ''],
  ['a', ''],
  ['ab', ''],
  ['[f()]', 'f()'],
  ['😀', ''],
  ['😀😀', ''],
  ['😀a😀', 'a'],
  ['a😀b', '😀'],
  ['\ud83da\ude00', 'a'],
])('the first and the last code point go: %j', (text, inner) => {
  expect(withoutEnds(text)).toBe(inner);
});

test.each([
  ['"a"', 'a'],
  ["'a'", 'a'],
  ['"', ''],
  ['""a""', '"a"'],
  ['"a\'', '"a\''],
  ['a"', 'a"'],
  ['', ''],
])('a pair of quotes goes: %j', (text, inner) => {
  expect(withoutQuotes(text)).toBe(inner);
});
