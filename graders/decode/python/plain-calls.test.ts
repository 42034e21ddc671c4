import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repr, type Value } from '../../../datasets/index.ts';
import { decodeByTree } from './decode-python.ts';
import { readPlainCalls } from './plain-calls.ts';

test('plain calls are read', () => {
  const text = `[a.b(x=1, y=-2.50, z='it', u=[True, None, count], d={"k": {"l": []}},\n), g()]`;
  expect(repr(readPlainCalls(text) ?? null)).toBe(
    "[{'a.b': {'x': 1, 'y': -2.5, 'z': 'it', 'u': [True, None, 'count'], 'd': {'k': {'l': []}}}}, {'g': {}}]",
  );
});

describe('anything else is left to the whole parser', () => {
  test.each([
    '[f(1)]',
    '[f(**a)]',
    "[f(a='x' 'y')]",
    "[f(a='x\\n')]",
    "[f(a='''x''')]",
    "[f(a='\ud83d\ude00')]",
    "[f(a=b'x')]",
    '[f(a=007)]',
    '[f(a=1_0)]',
    '[f(a=1e5)]',
    '[f(a=1.)]',
    '[f(a=1234567890123456)]',
    '[f(a=+1)]',
    '[f(a=1+1)]',
    '[f(a=(1,))]',
    '[f(a={1: 2})]',
    '[f(a=g(b=1))]',
    '[f(a=b.c)]',
    '[f(a=not b)]',
    '[f(class=1)]',
    '[f.if(a=1)]',
    '[é(a=1)]',
    '[f(a=1) # b\n]',
    '[f(a=1)][0]',
    '[f(a=1)',
    'f(a=1)',
    '[1]',
    `[f(a=${'['.repeat(21)}${']'.repeat(21)})]`,
  ])('%s', (text) => {
    expect(readPlainCalls(text)).toBeUndefined();
  });
});

const word = fc.constantFrom('f', 'a', 'b.c', 'True', 'None', 'true', 'class', '__debug__', 'é', 'x1');
const piece = fc.oneof(
  word,
  fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    ',',
    '=',
    ':',
    '-',
    '.',
    "'",
    '"',
    ' ',
    '\n',
    '\t',
    '\\',
    '#',
    '\r',
    '\u00a0',
  ),
  fc.constantFrom(
    '0',
    '1',
    '12',
    '1.5',
    '007',
    "'x'",
    '"y z"',
    "''",
    '""',
    'f(',
    'a=',
    '[1, 2]',
    '{"k": 1}',
    "{'k': 'v'}",
  ),
);
const plainValue: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.constantFrom('1', '-2', '0.5', "'x'", '"it\'s"', 'True', 'None', 'name', '[]', '{}', "''")
    : fc.oneof(
        plainValue(1),
        fc.array(plainValue(), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
        fc
          .array(plainValue(), { maxLength: 3 })
          .map((items) => `{${items.map((item, i) => `"k${i % 2}": ${item}`).join(',')}}`),
      ),
);
const plainCall = fc
  .tuple(fc.constantFrom('f', 'a.b'), fc.array(plainValue(3), { maxLength: 4 }))
  .map(([name, values]) => `${name}(${values.map((value, i) => `p${i % 3}=${value}`).join(', ')})`);

function outcome(decode: () => Value): string {
  try {
    return repr(decode());
  } catch {
    return 'refused';
  }
}

describe('what is read has the values that the syntax tree has', () => {
  test('for plain calls', () => {
    fc.assert(
      fc.property(fc.array(plainCall, { maxLength: 3 }), (calls) => {
        const text = `[${calls.join(', ')}]`;
        const plain = readPlainCalls(text);
        expect(plain).toBeDefined();
        expect(repr(plain ?? null)).toBe(outcome(() => decodeByTree(text)));
      }),
      { numRuns: 2000 },
    );
  });

  test('for pieces in any order', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `[f(${pieces.join('')})]`;
        const plain = readPlainCalls(text);
        if (plain !== undefined) expect(repr(plain)).toBe(outcome(() => decodeByTree(text)));
      }),
      { numRuns: 20_000 },
    );
  });

  test('for plain calls with one piece in the place of a character', () => {
    fc.assert(
      fc.property(plainCall, piece, fc.nat(), (call, inserted, place) => {
        const at = place % (call.length + 1);
        const text = `[${call.slice(0, at)}${inserted}${call.slice(at + 1)}]`;
        const plain = readPlainCalls(text);
        if (plain !== undefined) expect(repr(plain)).toBe(outcome(() => decodeByTree(text)));
      }),
      { numRuns: 20_000 },
    );
  });
});
