import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  decimalDigitValue,
  isDecimalDigit,
  isIdentifierContinue,
  isIdentifierStart,
  isPrintable,
  isWhitespace,
  isWord,
} from './characters.ts';
import { lower, normalizeNfkc } from './text.ts';

/** Digests of what Python 3.11 says about each of the 0x110000 code points. */
const CasesSchema = z.strictObject({
  predicates: z.array(
    z.strictObject({ source: z.string(), predicate: z.string(), members: z.int(), sha256: z.string() }),
  ),
  digitValues: z.strictObject({ source: z.string(), sha256: z.string() }),
  texts: z.array(z.strictObject({ source: z.string(), operation: z.string(), sha256: z.string() })),
});
const cases = CasesSchema.parse(
  JSON.parse(readFileSync(new URL('cases/characters.json', import.meta.url), 'utf8')),
);

const CODE_POINTS = 0x110000;

const predicates: Readonly<Record<string, (codePoint: number) => boolean>> = {
  isWhitespace,
  isWord,
  isDecimalDigit,
  isPrintable,
  isIdentifierStart,
  isIdentifierContinue,
};

const operations: Readonly<Record<string, (character: string) => string>> = {
  lower,
  lowerSigma: (character) => lower(`A${character}Σ`),
  lowerBehindSigma: (character) => lower(`Σ${character}Σ${character}`),
  nfkc: normalizeNfkc,
};

function digestOfBytes(byteOf: (codePoint: number) => number): string {
  const bytes = Uint8Array.from({ length: CODE_POINTS }, (_, codePoint) => byteOf(codePoint));
  return createHash('sha256').update(bytes).digest('hex');
}

describe('characters have the properties that Python 3.11 gives them', () => {
  test.each(cases.predicates)('$predicate: $source', ({ predicate, members, sha256 }) => {
    const holds = predicates[predicate] ?? (() => false);
    let count = 0;
    const digest = digestOfBytes((codePoint) => {
      const member = holds(codePoint);
      if (member) count++;
      return member ? 1 : 0;
    });
    expect(count).toBe(members);
    expect(digest).toBe(sha256);
  });

  test(`decimalDigitValue: ${cases.digitValues.source}`, () => {
    expect(digestOfBytes((codePoint) => decimalDigitValue(codePoint) & 0xff)).toBe(cases.digitValues.sha256);
  });

  test.each(cases.texts)('$operation: $source', ({ operation, sha256 }) => {
    const operate = operations[operation] ?? String;
    const hash = createHash('sha256');
    let pending = '';
    for (let codePoint = 0; codePoint < CODE_POINTS; codePoint++) {
      pending += `${operate(String.fromCodePoint(codePoint))}\n`;
      if (codePoint % 4096 === 4095) {
        hash.update(Buffer.from(pending, 'utf16le'));
        pending = '';
      }
    }
    expect(hash.digest('hex')).toBe(sha256);
  });
});
