import { expect, test } from 'vitest';
import { bfclCategoryOf } from './categories.ts';
import { bfclSuspects } from './suspects.ts';

test('every suspect is an entry of a category, with a reason and where it was found', () => {
  expect(new Set(bfclSuspects.ids).size).toBe(bfclSuspects.ids.length);
  for (const id of bfclSuspects.ids) {
    expect(bfclCategoryOf(id)).toBeDefined();
    expect(bfclSuspects.of(id)?.reason).not.toBe('');
    expect(bfclSuspects.of(id)?.source).not.toBe('');
  }
});

test('an entry is suspect in every output format', () => {
  expect(bfclSuspects.of('format_sensitivity_3:ret_fmt=json:live_multiple_17-4-9')).toBeDefined();
  expect(bfclSuspects.of('live_multiple_17-4-8')).toBeUndefined();
});
