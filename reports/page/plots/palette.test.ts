import { expect, test } from 'vitest';
import { colorAt, glyphAt, symbolAt } from './palette.ts';

test('no two of 32 series have both sign and colour in common', () => {
  const places = Array.from({ length: 32 }, (_, index) => index);
  expect(new Set(places.map((index) => `${colorAt(index)} ${symbolAt(index)}`)).size).toBe(32);
  expect(new Set(places.map((index) => `${symbolAt(index)} ${glyphAt(index)}`)).size).toBe(4);
});
