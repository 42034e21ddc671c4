import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitted, rowsFrame, textWidth } from './frame.ts';

test('a label keeps its start and its end', () => {
  expect(fitted('short', 100)).toBe('short');
  expect(fitted('checkpoint-of-a-long-name-1000', 100)).toMatch(/^check.*….*1000$/);
});

test('a label has the room that it is given, and parts no pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 10, max: 300 }), (label, room) => {
      expect(textWidth(fitted(label, room))).toBeLessThanOrEqual(room);
      expect(fitted(label, room).isWellFormed()).toBe(label.isWellFormed());
    }),
  );
});

test('rows begin where the longest label of all plots leaves off', () => {
  const options = { width: 960, rowHeight: 30, unit: 'points' } as const;
  const long = 'the longest label of them';
  const frame = rowsFrame(['a'], { ...options, fitting: ['a', long] });
  expect(frame.grid.left).toBe(rowsFrame([long], options).grid.left);
  expect(frame.grid.left).toBeGreaterThan(rowsFrame(['a'], options).grid.left);
});
