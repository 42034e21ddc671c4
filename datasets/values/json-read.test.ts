import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { JsonSyntaxError, ValueLimitError } from './errors.ts';
import { readJson, readJsonPrefix } from './json-read.ts';
import { MAX_JSON_DEPTH } from './json-scan.ts';
import { ascii, str } from './repr.ts';
import { SplitString, type Value } from './value.ts';

const CaseSchema = z.strictObject({
  source: z.string(),
  text: z.string(),
  ascii: z.string().optional(),
  reason: z.string().optional(),
  position: z.int().optional(),
});
const cases = z
  .array(CaseSchema)
  .parse(JSON.parse(readFileSync(new URL('cases/json-read.json', import.meta.url), 'utf8')));

function failure(text: string): unknown {
  try {
    return readJson(text);
  } catch (error) {
    return error;
  }
}

describe('readJson does as json.loads', () => {
  test.each(cases)('$source: $text', ({ text, ascii: expected, reason, position }) => {
    if (expected !== undefined) expect(ascii(readJson(text))).toBe(expected);
    else expect(failure(text)).toMatchObject({ name: 'JsonSyntaxError', reason, position });
  });
});

test('ints are bigints and floats are numbers', () => {
  expect(readJson('[1, 1.0, 123456789012345678901]')).toEqual([1n, 1, 123456789012345678901n]);
});

test('objects become maps in the order of their keys, whatever those look like', () => {
  expect(readJson('{"b": 1, "2": 2, "1": 3, "__proto__": 4}')).toEqual(
    new Map([
      ['b', 1n],
      ['2', 2n],
      ['1', 3n],
      ['__proto__', 4n],
    ]),
  );
});

test('an escaped surrogate beside a bare one is not joined with it', () => {
  expect(readJson('"\\ud83d\ude00"')).toEqual(new SplitString([0xd83d, 0xde00]));
  expect(readJson('"\ud83d\ude00"')).toBe('😀');
});

test('a character whose code point ends like a surrogate is none', () => {
  expect(readJson('"\\ud83d \u{1d800}\u{1df00}"')).toBe('\ud83d \u{1d800}\u{1df00}');
  expect(readJson('"\u{1d800}\\udc00"')).toBe('\u{1d800}\udc00');
});

test('reads what JSON.stringify writes', () => {
  const native = (value: Value): unknown => {
    if (typeof value === 'bigint') return Number(value);
    if (Array.isArray(value)) return value.map(native);
    return value instanceof Map
      ? Object.fromEntries(Array.from(value, ([key, item]) => [str(key), native(item)]))
      : value;
  };
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(JSON.stringify(native(readJson(text)))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('any text is read or refused, never anything else', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\\u',
    'd83d',
    '1',
    '-',
    '.',
    'e',
    ' ',
    '\n',
    'true',
    'NaN',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
      const result = failure(parts.join(''));
      if (result instanceof Error) expect(result).toBeInstanceOf(JsonSyntaxError);
    }),
  );
});

test('reads ints of up to 4300 digits and refuses longer ones', () => {
  expect(readJson(`-${'9'.repeat(4300)}`)).toBe(-(10n ** 4300n - 1n));
  expect(() => readJson('9'.repeat(4301))).toThrow(ValueLimitError);
  expect(readJson(`${'9'.repeat(5000)}.0`)).toBe(Infinity);
});

test('reads as deep as Python does and refuses the rest', () => {
  const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  expect(ascii(readJson(nest(MAX_JSON_DEPTH)))).toBe(nest(MAX_JSON_DEPTH));
  expect(() => readJson(nest(MAX_JSON_DEPTH + 1))).toThrow(ValueLimitError);
  expect(() => readJson('{"a":'.repeat(1_000_000))).toThrow(ValueLimitError);
});

test('takes time in proportion to the text, whatever is in it', () => {
  const size = 1 << 20;
  const fill = (piece: string) => piece.repeat(size / piece.length);
  const texts = [
    `"${fill('\\\\')}"`,
    `"${fill('\\"')}`,
    `[${fill('"\\n",')}1`,
    `"\ud83d\\ude00${fill('x')}"`,
    `"${fill('\\ud83d')}"`,
    `0.${fill('0')}1e${fill('9')}`,
    fill('7'),
    `${fill(' ')}1 ${fill(' ')}`,
    `[${fill('{},')}1]`,
  ];
  for (const text of texts) failure(text);
});

describe('readJsonPrefix does as raw_decode', () => {
  test('reads one value and tells where it ends', () => {
    expect(readJsonPrefix('x = [1, 2] and more', 4)).toEqual({ value: [1n, 2n], end: 10 });
    expect(readJsonPrefix('12.5.1', 0)).toEqual({ value: 12.5, end: 4 });
  });

  test('does not skip whitespace before the value', () => {
    expect(() => readJsonPrefix(' 1', 0)).toThrow(new JsonSyntaxError('Expecting value', 0));
  });

  test('refuses a start behind the end', () => {
    expect(() => readJsonPrefix('1', 5)).toThrow(new JsonSyntaxError('Expecting value', 5));
  });
});
