import { expect, test } from 'vitest';
import cases from '../cases/cleaning.json' with { type: 'json' };
import { cleanPromptText, insideToolCallTag } from './cleaning.ts';
import { DecodeError } from './decode-error.ts';

test.each(cases)('$source', ({ result, tag, text }) => {
  const cleaned = cleanPromptText(result);
  if (text === null) expect(() => insideToolCallTag(cleaned)).toThrow(DecodeError);
  else expect(tag ? insideToolCallTag(cleaned) : cleaned).toBe(text);
});

test.each([[null], [5n], [true], [['f()']], [new Map()]])('a result that is no text fails: %s', (result) => {
  expect(() => cleanPromptText(result)).toThrow(DecodeError);
});
