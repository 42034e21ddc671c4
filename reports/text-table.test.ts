import { expect, test } from 'vitest';
import { textTable } from './text-table.ts';

const head = ['Model', 'Score'];
const rows = [
  ['a', '5.00%'],
  ['long name', 'N/A'],
];

function target(isTerminal: boolean, columns: number | undefined, noColor?: string) {
  const write = () => Promise.resolve();
  return { stdout: { write, isTerminal, columns }, environment: { NO_COLOR: noColor } };
}

test('a terminal gets borders and a bold head', () => {
  const text = textTable(head, rows, target(true, 80));
  expect(text).toContain('│ a         │ 5.00% │');
  expect(text).toContain('\u001b[1mModel');
  expect(text.endsWith('┘\n')).toBe(true);
});

test('NO_COLOR leaves out the bold head', () => {
  expect(textTable(head, rows, target(true, 80, '1'))).not.toContain('\u001b');
  expect(textTable(head, rows, target(true, 80, ''))).toContain('\u001b');
});

test.each([
  ['a pipe', target(false, undefined)],
  ['a narrow terminal', target(true, 12)],
])('%s gets plain columns', (_, io) => {
  expect(textTable(head, rows, io)).toBe('Model      Score\na          5.00%\nlong name    N/A\n');
});

test('numbers may be given as such, and are set flush right', () => {
  expect(textTable(['n'], [[5], [12_000]], target(false, undefined))).toBe('    n\n    5\n12000\n');
});
