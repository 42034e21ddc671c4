import { expect, test } from 'vitest';
import { Progress, type ProgressEvent } from './progress.ts';

const [model, category] = ['m', 'simple_python'];

function clocked(prices?: ConstructorParameters<typeof Progress>[1]) {
  const clock = { now: 1000 };
  const progress = new Progress(() => clock.now, prices);
  return { clock, progress };
}

function planned(total: number, kept = 0, more: Partial<ProgressEvent> = {}): ProgressEvent {
  return { model, category, ...more, kind: 'planned', total, kept };
}

function answered(
  id: number,
  more: { readonly model?: string; readonly category?: string } = {},
): ProgressEvent {
  const usage = { input: 1000, output: 100 };
  return { kind: 'answered', model, category, id: String(id), requests: 2, usage, ...more };
}

test('events are counted, by category, model and altogether', () => {
  const { progress } = clocked(new Map([['m', { input: 2, output: 10 }]]));
  progress.take(planned(10, 3));
  progress.take(planned(5, 0, { category: 'multi_turn_base' }));
  progress.take({ kind: 'begun', model, category, id: '7' });
  progress.take({ kind: 'begun', model, category, id: '8' });
  progress.take(answered(7));
  progress.take({
    kind: 'answered',
    model,
    category,
    id: '1',
    requests: 0,
    usage: { input: 9, output: 9 },
    cached: true,
  });
  progress.take({ kind: 'answered', model, category, id: '2', requests: 1 });
  progress.take({
    kind: 'failed',
    model,
    category,
    id: '3',
    class: 'timeout',
    message: 'first',
    requests: 5,
  });
  progress.take({ kind: 'failed', model, category, id: '4', class: 'timeout', message: 'second' });
  const { models, all } = progress.snapshot();
  const counts = {
    kept: 3,
    answered: 3,
    cached: 1,
    failed: 2,
    underWay: 1,
    requests: 8,
    input: 1000,
    output: 100,
    untold: 1,
  };
  expect(models[0]?.categories[0]).toMatchObject({ category, total: 10, ...counts, cost: 0.003 });
  expect(models[0]).toMatchObject({ model, total: 15, ...counts, cost: 0.003 });
  expect(all).toMatchObject({ total: 15, ...counts, cost: 0.003 });
  expect(models[0]?.failures).toEqual([
    { class: 'timeout', count: 2, example: { id: '3', message: 'first' } },
  ]);
});

test('a cost is known where all prices are', () => {
  const { progress } = clocked(new Map([['m', { input: 2, output: 10 }]]));
  progress.take(planned(1));
  progress.take(planned(1, 0, { model: 'local' }));
  const { models, all } = progress.snapshot();
  expect(models.map(({ cost }) => cost)).toEqual([0, undefined]);
  expect(all.cost).toBeUndefined();
});

test('what nobody planned is counted, in a total that holds it', () => {
  const { progress } = clocked();
  progress.take(answered(1));
  expect(progress.snapshot().all).toMatchObject({ total: 1, answered: 1, timeLeft: 0 });
});

test('rate and time left come from what is done, not from what was kept or cached', () => {
  const { progress, clock } = clocked();
  progress.take(planned(1000, 900));
  expect(progress.snapshot().all).toMatchObject({ rate: undefined, timeLeft: undefined });
  for (let id = 0; id < 50; id++) {
    progress.take({ kind: 'answered', model, category, id: `c${id}`, requests: 0, cached: true });
  }
  for (let id = 0; id < 10; id++) {
    clock.now += 2000;
    progress.take(answered(id));
  }
  expect(progress.snapshot().all).toMatchObject({ rate: 0.5, timeLeft: 80_000 });
  expect(progress.snapshot().models[0]?.categories[0]).toMatchObject({ rate: 0.5, timeLeft: 80_000 });
});

test('nothing is known until as many are done as were under way at a time', () => {
  const { progress, clock } = clocked();
  progress.take(planned(1000));
  for (let id = 0; id < 32; id++) progress.take({ kind: 'begun', model, category, id: String(id) });
  clock.now += 10_000;
  for (let id = 0; id < 31; id++) progress.take(answered(id));
  expect(progress.snapshot().all.rate).toBeUndefined();
  progress.take(answered(31));
  expect(progress.snapshot().all.rate).toBeCloseTo(3.2);
});

test('a model that stands still gets slower, one that has become faster is as fast as of late', () => {
  const { progress, clock } = clocked();
  progress.take(planned(10_000));
  for (let id = 0; id < 100; id++) {
    clock.now += 1000;
    progress.take(answered(id));
  }
  expect(progress.snapshot().all.rate).toBeCloseTo(1, 5);
  clock.now += 60_000;
  expect(progress.snapshot().all.rate).toBeCloseTo(20 / 80);
  for (let id = 0; id < 700; id++) {
    clock.now += 100;
    progress.take(answered(id));
  }
  expect(progress.snapshot().all.rate).toBeCloseTo(10, 0);
});

test('ids of two models and categories are not mixed up', () => {
  const { progress } = clocked();
  for (const name of ['a', 'b']) {
    progress.take({ kind: 'begun', model: name, category, id: '1' });
    progress.take({ kind: 'begun', model: name, category: 'multiple', id: '1' });
  }
  progress.take(answered(1, { model: 'a' }));
  expect(progress.snapshot().all.underWay).toBe(3);
  expect(progress.snapshot().models.map(({ underWay }) => underWay)).toEqual([1, 2]);
});

test("a model's time ends with its last task", () => {
  const { progress, clock } = clocked();
  progress.take(planned(1));
  progress.take(planned(1, 0, { model: 'slow' }));
  clock.now += 5000;
  progress.take(answered(1));
  clock.now += 5000;
  const { models, elapsed } = progress.snapshot();
  expect([models.map((one) => one.elapsed), elapsed]).toEqual([[5000, 10_000], 10_000]);
});
