import { bench, describe } from 'vitest';
import { floatRepr, formatFixed, roundDigits } from './number-text.ts';

const sizes: Readonly<Record<string, readonly number[]>> = {
  prices: Array.from({ length: 1000 }, (_, i) => (i * 7919) / 100),
  quotients: Array.from({ length: 1000 }, (_, i) => (i + 1) / 7),
  'very large and very small': Array.from({ length: 1000 }, (_, i) => 1.1 ** (i * 10 - 5000)),
};

describe.each(Object.entries(sizes))('1000 %s', (_name, numbers) => {
  bench('floatRepr', () => {
    for (const x of numbers) floatRepr(x);
  });
  bench('String', () => {
    for (const x of numbers) String(x);
  });
  bench('formatFixed', () => {
    for (const x of numbers) formatFixed(x, 2);
  });
  bench('roundDigits', () => {
    for (const x of numbers) roundDigits(x, 2);
  });
});
