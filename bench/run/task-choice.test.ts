import { expect, test } from 'vitest';
import { chosenOf, shareOf } from './task-choice.ts';

const tasks = Array.from({ length: 20 }, (_, index) => ({ id: `t_${index}` }));
const idsOf = (some: readonly { id: string }[]) => some.map(({ id }) => id);

test('a limit takes the first, a sample some, in the order of the suite', () => {
  expect(idsOf(chosenOf(tasks, 'c', { limit: 2 }))).toEqual(['t_0', 't_1']);
  const drawn = idsOf(chosenOf(tasks, 'c', { sample: { count: 5, seed: 1 } }));
  expect(drawn).toHaveLength(5);
  expect(drawn).toEqual(idsOf(tasks).filter((id) => drawn.includes(id)));
  expect(idsOf(chosenOf(tasks, 'c', { sample: { count: 5, seed: 2 } }))).not.toEqual(drawn);
  expect(idsOf(chosenOf(tasks, 'c', { sample: { count: 9, seed: 1 } }))).toEqual(
    expect.arrayContaining(drawn),
  );
  expect(chosenOf(tasks, 'c', { sample: { count: 99, seed: 1 } })).toEqual(tasks);
});

test('ids are those of their category', () => {
  const ids = new Map([['c', new Set(['t_3', 't_1'])]]);
  expect(idsOf(chosenOf(tasks, 'c', { ids }))).toEqual(['t_1', 't_3']);
  expect(chosenOf(tasks, 'd', { ids })).toEqual([]);
});

test('shards have each unit once, and none is torn', () => {
  const unitOf = ({ id }: { id: string }) => (id < 't_15' ? 'chain' : id);
  const shards = [1, 2, 3].map((index) => shareOf(tasks, unitOf, { index, count: 3 }));
  expect(shards.flat()).toHaveLength(20);
  expect(new Set(shards.flat())).toEqual(new Set(tasks));
  expect(shards.filter((some) => some.some((task) => unitOf(task) === 'chain'))).toHaveLength(1);
  expect(shareOf(tasks, ({ id }) => id, { index: 2, count: 30 })).toEqual([{ id: 't_1' }]);
});
