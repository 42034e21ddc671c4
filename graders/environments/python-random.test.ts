import { expect, test } from 'vitest';
import { PythonRandom } from './python-random.ts';

// Under CPython 3.11: random.Random(seed).randint(low, high), three times.
test.each<[bigint, bigint, bigint, bigint[]]>([
  [200191n, 10_000n, 99_999n, [67410n, 41772n, 24547n]],
  [1053520n, 10_000n, 99_999n, [79015n, 16994n, 74788n]],
  [141053n, 10_000n, 99_999n, [28959n, 44620n, 58617n]],
])('seed %d draws what CPython draws', (seed, low, high, drawn) => {
  const random = new PythonRandom(seed);
  expect(drawn.map(() => random.integer(low, high))).toEqual(drawn);
});

test('numbers of more than 32 bits and floats are those of CPython', () => {
  const random = new PythonRandom(141053n);
  expect(random.integer(100_000_000_000n, 999_999_999_999n)).toBe(262919693687n);
  expect(random.integer(10_000n, 99_999n)).toBe(44620n);
  expect(new PythonRandom(141053n).uniform(-10, 40)).toBe(36.63485703790535);
});

test('a clone goes on by itself', () => {
  const random = new PythonRandom(7n);
  random.uniform(0, 1);
  const copy = random.clone();
  expect(copy.integer(0n, 10n ** 20n)).toBe(random.integer(0n, 10n ** 20n));
});
