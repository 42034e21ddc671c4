import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii } from '../../datasets/index.ts';
import cases from '../cases/javascript-values.json' with { type: 'json' };
import { flatArrayItems, objectPairs, rowsOfItems } from './javascript-values-collections.ts';
import { convertJavaScriptValue } from './javascript-values.ts';
import { OfficialAbort } from './official-abort.ts';

test.each(cases)('$source', ({ text, type, itemType, value }) => {
  if (value === null) expect(() => convertJavaScriptValue(text, type, itemType)).toThrow(OfficialAbort);
  else expect(ascii(convertJavaScriptValue(text, type, itemType))).toBe(value);
});

const digits = (count: number) => '7'.repeat(count);

test("a typed integer has at most Python's 4300 digits", () => {
  expect(convertJavaScriptValue(digits(4300), 'integer', null)).toBe(BigInt(digits(4300)));
  expect(() => convertJavaScriptValue(digits(4301), 'integer', null)).toThrow(OfficialAbort);
  expect(() => convertJavaScriptValue(`${digits(4301)}n`, 'Bigint', null)).toThrow(OfficialAbort);
});

test('an array with an integer of more digits stays text, untyped it has a float', () => {
  const text = `[${digits(4301)}]`;
  expect(convertJavaScriptValue(text, 'array', 'integer')).toBe(text);
  expect(convertJavaScriptValue(text, 'array', null)).toEqual([Infinity]);
  expect(convertJavaScriptValue(`{a: ${digits(4301)}}`, 'dict', null)).toEqual(new Map([['a', Infinity]]));
});

/** The official patterns, for texts whose only white space is space and line feed. */
function byPattern(text: string) {
  const row = String.raw`\s*\[.*?\]\s*(?:,\s*\[.*?\]\s*)*`;
  const rows = new RegExp(String.raw`^(?:\[${row}\]|new\s+Array\(${row}\))`).exec(text)?.[0];
  const contents = [...(rows ?? '').matchAll(/\[(.*?)\]/g)].map((match) => (match[1] ?? '').trim());
  const flat = /^(?:\[(.*?)\]|new\s+Array\((.*?)\))/.exec(text);
  const items = (flat?.[1] ?? flat?.[2] ?? '').trim();
  const object = /^\{(.*?)\}/.exec(text)?.[1];
  const pairs = [...(object ?? '').matchAll(/([^:]+):\s*(.*?)(?:,\s*(?=[^,]+:)|$)/g)];
  const split = (list: string) => list.split(',').map((item) => item.trim());
  return {
    rows:
      rows === undefined
        ? undefined
        : contents.map((content, index) => split(index === 0 ? content.replace(/^\[/, '') : content)),
    items: flat === null ? undefined : items === '' ? [] : split(items),
    pairs: object === undefined ? undefined : pairs.map((match) => match.slice(1)),
  };
}

test('collections are those that backtracking patterns find', () => {
  const arrays = ['[', ']', '[[', ']]', '],[', '], [', 'new Array(', 'new  Array([', ')'];
  const objects = ['{', '}', ':', ',', ', ', 'a:', 'b: ', ' : ', '::'];
  const piece = fc.constantFrom(...arrays, ...objects, 'a', '"b"', ' ', '\n');
  const head = fc.constantFrom('', '[', '[[', '{', 'new Array(');
  fc.assert(
    fc.property(head, fc.array(piece, { maxLength: 12 }), (first, pieces) => {
      const text = first + pieces.join('');
      const found = { rows: rowsOfItems(text), items: flatArrayItems(text), pairs: objectPairs(text) };
      expect(found).toEqual(byPattern(text));
    }),
    { numRuns: 20_000, seed: 3 },
  );
});

test.each(['', '[', '[[', '{', '{a: [', 'new Array('])(
  'hostile text behind %j is read in linear time',
  (head) => {
    for (const unit of [
      '[',
      ']',
      '],[',
      '] ,',
      '[]',
      ':',
      ',',
      'a:',
      'a,',
      ', ',
      ': ,',
      'a:1, ',
      ' ',
      '\n',
      '1',
      '٣',
    ]) {
      for (const tail of ['', ']]', '}', ')']) {
        const text = head + unit.repeat((1 << 17) / unit.length) + tail;
        const start = process.cpuUsage();
        for (const type of ['array', 'dict', 'float']) convertJavaScriptValue(text, type, null);
        const { user, system } = process.cpuUsage(start);
        expect((user + system) / 1000, unit).toBeLessThan(500);
      }
    }
  },
);
