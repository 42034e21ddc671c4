import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { expect, test } from 'vitest';
import { PythonSyntaxError } from '../errors.ts';
import { parseExpression } from '../parser.ts';
import { syntaxErrorText } from './message.ts';

/** As `eval` does it. */
function refusal(source: string): string | undefined {
  const text = source.replace(/^[ \t]+/, '');
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof PythonSyntaxError) return syntaxErrorText(text, error);
    throw error;
  }
  return undefined;
}

// Some texts are no Unicode, which importers of JSON refuse.
const file = readFileSync(new URL('../cases/syntax-messages.json', import.meta.url), 'utf8');
const { cases } = z.object({ cases: z.array(z.tuple([z.string(), z.string()])) }).parse(JSON.parse(file));

test.each(cases)('%j is refused in the words of CPython', (text, message) => {
  expect(refusal(text)).toBe(message);
});

// Rules are tried again and again: the time must not grow with the number of ways.
test.each([
  `f(${'['.repeat(150)}a b${']'.repeat(150)})`,
  `${'f('.repeat(90)}a b${')'.repeat(90)}`,
  `{${'1: {'.repeat(60)}1 2${'}'.repeat(60)}}`,
  `${'-'.repeat(3000)} b c`,
  `f(${'a=1, '.repeat(2000)}b c)`,
])('a text made to be slow is refused all the same (%#)', (text) => {
  expect(refusal(text)).toMatch(/ \(<string>, line 1\)$/);
});
