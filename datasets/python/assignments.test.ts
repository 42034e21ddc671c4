import { expect, test } from 'vitest';
import { Tuple } from '../values/value.ts';
import { readAssignments } from './assignments.ts';

const read = (...lines: string[]): unknown => Object.fromEntries(readAssignments(lines.join('\n')));

test('reads literals, containers and signs', () => {
  expect(read('A = 1', 'B = -2.5', "C = [True, None, 'x']", 'D = (1, 2)', 'E = {"k": [1], 2: ()}')).toEqual({
    A: 1n,
    B: -2.5,
    C: [true, null, 'x'],
    D: new Tuple([1n, 2n]),
    E: new Map<unknown, unknown>([
      ['k', [1n]],
      [2n, new Tuple([])],
    ]),
  });
});

test('joins strings, lists and tuples, and knows earlier names', () => {
  expect(
    read("A = 'a' 'b' + 'c'", 'B = [A] + [1]', 'C = (A,) + (2,)', 'D = 1 + 2', 'E = {**{1: A}, 1: B}'),
  ).toEqual({
    A: 'abc',
    B: ['abc', 1n],
    C: new Tuple(['abc', 2n]),
    D: 3n,
    E: new Map([[1n, ['abc', 1n]]]),
  });
});

test('reads f-strings of names and comprehensions over lists', () => {
  expect(read("P = 'a.b'", "Q = f'{P}.c'", "R = [f'm_{x}' for x in ['k', P]]")).toEqual({
    P: 'a.b',
    Q: 'a.b.c',
    R: ['m_k', 'm_a.b'],
  });
});

test('reads statements over several lines, with comments, annotations and tuples without parentheses', () => {
  const source = [
    'A = (',
    '    "x"  # not "y',
    '    "z"',
    ')',
    'B: dict[str, int] = {',
    '"a": 1,',
    '}',
    'C = 1, 2',
  ];
  expect(read(...source, 'D = \\', '  5 # five', "E = '''a", "F = 1'''", 'G = 2\r')).toEqual({
    A: 'xz',
    B: new Map([['a', 1n]]),
    C: new Tuple([1n, 2n]),
    D: 5n,
    E: 'a\nF = 1',
    G: 2n,
  });
});

test('steps over everything else', () => {
  const source = [
    'import os',
    'from a import B',
    '"""A = 1',
    'A = 2',
    '"""',
    'def f(x=1):',
    '    C = 1',
    'class D:',
    '    E = 2',
    'F = os.name',
    'G = f(1)',
    'H = 1 if x else 2',
    "I = f'{J!r}'",
    'K == 1',
    'L, M = 1, 2',
    'N: int',
    'O = [unknown]',
    'P = {[]: 1}',
    'if True: Q = 1',
    'else: R = 1',
    'S = "unclosed',
    'T = 1',
  ];
  expect(read(...source)).toEqual({ T: 1n });
});

test('leaves out a name that was last assigned something unreadable', () => {
  expect(read('A = 1', 'A = f()', 'B = [1]', 'B += [2]', 'C = 1', 'C = 2')).toEqual({ C: 2n });
});

test('reads a long sum', () => {
  expect(read(`A = ${"'a' + ".repeat(2000)}'a'`)).toEqual({ A: 'a'.repeat(2001) });
});
