import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { JsonTypeError, ValueLimitError } from './errors.ts';
import { readJson } from './json-read.ts';
import { MAX_JSON_DEPTH } from './json-scan.ts';
import { writeJson, writeJsonWithFallback } from './json-write.ts';
import { ascii, repr } from './repr.ts';
import { Bytes, Complex, SplitString, Tuple, type Value } from './value.ts';

const CaseSchema = z.strictObject({
  source: z.string(),
  text: z.string(),
  dumps: z.string(),
  dumpsUnicode: z.string(),
  repr: z.string(),
  ascii: z.string(),
});
const cases = z
  .array(CaseSchema)
  .parse(JSON.parse(readFileSync(new URL('cases/json-write.json', import.meta.url), 'utf8')));

const bytes = new Bytes(Uint8Array.of(0x61));

function nest(depth: number, wrap: (inner: Value) => Value): Value {
  let value: Value = null;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

describe('values are written as Python writes them', () => {
  test.each(cases)('$source: $ascii', (example) => {
    const value = readJson(example.text);
    expect(writeJson(value)).toBe(example.dumps);
    expect(writeJson(value, { ensureAscii: false })).toBe(example.dumpsUnicode);
    expect(writeJsonWithFallback(value)).toBe(example.dumps);
    expect(repr(value)).toBe(example.repr);
    expect(ascii(value)).toBe(example.ascii);
  });
});

describe('writeJson', () => {
  test('writes tuples as arrays', () => {
    expect(writeJson(new Tuple([1n, new Tuple([]), [2]]))).toBe('[1, [], [2.0]]');
  });

  test('writes keys that are no strings as text', () => {
    const dict = new Map<Value, Value>([
      [1n, 'int'],
      [2.5, 'float'],
      [NaN, 'nan'],
      [true, 'bool'],
      [null, 'None'],
    ]);
    expect(writeJson(dict)).toBe(
      '{"1": "int", "2.5": "float", "NaN": "nan", "true": "bool", "null": "None"}',
    );
  });

  test('writes split strings as two escapes', () => {
    const split = new SplitString([0x22, 0xd83d, 0xde00]);
    expect(writeJson(split)).toBe('"\\"\\ud83d\\ude00"');
    expect(writeJson(new Map([[split, split]]))).toBe('{"\\"\\ud83d\\ude00": "\\"\\ud83d\\ude00"}');
  });

  test('refuses what json.dumps refuses, in its words', () => {
    expect(() => writeJson([bytes])).toThrow(
      new JsonTypeError('Object of type bytes is not JSON serializable'),
    );
    expect(() => writeJson(new Complex(0, 1))).toThrow('Object of type complex is not JSON serializable');
    expect(() => writeJson(new Map([[new Tuple([]), 1n]]))).toThrow(
      'keys must be str, int, float, bool or None, not tuple',
    );
  });

  test('refuses ints above 4300 digits, as values and as keys', () => {
    expect(writeJson(10n ** 4299n)).toHaveLength(4300);
    expect(() => writeJson(10n ** 4300n)).toThrow(ValueLimitError);
    expect(() => writeJson(new Map([[-(10n ** 4300n), 1n]]))).toThrow(ValueLimitError);
  });

  test('writes as deep as Python does and refuses the rest', () => {
    expect(writeJson(nest(MAX_JSON_DEPTH, (inner) => [inner]))).toHaveLength(2 * MAX_JSON_DEPTH + 4);
    expect(() => writeJson(nest(MAX_JSON_DEPTH + 1, (inner) => new Map([['a', inner]])))).toThrow(
      ValueLimitError,
    );
    expect(() => writeJson(nest(100_000, (inner) => new Tuple([inner])))).toThrow(ValueLimitError);
  });

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.boolean(), (native, ensureAscii) => {
        const value = readJson(JSON.stringify(native));
        expect(readJson(writeJson(value, { ensureAscii }))).toEqual(value);
      }),
    );
  });
});

test('indent puts every item on a line of its own, as json.dumps(…, indent=4) does', () => {
  const value = new Map<Value, Value>([
    ['a', []],
    ['b', new Map()],
    ['c', [1n, new Tuple([2, null])]],
    ['d', new Map([[1n, 'é']])],
  ]);
  expect(writeJson(value, { indent: 4 }).split('\n')).toEqual([
    '{',
    '    "a": [],',
    '    "b": {},',
    '    "c": [',
    '        1,',
    '        [',
    '            2.0,',
    '            null',
    '        ]',
    '    ],',
    '    "d": {',
    '        "1": "\\u00e9"',
    '    }',
    '}',
  ]);
});

describe('writeJsonWithFallback', () => {
  test('writes the text of leaves that JSON cannot take', () => {
    expect(writeJsonWithFallback([bytes, new Complex(1, 2), new Map([['k', bytes]])])).toBe(
      `["b'a'", "(1+2j)", {"k": "b'a'"}]`,
    );
  });

  test('writes a tuple whole or as its text', () => {
    expect(writeJsonWithFallback([new Tuple([1n, new Map([['a', null]])])])).toBe('[[1, {"a": null}]]');
    expect(writeJsonWithFallback(new Tuple([1n, [bytes]]))).toBe(`"(1, [b'a'])"`);
    expect(writeJsonWithFallback(new Tuple([new Map([[new Tuple([]), 1n]])]))).toBe('"({(): 1},)"');
  });

  test('does not repair keys', () => {
    expect(() => writeJsonWithFallback(new Map([[bytes, 1n]]))).toThrow(JsonTypeError);
  });

  test('refuses ints above 4300 digits, because str() does too', () => {
    expect(() => writeJsonWithFallback([10n ** 4300n])).toThrow(ValueLimitError);
  });

  test('a deep tuple in a deep list does not exhaust the stack', () => {
    const tuple = nest(900, (inner) => new Tuple([inner ?? bytes]));
    let list = tuple;
    for (let i = 0; i < 900; i++) list = [list];
    expect(() => writeJsonWithFallback(list)).toThrow(ValueLimitError);
  });
});
