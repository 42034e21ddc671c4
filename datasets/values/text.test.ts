import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { codePointLength, fromCodePoints, lower, lstrip, normalizeNfkc, rstrip, strip } from './text.ts';

const CaseSchema = z.strictObject({
  source: z.string(),
  text: z.string(),
  length: z.int(),
  lower: z.string(),
  strip: z.string(),
  lstrip: z.string(),
  rstrip: z.string(),
  nfkc: z.string(),
});
const cases = z
  .array(CaseSchema)
  .parse(JSON.parse(readFileSync(new URL('cases/text.json', import.meta.url), 'utf8')));

describe("texts do as Python's str", () => {
  test.each(cases)('$source: $text', (example) => {
    expect(codePointLength(example.text)).toBe(example.length);
    expect(lower(example.text)).toBe(example.lower);
    expect(strip(example.text)).toBe(example.strip);
    expect(lstrip(example.text)).toBe(example.lstrip);
    expect(rstrip(example.text)).toBe(example.rstrip);
    expect(normalizeNfkc(example.text)).toBe(example.nfkc);
  });
});

describe('strip with characters', () => {
  test('takes them as a set', () => {
    expect(strip('//a/b/./', '/.')).toBe('a/b');
    expect(lstrip('xxyxa', 'xy')).toBe('a');
    expect(rstrip('a  ', '')).toBe('a  ');
  });

  test('takes any number of sets', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
    for (const letter of [...letters, ...letters]) expect(strip(`${letter}-${letter}`, letter)).toBe('-');
  });

  test('does not cut surrogate pairs apart', () => {
    expect(strip('😀a😁', '😁\ud83d')).toBe('😀a');
    expect(rstrip('a😀', '\ude00')).toBe('a😀');
    expect(rstrip('a\ude00', '\ude00')).toBe('a');
  });
});

test('lone surrogates have length one each', () => {
  expect(codePointLength('\ud83d\ud83d\ude00\ude00')).toBe(3);
});

test('texts are made of any number of code points', () => {
  expect(fromCodePoints([0x61, 0x1f600, 0xd800])).toBe('a😀\ud800');
  expect(fromCodePoints(new Array<number>(300_000).fill(0x61))).toHaveLength(300_000);
});

test('long runs of combining marks are normalised in pieces of 256', () => {
  const marks = '\u0301\u0323';
  expect(normalizeNfkc(`a${marks}`)).toBe('\u1ea1\u0301');
  const normalized = normalizeNfkc(`x${marks.repeat(200)}`);
  expect(normalized).toBe(
    `x${'\u0323'.repeat(128)}${'\u0301'.repeat(128)}${'\u0323'.repeat(72)}${'\u0301'.repeat(72)}`,
  );
});

test('takes time in proportion to the text', () => {
  lower(`A${'Σ\u0301'.repeat(100_000)}`);
  lower(`A${'Σ'.repeat(1000)}${'\u0301'.repeat(200_000)}`);
  normalizeNfkc(`a${'\u0301\u0323'.repeat(100_000)}`);
  strip(' \u3000'.repeat(100_000));
});
