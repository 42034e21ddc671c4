import { getEventListeners } from 'node:events';
import { setTimeout as timer } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withinTime } from './within-time.ts';

const forever = (signal: AbortSignal) => timer(60_000, undefined, { signal });

test('work that takes too long is a fault, and is told to stop', async () => {
  let told: AbortSignal | undefined;
  const { signal } = new AbortController();
  const late = withinTime(20, signal, (own) => forever((told = own)));
  await expect(late).rejects.toMatchObject({ class: 'timeout', message: 'the task took longer than 0.02 s' });
  expect(told?.aborted).toBe(true);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('work in time, and work that fails by itself, end as they do', async () => {
  const { signal } = new AbortController();
  expect(await withinTime(60_000, signal, () => Promise.resolve(3))).toBe(3);
  await expect(withinTime(60_000, signal, () => Promise.reject(new RangeError('no')))).rejects.toThrow('no');
  expect(await withinTime(undefined, signal, (own) => Promise.resolve(own === signal))).toBe(true);
});

test('whoever aborts is not told of a timeout', async () => {
  const stop = new AbortController();
  const work = withinTime(60_000, stop.signal, forever);
  stop.abort(new Error('enough'));
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
});
