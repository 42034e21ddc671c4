import { setImmediate } from 'node:timers/promises';
import pMap from 'p-map';
import { expect, test } from 'vitest';
import { Schedule, type Scheduled } from './schedule.ts';

const job = (id: string, ...dependsOn: string[]): Scheduled => ({ id, dependsOn });

/** Does jobs as they are ready, so many at a time, and fails some. */
async function order(jobs: readonly Scheduled[], concurrency: number, failing: readonly string[] = []) {
  const schedule = new Schedule(jobs);
  const [given, lost]: [string[], string[]] = [[], []];
  const work = async (job: Scheduled) => {
    given.push(job.id);
    await setImmediate();
    if (failing.includes(job.id)) lost.push(...schedule.failed(job).map(({ id }) => id));
    else schedule.done(job);
  };
  await pMap(schedule.ready(), work, { concurrency });
  return { given, lost };
}

const chain = [job('q', 'b', 'a'), job('x'), job('a'), job('b', 'a'), job('y')];

test('what others wait for comes first, and nothing before what it depends on', async () => {
  expect((await order(chain, 1)).given).toEqual(['a', 'b', 'x', 'y', 'q']);
  const { given } = await order(chain, 3);
  expect(given.indexOf('a')).toBeLessThan(given.indexOf('b'));
  expect(given.indexOf('b')).toBeLessThan(given.indexOf('q'));
  expect([...given].sort()).toEqual(['a', 'b', 'q', 'x', 'y']);
});

test('what depends on something that failed is not given out, each told once', async () => {
  const { given, lost } = await order(chain, 1, ['a']);
  expect([...lost].sort()).toEqual(['b', 'q']);
  expect([...given].sort()).toEqual(['a', 'x', 'y']);
});

test('what is no job counts as done', async () => {
  expect((await order([job('q', 'gone')], 2)).given).toEqual(['q']);
});
