import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ascii,
  dictSet,
  equals,
  parseExpression,
  repr,
  Tuple,
  PythonSyntaxError,
  type Dict,
  type Value,
} from '../../../datasets/index.ts';
import { isDecodeFailure } from '../decode-error.ts';
import { decodePythonText } from './decode-python.ts';
import { resolveValue } from './resolve.ts';
import cases from '../../cases/decode-python.json' with { type: 'json' };

function decode(text: string): Value {
  const decoded = decodePythonText(text);
  if (decoded instanceof PythonSyntaxError) throw decoded;
  return decoded;
}

function isRefused(text: string): boolean {
  try {
    decode(text);
    return false;
  } catch (error) {
    if (isDecodeFailure(error)) return true;
    throw error;
  }
}

test.each(cases)('$name', ({ text, decoded }) => {
  if (decoded === undefined) expect(isRefused(text)).toBe(true);
  else expect(ascii(decode(text))).toBe(decoded);
});

const scalar = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.bigInt({ min: 0n, max: 2n ** 70n }),
  fc.double({ noNaN: true, min: 0, noDefaultInfinity: true }),
  fc.string({ unit: 'binary' }),
);
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value')),
    fc.array(tie('value')).map((items) => new Tuple(items)),
    fc.array(fc.tuple(scalar, tie('value'))).map((entries) => {
      const dict: Dict = new Map();
      for (const [key, item] of entries) dictSet(dict, key, item);
      return dict;
    }),
  ),
})).value;

test('a value written by repr is read back', () => {
  fc.assert(
    fc.property(value, (written) => {
      expect(equals(resolveValue(parseExpression(repr(written))), written)).toBe(true);
    }),
  );
});

test('arithmetic nests as deeply as Python 3.11 lets it', () => {
  const sum = (terms: number): string => `[f(a=${Array(terms).fill('1').join('+')})]`;
  expect(ascii(decode(sum(326)))).toBe("[{'f': {'a': 326}}]");
  expect(() => decode(sum(327))).toThrow(/RecursionError/);
});

test('lists around arithmetic take frames too', () => {
  const nested = (depth: number, terms: number): string =>
    `[f(a=${'['.repeat(depth)}${Array(terms).fill('1').join('+')}${']'.repeat(depth)})]`;
  expect(() => decode(nested(30, 306))).not.toThrow();
  expect(() => decode(nested(30, 307))).toThrow(/RecursionError/);
});

test('texts nested beyond any limit fail', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['g(a=', ')'],
    ['{1:', '}'],
    ['-', ''],
    ['(', ')'],
  ] as const) {
    const text = `[f(a=${open.repeat(20_000)}1${close.repeat(20_000)})]`;
    expect(isRefused(text)).toBe(true);
  }
});

test('keys with NaN, which Python tells apart by identity, are refused', () => {
  expect(ascii(decode('[f(a={1e999 - 1e999: 1})]'))).toBe("[{'f': {'a': {nan: 1}}}]");
  expect(() => decode('[f(a={1e999 - 1e999: 1, 1e999 - 1e999: 2})]')).toThrow(/identity/);
});

test('the evaluations of one text share a budget', () => {
  const text = `[f(a=[${"'a'*99999,".repeat(6000)}])]`;
  expect(() => decode(text)).toThrow(/budget/);
});
