import fc from 'fast-check';
import { expect, test } from 'vitest';
import { abridged, escapeHtml, escapeMarkdown, fenced, oneLine, shortened, visible } from './escape.ts';

test.each([
  ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
  ['a\ud800b', 'a\\ud800b'],
  ['😀', '😀'],
  ['\u202eevil', '\\u202eevil'],
  ['two\r\nlines\n', 'two\nlines\n'],
  ['no\u200bwidth\ufeff', 'no\\u200bwidth\\ufeff'],
])('%j is seen as %j', (text, seen) => {
  expect(visible(text)).toBe(seen);
});

test('no text steers a terminal or leaves its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      expect(oneLine(text).isWellFormed()).toBe(true);
    }),
  );
});

test('HTML is escaped for content and attributes', () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  );
});

test.each([
  ['a | b', 'a \\| b'],
  ['<b> & *c* `d` [e](f)', '\\<b\\> \\& \\*c\\* \\`d\\` \\[e\\](f)'],
  ['simple_python _x_', 'simple_python \\_x\\_'],
  ['# head', '\\# head'],
  ['1. first', '1\\. first'],
  ['1.5%', '1.5%'],
  ['a\nb', 'a b'],
])('Markdown: %j is written %j', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('a fence is longer than any in the text', () => {
  expect(fenced('a ```` b')).toBe('`````text\na ```` b\n`````\n');
});

test('shortening keeps within the length and parts no pair', () => {
  expect(shortened('abcdef', 6)).toBe('abcdef');
  expect(shortened('abcdefg', 6)).toBe('abcde…');
  expect(shortened('ab😀cd', 4)).toBe('ab…');
});

test('a name keeps its start and its end within the length', () => {
  expect(abridged('abcdef', 6)).toBe('abcdef');
  expect(abridged('abcdefghij', 5)).toBe('ab…ij');
  expect(abridged('abcdefghij', 6)).toBe('abc…ij');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 20 }), (text, most) => {
      expect(abridged(text, most).length).toBeLessThanOrEqual(most);
      expect(abridged(text, most).isWellFormed()).toBe(true);
    }),
  );
});
