import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii } from '../../datasets/index.ts';
import cases from '../cases/decode-json.json' with { type: 'json' };
import { DecodeError } from './decode-error.ts';
import { decodeJsonText, findObjectArray } from './json-calls.ts';

test.each(cases)('$source', ({ text, decoded }) => {
  if (decoded === null) expect(() => decodeJsonText(text)).toThrow(DecodeError);
  else expect(ascii(decodeJsonText(text))).toBe(decoded);
});

test('what Python refuses for its size fails instead of holding no call', () => {
  const call = (value: string) => `[{"function": "f", "parameters": {"a": ${value}}}]`;
  expect(() => decodeJsonText(call('1'.repeat(4301)))).toThrow(DecodeError);
  expect(() => decodeJsonText(call('['.repeat(5000) + ']'.repeat(5000)))).toThrow(DecodeError);
});

test('the list of objects is the one that a backtracking pattern finds', () => {
  const pattern = /\[\s*\{.*?\}\s*(?:,\s*\{.*?\}\s*)*\]/s;
  const piece = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    '{}',
    '}]',
    '[{',
    '},{',
    ',',
    ' ',
    '\n',
    '\u2003',
    ':',
    '"',
    'a',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      expect(findObjectArray(text)).toBe(pattern.exec(text)?.[0]);
    }),
    { numRuns: 5000 },
  );
});

const size = 1 << 18;

test.each(['[', '[{', '[{}', '[{},', '},{', '} ', '[ ', '[{} x ', '}, {', '{"a":['])(
  'hostile text of %s is read in linear time',
  (piece) => {
    const text = piece.repeat(size / piece.length);
    for (const tail of ['', '}]', ']']) {
      try {
        decodeJsonText(text + tail);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }
  },
);
