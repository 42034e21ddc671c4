import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PythonSyntaxError, repr } from '../../../datasets/index.ts';
import { decodeByTree } from './decode-python.ts';
import { readPlainCalls } from './plain-calls.ts';

test('plain calls are read', () => {
  const text = `[a.b(x=1, y=-2.50, z='i\\'t\\n\\u00e9', e=1E+3, u=[True, None, count], d={"k": {"l": []}},\n), g()]`;
  expect(plainOutcome(text)).toBe(
    "[{'a.b': {'x': 1, 'y': -2.5, 'z': \"i't\\né\", 'e': 1000.0, 'u': [True, None, 'count'], 'd': {'k': {'l': []}}}}, {'g': {}}]",
  );
});

describe('anything else is left to the whole parser', () => {
  test.each([
    '[f(1)]',
    '[f(**a)]',
    "[f(a='x' 'y')]",
    "[f(a='x\\\ny')]",
    "[f(a='\\ud83d\\ude00')]",
    "[f(a='''x''')]",
    "[f(a='\ud83d\ude00')]",
    "[f(a=b'x')]",
    '[f(a=007)]',
    '[f(a=1_0)]',
    '[f(a=1e)]',
    '[f(a=1e+)]',
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
    "[f(a=1)]'",
    "[f(a='x'if b else 1)]",
    "[f(a='x'r'y')]",
    "[rb'x']",
    '[f(a=1if b else 2)]',
    '[f(a=b for b in c)]',
    '[f(a=é)]',
    '[f(a=b é)]',
    '[f(a==1)]',
    '[f(lambda: 0)]',
    'f(a=1)',
    '[1]',
    `[f(a=${'['.repeat(21)}${']'.repeat(21)})]`,
  ])('%s', (text) => {
    expect(readPlainCalls(text)).toBeUndefined();
  });
});

describe('what can be no Python, whatever follows, is refused', () => {
  test.each([
    ['[f(a=1)', 7],
    ["[f(a='x)]", 5],
    ["[f(a='x\ny')]", 5],
    ["[f(a='it's')]", 9],
    ["[I'm sorry]", 2],
    ['[f(a=b c)]', 7],
    ["[f(a='x' 1)]", 9],
    ['[f(a=1]', 6],
    ['[f(a=[1, 2)]', 10],
    ['[f(a={"k": 1)]', 12],
    ['[f(a=)]', 5],
    ['[f(a=,b=1)]', 5],
    ['[f(a=[1,,2])]', 8],
    ['[f(a=1); g()]', 7],
    ['[f(a=1)\ng()]', 8],
    ['[The request lacks a name.]', 5],
    ['[f(a=1 ? 2)]', 7],
  ])('%s', (text, offset) => {
    const refused = readPlainCalls(text);
    expect(refused).toBeInstanceOf(PythonSyntaxError);
    expect(refused).toHaveProperty('offset', offset);
    expect(() => decodeByTree(text)).toThrow(expect.anything());
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
    ';',
    '?',
    '`',
    '!',
    ' if ',
    ' x',
    ' for x in y',
    ' else ',
    ' 1',
    "r'x'",
    '3j',
    '1e5',
    '2.5E-3',
    '1e999',
    "'a\\tb'",
    "'\\x'",
    '\\u00e9',
    '\\N{BULLET}',
    '\f',
    '\\\n',
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

function outcome(text: string): string {
  try {
    return repr(decodeByTree(text));
  } catch {
    return 'refused';
  }
}

function plainOutcome(text: string): string | undefined {
  let plain;
  try {
    plain = readPlainCalls(text);
  } catch (error) {
    if (error instanceof PythonSyntaxError) return 'refused';
    throw error;
  }
  if (plain === undefined) return undefined;
  return plain instanceof PythonSyntaxError ? 'refused' : repr(plain);
}

describe('what is read has the values that the syntax tree has', () => {
  test('for plain calls', () => {
    fc.assert(
      fc.property(fc.array(plainCall, { maxLength: 3 }), (calls) => {
        const text = `[${calls.join(', ')}]`;
        expect(plainOutcome(text)).toBe(outcome(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('for pieces in any order', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `[f(${pieces.join('')})]`;
        const plain = plainOutcome(text);
        if (plain !== undefined) expect(plain).toBe(outcome(text));
      }),
      { numRuns: 20_000 },
    );
  });

  test('for plain calls with one piece in the place of a character', () => {
    fc.assert(
      fc.property(plainCall, piece, fc.nat(), (call, inserted, place) => {
        const at = place % (call.length + 1);
        const text = `[${call.slice(0, at)}${inserted}${call.slice(at + 1)}]`;
        const plain = plainOutcome(text);
        if (plain !== undefined) expect(plain).toBe(outcome(text));
      }),
      { numRuns: 20_000 },
    );
  });
});
