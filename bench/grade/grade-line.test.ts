import { expect, test } from 'vitest';
import { parseOwnTask, readJson, type Suite, type Task } from '../../datasets/index.ts';
import { LineGrader } from './grade-line.ts';
import type { LineOptions } from './line-fields.ts';

const taskText = `{"id": "t1", "tools": [{"name": "f", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}}], "possible_answers": [{"f": {"a": [1]}}]}`;
const task = parseOwnTask(readJson(taskText), 'test');

function suiteOf(tasks: readonly Task[]): Suite {
  const name = 'simple';
  return {
    id: 'test',
    version: '1',
    digest: '',
    categories: [
      {
        name,
        folder: '',
        family: name,
        weight: 1,
        language: 'python',
        checker: 'simple',
        cluster: 'task',
        count: tasks.length,
      },
    ],
    groups: new Map(),
    categoryOf: (id) => (tasks.some((candidate) => candidate.id === id) ? name : undefined),
    tasks: () => Promise.resolve(tasks),
  };
}

const plain: LineOptions = { mode: undefined, isTraced: false, today: { year: 2026, month: 1, day: 1 } };

async function answer(line: string, defaults: Partial<LineOptions> = {}): Promise<string> {
  const grader = new LineGrader(() => Promise.resolve(suiteOf([task])), { ...plain, ...defaults });
  return (await grader.grade(line, 7)).text;
}

test('an answered line is the line itself with the verdict behind it', async () => {
  expect(
    await answer('{"id": "t1", "mode": "prompt", "result": "[f(a=1)]", "kept": [1.50, 1e2, "\\u00e9"]}'),
  ).toBe(
    `{"id": "t1", "mode": "prompt", "result": "[f(a=1)]", "kept": [1.50, 1e2, "\\u00e9"], "valid": true, "error_type": null, "error": [], "decoded": [{"f": {"a": 1}}], "decoded_repr": "[{'f': {'a': 1}}]"}`,
  );
});

test('fields of an earlier verdict give way to the new one', async () => {
  const text = await answer(
    '{"valid": true, "id": "t1", "mode": "prompt", "result": "[f(a=2)]", "decoded": 5}',
  );
  expect(JSON.parse(text)).toMatchObject({
    valid: false,
    error_type: 'value_error:others',
    decoded: [{ f: { a: 2 } }],
  });
  expect(text.match(/"valid"/g)).toHaveLength(1);
});

test('a failed decoding has neither value nor repr', async () => {
  expect(JSON.parse(await answer('{"id": "t1", "mode": "prompt", "result": "f(a="}'))).toMatchObject({
    error_type: 'ast_decoder:decoder_failed',
    decoded: null,
    decoded_repr: null,
  });
});

test('values that Python cannot print are null', async () => {
  const text = await answer('{"id": "t1", "mode": "prompt", "result": "[f(a=10**5000)]"}');
  expect(JSON.parse(text)).toMatchObject({
    error_type: 'inftool:official_would_abort',
    decoded: null,
    decoded_repr: null,
  });
});

test('a task stands inline where there is no id', async () => {
  const text = await answer(`{"task": ${taskText}, "mode": "fc", "result": [{"f": "{\\"a\\": 1}"}]}`);
  expect(JSON.parse(text)).toMatchObject({ valid: true });
});

test('dots of the expected name become underscores where the line says so', async () => {
  const dotted = taskText.replaceAll('"f"', '"m.f"');
  const line = (extra: string) =>
    `{"task": ${dotted}, "mode": "fc", "result": [{"m_f": "{\\"a\\": 1}"}]${extra}}`;
  expect(JSON.parse(await answer(line('')))).toMatchObject({ valid: false });
  expect(JSON.parse(await answer(line(', "underscore_to_dot": true')))).toMatchObject({ valid: true });
});

test('a missing mode is a fault unless there is a default', async () => {
  const line = '{"id": "t1", "result": [{"f": "{\\"a\\": 1}"}]}';
  expect(await answer(line)).toBe(
    '{"line":7,"fault":"expected \\"mode\\" to be \\"prompt\\" or \\"fc\\", got nothing; --mode sets it for lines without"}',
  );
  expect(JSON.parse(await answer(line, { mode: 'auto' }))).toMatchObject({ valid: true });
});

test.each([
  ['not JSON', 'nothing', 'expected one JSON object a line'],
  ['no object', '[1]', 'expected one JSON object a line'],
  ['no id', '{"mode": "fc", "result": []}', 'expected "id" to be the id of a task'],
  ['an id of another suite', '{"id": "x", "mode": "fc", "result": []}', '"x" is no id of this suite'],
  ['an unknown category', '{"id": "x", "category": "y", "mode": "fc", "result": []}', 'unknown category "y"'],
  [
    'an id that is not there',
    '{"id": "x", "category": "simple", "mode": "fc", "result": []}',
    'category simple has no task "x"',
  ],
  [
    'a category that is no text',
    '{"id": "t1", "category": 3, "mode": "fc", "result": []}',
    'expected "category" to be a text, got 3',
  ],
  ['no result', '{"id": "t1", "mode": "fc"}', '"result" is missing'],
  ['an unknown mode', '{"id": "t1", "mode": "chat", "result": []}', `got 'chat'`],
  [
    'a flag that is none',
    '{"id": "t1", "mode": "fc", "result": [], "underscore_to_dot": "yes"}',
    `got 'yes'`,
  ],
  ['a broken inline task', '{"task": {"tools": []}, "mode": "fc", "result": []}', '"task": tools'],
])('a line with %s is answered with its number and fault', async (_, line, fault) => {
  const answered = JSON.parse(await answer(line)) as unknown;
  expect(answered).toMatchObject({ line: 7, fault: expect.stringContaining(fault) as unknown });
});

test('the suite is opened once, and not at all for inline tasks', async () => {
  let opened = 0;
  const grader = new LineGrader(
    () => {
      opened += 1;
      return Promise.resolve(suiteOf([task]));
    },
    { ...plain, mode: 'prompt' },
  );
  await grader.grade(`{"task": ${taskText}, "result": "[f(a=1)]"}`, 1);
  expect(opened).toBe(0);
  await grader.grade('{"id": "t1", "result": "[f(a=1)]"}', 2);
  await grader.grade('{"id": "t1", "result": "[f(a=1)]"}', 3);
  expect(opened).toBe(1);
});
