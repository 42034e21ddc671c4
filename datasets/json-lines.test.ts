import { expect, test } from 'vitest';
import { readLineBatches } from './json-lines.ts';

async function batches(...chunks: readonly (string | Uint8Array)[]): Promise<readonly string[][]> {
  const encoder = new TextEncoder();
  const stream = (async function* () {
    for (const chunk of chunks)
      yield await Promise.resolve(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
  })();
  const result: string[][] = [];
  for await (const batch of readLineBatches(stream)) result.push([...batch]);
  return result;
}

test('a chunk yields the lines it completes, the rest waits', async () => {
  expect(await batches('a\nb', 'c\n\nd')).toEqual([['a'], ['bc', ''], ['d']]);
});

test('only \\n ends a line', async () => {
  expect(await batches('a\r\u2028b\u0085c\n')).toEqual([['a\r\u2028b\u0085c']]);
});

test('a character split between chunks is put together', async () => {
  const bytes = new TextEncoder().encode('é😀\n');
  expect(await batches(bytes.slice(0, 1), bytes.slice(1, 4), bytes.slice(4))).toEqual([['é😀']]);
});

test('bytes that are no UTF-8 become the replacement character', async () => {
  expect(await batches(Uint8Array.of(0x61, 0xff, 0x0a))).toEqual([['a\ufffd']]);
});

test('no line comes from an empty stream or after a final newline', async () => {
  expect(await batches()).toEqual([]);
  expect(await batches('a\n')).toEqual([['a']]);
});
