import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indented } from './indented.ts';

test('JSON is indented as JSON.stringify does it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(indented(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test('numbers stay as they were written, other text too', () => {
  expect(indented('{"a": 5.0, "b": [12345678901234567890]}')).toBe(
    '{\n  "a": 5.0,\n  "b": [\n    12345678901234567890\n  ]\n}',
  );
  expect(indented('f(x, [y])')).toBe('f(x, [y])');
});
