import { expect, test } from 'vitest';
import { parseOwnTask, readJson, type Dict, type Suite, type Task } from '../../../datasets/index.ts';
import { callsText, playsOf, rowText, scoreText } from './contract.ts';

const path: Task = {
  id: 'path',
  category: 'multi_turn_base',
  language: 'python',
  format: { decoder: 'python', toolCallTag: false },
  checker: 'multi-turn',
  cluster: '0',
  tools: [],
  expected: {
    kind: 'path',
    source: [[], ["message_login(user_id='USR001')", 'add(a=1, b=2.0)'], [], ['add(a=1, b=3)']],
  },
  entry: readJson('{"id": "path", "involved_classes": ["MathAPI"], "initial_config": {}}') as Dict,
};
const ring = parseOwnTask(
  readJson(`{"id": "ring", "tools": [{"name": "ring", "parameters": {"type": "object", "properties": {"times": {"type": "integer"}}}}],
    "messages": [{"role": "user", "content": "Ring!"}], "possible_answers": [{"ring": {"times": [2]}}]}`),
  'ring',
);
const suite: Suite = {
  ...{ id: 'own', version: '1', digest: 'd', groups: new Map(), categoryOf: () => undefined, categories: [] },
  tasks: (name) => Promise.resolve(name === 'simple_python' ? [ring, ring] : [path, path]),
};

test('plays are the first and last turn with calls and single calls, each right and wrong', async () => {
  const plays = await playsOf(suite, 1, 1);
  expect(JSON.parse(callsText(plays, 'rows.jsonl', 'http://x'))).toEqual({
    dataset: 'rows.jsonl',
    url: 'http://x',
    calls: [
      [
        ['message_login', { user_id: 'USR001' }],
        ['add', { a: 1, b: 2 }],
      ],
      [['message_login', { user_id: 'USR001' }]],
      [['add', { a: 1, b: 3 }]],
      [],
      [['ring', { times: 2 }]],
      [['ring', { times: 'something else' }]],
    ],
  });
  expect(plays.map(({ turn }) => turn)).toEqual([1, 1, 3, 3, undefined, undefined]);
  expect(plays.map(({ isRight }) => isRight)).toEqual([true, false, true, false, true, false]);
});

test('rows name task, turn and tools, and not what is called', async () => {
  const [turn, , , , single] = (await playsOf(suite, 1, 1)).map(
    (play) => JSON.parse(rowText(play)) as object,
  );
  expect(turn).toMatchObject({ task_id: 'path', turn: 1 });
  expect(JSON.stringify(turn)).not.toContain('USR001');
  expect(single).toMatchObject({
    task_id: 'ring',
    responses_create_params: { tools: [{ type: 'function', name: 'ring' }] },
  });
  expect(single).not.toHaveProperty('turn');
});

test('the same plays as items: numbers as written, a call a step, and the last word', async () => {
  const plays = await playsOf(suite, 1, 1);
  const { items } = JSON.parse(scoreText(plays)) as { items: object[] };
  expect(items[0]).toEqual({
    id: '0',
    task_id: 'path',
    turn: 1,
    mode: 'fc',
    result: [[{ message_login: '{"user_id": "USR001"}' }], [{ add: '{"a": 1, "b": 2.0}' }], 'Done.'],
  });
  expect(items[3]).toEqual({ id: '3', task_id: 'path', turn: 3, mode: 'prompt', result: ['Done.'] });
  expect(items[4]).toEqual({ id: '4', task_id: 'ring', mode: 'fc', result: [{ ring: '{"times": 2}' }] });
});
