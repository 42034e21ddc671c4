import { expect, test } from 'vitest';
import { markdownTable } from './markdown-table.ts';

test('a table with columns flush right, its cells escaped', () => {
  expect(markdownTable(['Name', 'n'], [['a|b\nc', 5]], [1])).toBe(
    '| Name | n |\n| --- | ---: |\n| a\\|b c | 5 |\n',
  );
});
