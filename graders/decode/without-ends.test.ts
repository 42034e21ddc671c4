import { expect, test } from 'vitest';
import { withoutEnds } from './without-ends.ts';

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
