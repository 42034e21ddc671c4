import { describe, expect, test } from 'vitest';
import { JsonSyntaxError, ValueLimitError } from './errors.ts';
import { readFields } from './json-fields.ts';

function texts(line: string): [string, string][] {
  return Array.from(readFields(line), ([name, field]) => [name, field.raw]);
}

describe('readFields', () => {
  test('gives the text of every value without the space around it', () => {
    expect(texts(' { "id" : "a_1" ,\t"n":1.50, "deep": {"x": [ 1 ]} } \n')).toEqual([
      ['id', '"a_1"'],
      ['n', '1.50'],
      ['deep', '{"x": [ 1 ]}'],
    ]);
  });

  test('tells where each text stands', () => {
    const line = '{"a": [1], "é": "\\u00e9"}';
    for (const field of readFields(line).values()) expect(line.slice(field.start, field.end)).toBe(field.raw);
    expect(readFields(line).get('é')).toEqual({ raw: '"\\u00e9"', start: 16, end: 24 });
  });

  test('resolves escapes in names', () => {
    expect(texts('{"\\u0069d": 1}')).toEqual([['id', '1']]);
  });

  test('of equal names the last one counts, in the place of the first', () => {
    expect(texts('{"a": 1, "b": 2, "\\u0061": 3}')).toEqual([
      ['a', '3'],
      ['b', '2'],
    ]);
  });

  test('takes an empty object and the constants of Python', () => {
    expect(texts('{ }')).toEqual([]);
    expect(texts('{"a": NaN, "b": -Infinity}')).toEqual([
      ['a', 'NaN'],
      ['b', '-Infinity'],
    ]);
  });

  test.each([
    ['{"a": [1,]}', 'Expecting value', 9],
    ['{"a": 1} x', 'Extra data', 9],
    ['{"a": 1,}', 'Expecting property name enclosed in double quotes', 8],
    ['{"a": "\n"}', 'Invalid control character at', 7],
    ['{"a": 01}', "Expecting ',' delimiter", 7],
    ['', 'Expecting value', 0],
    ['[{}]', 'Expecting object', 0],
    [' 1', 'Expecting object', 1],
    ['[1', "Expecting ',' delimiter", 2],
  ])('refuses %j', (line, reason, position) => {
    expect(() => readFields(line)).toThrow(new JsonSyntaxError(reason, position));
  });

  test('refuses what Python refuses for its size', () => {
    expect(() => readFields(`{"a": ${'9'.repeat(4301)}}`)).toThrow(ValueLimitError);
    expect(() => readFields(`{"a": ${'['.repeat(100_000)}`)).toThrow(ValueLimitError);
  });
});
