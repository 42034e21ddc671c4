import type { Chance } from '../../datasets/index.ts';

/** Milliseconds before the second try; doubled from try to try. */
const FIRST = 500;
const LONGEST = 60_000;

/** A pause of a server's wish, in milliseconds, beyond which nobody waits. */
export const LONGEST_ASKED = 120_000;

/**
 * Exponential, with full jitter.
 * @param attempts tries made, 1 or more
 * @returns whole milliseconds, from 0 up to 500 after the first try, 1000 after the second, and so on to 60,000
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(attempts: number, chance: Chance): number {
  return chance.below(Math.min(FIRST * 2 ** (attempts - 1), LONGEST) + 1);
}

/**
 * The pause that a server asks for by `retry-after-ms`, or `retry-after` in seconds or as a date, which counts from the answer's own
 * `date` where it has one: clocks differ.
 * @param now milliseconds since 1970
 * @returns milliseconds, 0 or more; undefined where it asks for none that can be read
 */
export function askedPause(headers: Headers, now: number): number | undefined {
  const milliseconds = numberIn(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const wish = headers.get('retry-after');
  const seconds = numberIn(wish);
  if (seconds !== undefined) return seconds * 1000;
  const then = dateIn(wish);
  return then === undefined ? undefined : Math.max(0, then - (dateIn(headers.get('date')) ?? now));
}

function numberIn(text: string | null): number | undefined {
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The three forms of HTTP dates, the oldest of which has no zone. Other texts may be dates for `Date.parse`, such as "-5". */
function dateIn(text: string | null): number | undefined {
  if (text === null || !/^[A-Z][a-z]+,? .*\d\d:\d\d:\d\d/.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
