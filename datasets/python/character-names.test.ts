import { expect, test } from 'vitest';
import { characterNamed } from './character-names.ts';

test('knows names and aliases in either case', () => {
  expect(characterNamed('LATIN SMALL LETTER A')).toBe(0x61);
  expect(characterNamed('latin small letter a')).toBe(0x61);
  expect(characterNamed('NULL')).toBe(0);
  expect(characterNamed('nbsp')).toBe(0xa0);
  expect(characterNamed('MELTING FACE')).toBe(0x1fae0);
  expect(characterNamed('VARIATION SELECTOR-256')).toBe(0xe01ef);
});

test('knows names made by rule in upper case only', () => {
  expect(characterNamed('HANGUL SYLLABLE GAG')).toBe(0xac01);
  expect(characterNamed('HANGUL SYLLABLE HIH')).toBe(0xd7a3);
  expect(characterNamed('CJK UNIFIED IDEOGRAPH-4E00')).toBe(0x4e00);
  expect(characterNamed('CJK UNIFIED IDEOGRAPH-9FFF')).toBe(0x9fff);
  expect(characterNamed('hangul syllable gag')).toBeUndefined();
  expect(characterNamed('CJK UNIFIED IDEOGRAPH-4e00')).toBeUndefined();
});

test('knows nothing newer than Unicode 14 and no sequences', () => {
  for (const name of [
    'SHAKING FACE',
    'KEYCAP DIGIT ONE',
    'CJK UNIFIED IDEOGRAPH-31350',
    '',
    'SPACE ',
    '\u017fPACE',
  ]) {
    expect(characterNamed(name)).toBeUndefined();
  }
});
