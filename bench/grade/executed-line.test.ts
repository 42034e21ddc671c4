import { expect, test } from 'vitest';
import { readJson, type Dict, type Suite, type Task } from '../../datasets/index.ts';
import { LineGrader } from './grade-line.ts';

const entry = readJson(
  `{"id": "paths_0", "involved_classes": ["MathAPI", "MessageAPI"], "initial_config": {}}`,
) as Dict;
const task = {
  id: 'paths_0',
  category: 'paths',
  language: 'python',
  format: { decoder: 'python', toolCallTag: false },
  checker: 'multi-turn',
  cluster: '0',
  tools: [],
  expected: { kind: 'path', source: [["message_login(user_id='USR001')"], [], ['add(a=1, b=2)']] },
  entry,
} satisfies Task;

const category = {
  name: 'paths',
  folder: '',
  family: 'paths',
  weight: 1,
  language: 'python',
  checker: 'multi-turn',
  cluster: 'index',
  count: 1,
} as const;
const suite: Suite = {
  id: 'test',
  version: '1',
  digest: '',
  categories: [category],
  groups: new Map(),
  categoryOf: () => 'paths',
  tasks: () => Promise.resolve([task]),
};

async function graded(line: object, isTraced = false): Promise<unknown> {
  const today = { year: 2026, month: 1, day: 1 };
  const grader = new LineGrader(() => Promise.resolve(suite), { mode: undefined, isTraced, today });
  return JSON.parse((await grader.grade(JSON.stringify(line), 1)).text);
}

const login = "message_login(user_id='USR001')";

test('decoded calls are executed and compared with the path, turn by turn', async () => {
  const decoded = [[[login], ['get_message_stats()']], [], [['add(a=1, b=2)']]];
  expect(await graded({ id: 'paths_0', decoded })).toMatchObject({ valid: true, error_type: null, decoded });
  expect(
    await graded({ id: 'paths_0', decoded: [[["message_login(user_id='USR002')"]], [], []] }),
  ).toMatchObject({
    valid: false,
    error_type: 'multi_turn:instance_state_mismatch',
    error: ['Model instance for MessageAPI does not match the state with ground truth instance.'],
    differing_attributes: ['current_user'],
  });
});

test('decoded calls win over a raw result, of which undecodable steps are left out', async () => {
  const result = [[`[${login}]`, 'Done.'], ['Nothing to do.'], ['[add(a=1, b=2)]', 'It is 3.']];
  expect(await graded({ id: 'paths_0', mode: 'prompt', result })).toMatchObject({
    valid: true,
    decoded: [[[login]], [], [['add(a=1, b=2)']]],
  });
  expect(await graded({ id: 'paths_0', mode: 'prompt', result, decoded: [[], [], []] })).toMatchObject({
    error_type: 'multi_turn:empty_turn_model_response',
  });
  const called = [[[{ message_login: '{"user_id": "USR001"}' }]], [], [[{ add: '{"a": 1, "b": 2}' }]]];
  expect(await graded({ id: 'paths_0', result: called })).toMatchObject({ valid: true });
});

test('a trace has every result, nested as the calls, also behind the turn that failed', async () => {
  const decoded = [[['add(a=1, b=1)', 'nothing()']], [], [['add(a=1, b=2)']]];
  expect(await graded({ id: 'paths_0', decoded }, true)).toMatchObject({
    valid: false,
    execution_results: [
      [['{"result": 2}', "Error during execution: name 'nothing' is not defined"]],
      [],
      [['{"result": 3}']],
    ],
  });
});

test("the model's name shows where a text looks like a call", async () => {
  const decoded = [[["add(a='add (1)', b='')"]], [], []];
  expect(await graded({ id: 'paths_0', model_name: 'org/m-1', decoded }, true)).toMatchObject({
    execution_results: [[['{"result": "org_m_1_eval_paths_0_MathAPI_instance.add(1)"}']], [], []],
  });
});

test.each([
  [{ result: 'Error during inference: 500' }, 'multi_turn:inference_error'],
  [{ result: [[], []] }, 'multi_turn:force_terminated'],
  [{ decoded: [[]] }, 'multi_turn:force_terminated'],
])('%j is no complete rollout', async (fields, errorType) => {
  expect(await graded({ id: 'paths_0', ...fields })).toMatchObject({ error_type: errorType });
});

test('possible answers are sought in a response, or in the last message that is no call', async () => {
  const possible_answers = ['Forty-Two', '42'];
  expect(await graded({ possible_answers, response: 'It is forty-two.' })).toMatchObject({ valid: true });
  expect(await graded({ possible_answers, response: '420' })).toMatchObject({
    error_type: 'agentic:answer_not_found',
  });
  expect(await graded({ possible_answers, result: [['42', '[f(a=1)]', 'I do not know.']] })).toMatchObject({
    error_type: 'agentic:answer_not_found',
  });
  expect(await graded({ possible_answers, result: [['Perhaps 42.', '[f(a=1)]']] })).toMatchObject({
    valid: true,
  });
});

test.each([
  [{ id: 'paths_0' }, 'expected "result", or "decoded" (multi-turn) or "response" (agentic)'],
  [{ id: 'paths_0', decoded: [['add(a=1)']] }, '"decoded" to be a list of turns, of steps, of call texts'],
  [{ id: 'paths_0', decoded: [], model_name: 3 }, 'expected "model_name" to be a text, got 3'],
  [{ possible_answers: 'x', response: 'x' }, 'expected "possible_answers" to hold lists of texts'],
])('%j is a fault', async (line, fault) => {
  expect(await graded(line)).toMatchObject({ fault: expect.stringContaining(fault) as unknown });
});
