import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ValueLimitError } from './errors.ts';
import {
  bareFloatText,
  floatRepr,
  formatFixed,
  intText,
  parsePythonFloat,
  parsePythonInt,
  roundDigits,
} from './number-text.ts';

const FloatCaseSchema = z.strictObject({
  source: z.string(),
  /** The float's 64 bits, big-endian, in hex. */
  bits: z.string(),
  repr: z.string(),
  fixed: z.record(z.string(), z.string()),
  /** null where Python raises OverflowError. */
  rounded: z.record(z.string(), z.string().nullable()),
});
const ParseCaseSchema = z.strictObject({
  source: z.string(),
  text: z.string(),
  int: z.string().nullable(),
  float: z.string().nullable(),
});

function load(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`cases/${name}`, import.meta.url), 'utf8'));
}

const floats = z.array(FloatCaseSchema).parse(load('floats.json'));
const parses = z.array(ParseCaseSchema).parse(load('parse-number.json'));

describe('floats are written as Python writes them', () => {
  test.each(floats)('$source: $repr', ({ bits, repr, fixed, rounded }) => {
    const x = Buffer.from(bits, 'hex').readDoubleBE();
    expect(floatRepr(x)).toBe(repr);
    for (const [digits, text] of Object.entries(fixed)) expect(formatFixed(x, Number(digits))).toBe(text);
    for (const [digits, text] of Object.entries(rounded)) {
      const round = () => roundDigits(x, Number(digits));
      if (text === null) expect(round).toThrow(ValueLimitError);
      else expect(floatRepr(round())).toBe(text);
    }
  });

  test('what is written reads back as the same float', () => {
    fc.assert(
      fc.property(fc.double(), (x) => {
        expect(parsePythonFloat(floatRepr(x))).toBe(x);
        expect(Number(bareFloatText(x).replace('inf', 'Infinity'))).toBe(x);
      }),
    );
  });

  test('rounding is the number that the fixed text reads as', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 0, max: 30 }),
        (x, digits) => {
          expect(roundDigits(x, digits)).toBe(Number(formatFixed(x, digits)));
        },
      ),
    );
  });
});

describe('texts are read as int() and float() read them', () => {
  test.each(parses)('$source: $text', ({ text, int, float }) => {
    expect(parsePythonInt(text)?.toString() ?? null).toBe(int);
    const value = parsePythonFloat(text);
    expect(value === undefined ? null : floatRepr(value)).toBe(float);
  });

  test('ints above 4300 digits are refused, leading zeros counted and underscores not', () => {
    expect(parsePythonInt('0'.repeat(4300))).toBe(0n);
    expect(() => parsePythonInt('0'.repeat(4301))).toThrow(ValueLimitError);
    expect(parsePythonInt(`${'1_'.repeat(4299)}1`)).toBe((10n ** 4300n - 1n) / 9n);
    expect(() => intText(10n ** 4300n)).toThrow(ValueLimitError);
    expect(intText(-(10n ** 4300n) + 1n)).toHaveLength(4301);
  });

  test('long texts that are no numbers take time in proportion to their length', () => {
    for (const piece of ['1', '1_', ' ', '٣', '.', '1.']) {
      const text = `${piece.repeat(500_000)}x`;
      expect(parsePythonInt(text)).toBeUndefined();
      expect(parsePythonFloat(text)).toBeUndefined();
    }
  });
});
