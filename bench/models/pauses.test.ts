import { describe, expect, test } from 'vitest';
import { chanceAt } from '../../datasets/index.ts';
import { askedPause, backoff } from './pauses.ts';

describe('a pause of our own', () => {
  test.each([
    [1, 500],
    [2, 1000],
    [5, 8000],
    [8, 60_000],
    [2000, 60_000],
  ])('after try %i is anything up to %i ms', (attempts, longest) => {
    const chance = chanceAt(1, attempts);
    const pauses = Array.from({ length: 400 }, () => backoff(attempts, chance));
    expect(pauses.every((pause) => Number.isInteger(pause) && pause >= 0 && pause <= longest)).toBe(true);
    expect(Math.min(...pauses)).toBeLessThan(longest / 20);
    expect(Math.max(...pauses)).toBeGreaterThan((longest * 19) / 20);
  });

  test('comes from the chance alone', () => {
    const pauses = (seed: number) => [1, 2, 3].map((attempts) => backoff(attempts, chanceAt(seed, attempts)));
    expect(pauses(1)).toEqual(pauses(1));
    expect(pauses(1)).not.toEqual(pauses(2));
  });
});

describe('a pause that a server asks for', () => {
  const now = Date.UTC(2026, 4, 2, 10, 0, 0);
  test.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after-ms': '1500' }, 1500],
    [{ 'retry-after-ms': '12.5', 'retry-after': '60' }, 12.5],
    [{ 'retry-after-ms': 'soon', 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'a while' }, undefined],
    [{ 'retry-after': 'Sat, 99 Nix 2026 10:00:30 GMT' }, undefined],
    [{ 'retry-after': 'Sat, 02 May 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Saturday, 02-May-26 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sat May  2 10:00:30 2026' }, 30_000],
    [{ 'retry-after': 'Sat, 02 May 2026 09:00:00 GMT' }, 0],
    [{ 'retry-after': 'Sat, 02 May 2026 10:00:30 GMT', date: 'Sat, 02 May 2026 10:00:10 GMT' }, 20_000],
  ])('by %j is %j ms', (headers, milliseconds) => {
    expect(askedPause(new Headers(headers), now)).toBe(milliseconds);
  });
});
