import { expect, test } from 'vitest';
import { namesInRequest, parseRequest, renamedRequest } from './request-template.ts';

const text = 'Book a table[ for {guests}] in {city}[outdoors:, outside][!outdoors:, inside]';

test('a request is words, places of arguments and optional parts, some said with a flag only', () => {
  expect(parseRequest(text)).toEqual([
    { kind: 'words', text: 'Book a table' },
    {
      kind: 'part',
      pieces: [
        { kind: 'words', text: ' for ' },
        { kind: 'slot', name: 'guests' },
      ],
    },
    { kind: 'words', text: ' in ' },
    { kind: 'slot', name: 'city' },
    { kind: 'part', flag: { name: 'outdoors', is: true }, pieces: [{ kind: 'words', text: ', outside' }] },
    { kind: 'part', flag: { name: 'outdoors', is: false }, pieces: [{ kind: 'words', text: ', inside' }] },
  ]);
  expect(namesInRequest(parseRequest(text))).toEqual(['guests', 'city', 'outdoors', 'outdoors']);
});

test('parameters may be renamed in it', () => {
  expect(renamedRequest(text, (name) => name.toUpperCase())).toBe(
    'Book a table[ for {GUESTS}] in {CITY}[OUTDOORS:, outside][!OUTDOORS:, inside]',
  );
});

test.each(['in [a [b]]', 'in {city', 'in city]', 'in {a b}'])('%s is refused', (bad) => {
  expect(() => parseRequest(bad)).toThrow(RangeError);
});
