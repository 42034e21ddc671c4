import { hash } from 'node:crypto';

/** Hex digits of sha256 that still fit a number. */
const HEX_DIGITS = 13;

/** 52 bits of sha256. */
export function hashOf(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, HEX_DIGITS), 16);
}

/**
 * Runs of letters and digits in lower case; numbers keep what joins their digits (`2.5`, `2026-04-09`, `10:30`). Of
 * scripts that put no spaces between words every character is one.
 */
export function textWords(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().replace(unspaced, ' $& ').match(words) ?? [];
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
const words = /\p{N}+(?:[.,:/-]\p{N}+)+|[\p{L}\p{N}]+/gu;

/** Names without case and signs: `get_weather`, `getWeather` and `get.weather` are one. */
export function plainName(name: string): string {
  return textWords(name).join('');
}

/** Hashes of all runs of `length` words; none where there are fewer. */
export function gramHashes(text: readonly string[], length: number): Set<number> {
  const grams = new Set<number>();
  for (let start = 0; start + length <= text.length; start++) {
    grams.add(hashOf(text.slice(start, start + length).join(' ')));
  }
  return grams;
}
