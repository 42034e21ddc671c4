import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii } from '../../datasets/index.ts';
import cases from '../cases/java-values.json' with { type: 'json' };
import { arrayItems, arrayListItems, hashMapEntries } from './java-values-collections.ts';
import { convertJavaValue } from './java-values.ts';
import { OfficialAbort } from './official-abort.ts';

test.each(cases)('$source', ({ text, type, itemType, value }) => {
  if (value === null) expect(() => convertJavaValue(text, type, itemType)).toThrow(OfficialAbort);
  else expect(ascii(convertJavaValue(text, type, itemType))).toBe(value);
});

const digits = (count: number) => '7'.repeat(count);

test("a typed integer has at most Python's 4300 digits", () => {
  expect(convertJavaValue(digits(4300), 'integer', null)).toBe(BigInt(digits(4300)));
  expect(() => convertJavaValue(digits(4301), 'integer', null)).toThrow(OfficialAbort);
  expect(() => convertJavaValue(`${digits(4301)}L`, 'long', null)).toThrow(OfficialAbort);
});

test('an untyped integer with more digits is a float, a long with more aborts', () => {
  expect(convertJavaValue(`new int[]{${digits(4301)}}`, 'Array', null)).toEqual([Infinity]);
  expect(() => convertJavaValue(`new int[]{${digits(4301)}L}`, 'Array', null)).toThrow(OfficialAbort);
});

/** The official patterns, for texts whose only white space is space and line feed. */
function byPattern(text: string) {
  const trim = (items: string[]) => items.map((item) => item.trim());
  const asList = /new\s+ArrayList<\w*>\(Arrays\.asList\((.+?)\)\)/.exec(text)?.[1];
  const adds = /new\s+ArrayList<\w*>\(\)\s*\{\{\s*(.+?)\s*\}\}/s.exec(text)?.[1];
  const empty = /new\s+ArrayList<\w*>\(\)/.test(text) ? [] : undefined;
  const added =
    adds === undefined ? empty : [...adds.matchAll(/add\((.+?)\)/g)].map((match) => match[1] ?? '');
  const array = /new\s+\w+\[\]\s*\{(.*?)\}/.exec(text)?.[1];
  const puts = /new\s+HashMap<.*?>\s*\(\)\s*\{\s*\{?\s*(.*?)\s*\}?\s*\}/s.exec(text)?.[1];
  const emptyMap = /new\s+HashMap<.*?>\s*\(\)/.test(text) ? [] : undefined;
  const entries = [...(puts ?? '').matchAll(/put\("(.*?)",\s*(.*?)\)/g)].map((match) => match.slice(1));
  return {
    list: asList === undefined ? added && trim(added) : trim(asList.split(',')),
    array: array === undefined ? undefined : trim(array.split(',')).filter((item) => item !== ''),
    map: puts === undefined ? emptyMap : entries,
  };
}

test('collections are those that backtracking patterns find', () => {
  const heads = [
    'new ',
    'ArrayList<',
    '>',
    'new ArrayList<>(Arrays.asList(',
    'new ArrayList<a>()',
    'new a[] {',
  ];
  const maps = ['new HashMap<', 'new HashMap<>() {{', 'put("', '",', 'put("a", 1)', '"', '>()', '()'];
  const signs = ['{{', '}}', '{', '}', '(', ')', '))', 'add(', 'add(1)', ',', 'a', ' ', '\n', '[]'];
  const piece = fc.constantFrom(...heads, ...maps, ...signs);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      const text = pieces.join('');
      const found = { list: arrayListItems(text), array: arrayItems(text), map: hashMapEntries(text) };
      expect(found).toEqual(byPattern(text));
    }),
    { numRuns: 20_000, seed: 3 },
  );
});

const heads = [
  '',
  'new ArrayList<>(Arrays.asList(',
  'new ArrayList<>() {{',
  'new HashMap<>() {{',
  'new int[]{',
];
const units = [
  'new ',
  'new ArrayList<',
  'new HashMap<',
  '>',
  '> ',
  '>() ',
  'put("',
  'put("a", ',
  'add(',
  '}',
  ' ',
  '\n',
];

test.each(heads)('hostile text behind %j is read in linear time', (head) => {
  for (const unit of [...units, '1', '٣', ',']) {
    const text = head + unit.repeat((1 << 19) / unit.length);
    const start = process.cpuUsage();
    for (const type of ['Array', 'ArrayList', 'HashMap', 'double']) convertJavaValue(text, type, null);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000, unit).toBeLessThan(1500);
  }
});
