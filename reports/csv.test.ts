import { expect, test } from 'vitest';
import { renderCsv, renderPlainCsv } from './csv.ts';

const rows = [
  ['Rank', 'Model'],
  ['1', 'a, "b"'],
];

test('a field with a comma or a quote is quoted', () => {
  expect(renderCsv(rows)).toBe('Rank,Model\n1,"a, ""b"""\n');
});

test('BFCL quotes nothing and ends without a line break', () => {
  expect(renderPlainCsv(rows)).toBe('Rank,Model\n1,a, "b"');
});
