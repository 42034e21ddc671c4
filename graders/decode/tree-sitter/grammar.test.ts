import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DecodeError } from '../decode-error.ts';
import { parseSource, type GrammarName } from './grammar.ts';

const languages: GrammarName[] = ['java', 'javascript'];

function deviationOf(name: GrammarName, text: string): string | undefined {
  try {
    parseSource(name, text);
  } catch (error) {
    if (error instanceof DecodeError) return error.deviation ?? 'none';
    throw error;
  }
  return undefined;
}

test.each(languages)('the README names the digest of %s.wasm', (name) => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url));
  const digest = createHash('sha256')
    .update(read(`${name}.wasm`))
    .digest('hex');
  expect(read('README.md').toString()).toContain(digest);
});

test('nodes know type, place and children', () => {
  const tree = parseSource('javascript', 'f(é=1)');
  if (tree === undefined) throw new Error('the text does not parse');
  const children = (node: number) => tree.children(node).map((child) => tree.type(child));
  expect(tree.type(0)).toBe('program');
  expect(children(0)).toEqual(['expression_statement']);
  expect(children(2)).toEqual(['identifier', 'arguments']);
  expect(tree.childInField(2, 'function')).toBe(3);
  expect(tree.childInField(2, 'name')).toBeUndefined();
  expect([tree.start(2), tree.end(2)]).toEqual([0, 7]);
  expect([tree.hasChildren(2), tree.hasChildren(3)]).toEqual([true, false]);
});

test.each(languages)('a text that is no %s has no tree', (name) => {
  expect(parseSource(name, 'f(a: 1')).toBeUndefined();
  expect(parseSource(name, '')).toBeDefined();
});

test.each(languages)('%s: lone surrogates are refused, pairs are not', (name) => {
  expect(deviationOf(name, '// \ud83d')).toBe('none');
  expect(deviationOf(name, '// \ud83d\ude00')).toBeUndefined();
});

test.each(languages)('%s: more than 256 KiB of UTF-8 are refused', (name) => {
  const size = 1 << 18;
  expect(deviationOf(name, `//${'x'.repeat(size - 2)}`)).toBeUndefined();
  expect(deviationOf(name, `//${'x'.repeat(size - 1)}`)).toBe('input-size');
  expect(deviationOf(name, `//${'é'.repeat(size / 2)}`)).toBe('input-size');
});

test.each(languages)('%s: deep nesting is refused', (name) => {
  expect(deviationOf(name, `${'('.repeat(4000)}1${')'.repeat(4000)};`)).toBeUndefined();
  expect(deviationOf(name, `${'('.repeat(12_000)}1${')'.repeat(12_000)};`)).toBe('tree-depth');
});

test.each(languages)('%s: what takes too much work is refused', (name) => {
  expect(deviationOf(name, 'f();'.repeat(1000))).toBeUndefined();
  expect(deviationOf(name, 'f();'.repeat(20_000))).toBe('parse-effort');
});

test('after a text that ran into a limit the next one parses as ever', () => {
  const units = ['a<', '{a:', 'f();', '(', '"', '/*', 'x => '];
  for (const name of languages) {
    for (const unit of units) {
      deviationOf(name, unit.repeat(15_000));
      expect(parseSource(name, 'call(a=1, b=2);')).toBeDefined();
    }
  }
});

test.each(languages)('hostile %s ends soon', (name) => {
  const units = [
    '(',
    '[',
    '{',
    '<',
    '"',
    "'",
    '`',
    '\\',
    '/*',
    'a<',
    'a.',
    '(a,',
    '[a=',
    'a ',
    'new ',
    'case a:',
  ];
  for (const unit of units) {
    const text = unit.repeat(65_536 / unit.length);
    deviationOf(name, text);
    const start = process.cpuUsage();
    deviationOf(name, text);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000, unit).toBeLessThan(500);
  }
});
