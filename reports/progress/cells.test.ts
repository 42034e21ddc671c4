import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { paddedToCells, shortenedToCells } from './cells.ts';

test.each([
  ['simple_python', 13, 'middle', 'simple_python'],
  ['simple_python', 8, 'middle', 'simp…hon'],
  ['simple_python', 8, 'end', 'simple_…'],
  ['模型模型', 5, 'end', '模型…'],
  ['模型模型', 6, 'middle', '模…型'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, 'end', '👩‍👩‍👧‍👦…'],
  ['ab', 1, 'middle', '…'],
  ['ab', 0, 'end', ''],
] as const)('%s on %i cells, cut at the %s: %s', (text, cells, place, expected) => {
  expect(shortenedToCells(text, cells, place)).toBe(expected);
});

test('nothing takes more cells than it may, and padded it takes as many', () => {
  const places = fc.constantFrom('end', 'middle' as const);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), places, (text, cells, place) => {
      const cut = shortenedToCells(text, cells, place);
      expect(stringWidth(cut)).toBeLessThanOrEqual(cells);
      expect(stringWidth(paddedToCells(cut, cells))).toBe(cells);
    }),
  );
});
