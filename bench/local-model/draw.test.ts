import { expect, test } from 'vitest';
import type { Suite, Task } from '../../datasets/index.ts';
import { drawIds } from './draw.ts';

function tasksOf(category: string, count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${category}_${index}`,
    category,
    language: 'python',
    format: { decoder: 'python', toolCallTag: false },
    checker: 'irrelevance',
    tools: [],
    expected: { kind: 'answer', source: [] },
    cluster: `${category}_${index}`,
    entry: new Map(),
  }));
}

const suite: Pick<Suite, 'tasks'> = {
  tasks: (category) => Promise.resolve(tasksOf(category, category === 'short' ? 3 : 400)),
};

test('draws as many of each category as are wanted, or all, each once and in their order', async () => {
  const drawn = await drawIds(suite, { long: 100, short: 5 }, 1);
  expect(Object.keys(drawn)).toEqual(['long', 'short']);
  expect(new Set(drawn['long']).size).toBe(100);
  expect(drawn['short']).toEqual(['short_0', 'short_1', 'short_2']);
  const all = (await suite.tasks('long')).map(({ id }) => id);
  expect(all.filter((id) => drawn['long']?.includes(id))).toEqual(drawn['long']);
});

test('draws the same for the same seed, others for another, and more of the same where more are wanted', async () => {
  const drawn = await drawIds(suite, { long: 50 }, 1);
  expect(await drawIds(suite, { long: 50 }, 1)).toEqual(drawn);
  expect(await drawIds(suite, { long: 50 }, 2)).not.toEqual(drawn);
  expect((await drawIds(suite, { long: 100 }, 1))['long']).toEqual(
    expect.arrayContaining([...(drawn['long'] ?? [])]),
  );
});
