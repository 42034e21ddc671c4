import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  parseOwnTask,
  readJson,
  RewardRowSchema,
  type Dict,
  type Suite,
  type Task,
} from '../../../datasets/index.ts';
import { rewardApp } from '../app.ts';
import { Journal } from '../journal.ts';
import { ServerMetrics } from '../metrics.ts';
import { ScoreService } from '../score-service.ts';
import { Scorer } from '../scorer.ts';
import { Stage } from './stage.ts';

const path: Task = {
  id: 'path',
  category: 'paths',
  language: 'python',
  format: { decoder: 'python', toolCallTag: false },
  checker: 'multi-turn',
  cluster: '0',
  tools: [],
  expected: { kind: 'path', source: [["message_login(user_id='USR001')"], [], ['add(a=1, b=2)']] },
  entry: readJson(
    '{"id": "path", "involved_classes": ["MathAPI", "MessageAPI"], "initial_config": {}}',
  ) as Dict,
};
const ring = parseOwnTask(
  readJson(`{"id": "ring", "tools": [{"name": "ring", "parameters": {"type": "object", "properties": {"times": {"type": "integer"}}}}],
    "messages": [{"role": "user", "content": "Ring!"}], "possible_answers": [{"ring": {"times": [2]}}]}`),
  'ring',
);
const suite: Suite = {
  ...{ id: 'own', version: '1', digest: 'd', groups: new Map(), categoryOf: () => undefined },
  categories: [
    {
      ...{ name: 'all', folder: '', family: 'all', weight: 1, language: 'python' },
      ...{ checker: 'simple', cluster: 'task', count: 2 },
    },
  ],
  // A suite's tasks may be read as they are asked for.
  tasks: () => Promise.resolve([Object.create(path) as Task, ring]),
};

let root = '';
let journal: Journal;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-faces-'));
  journal = await Journal.open(join(root, 'journal.jsonl'));
});
afterEach(async () => {
  await journal.close();
  await rm(root, { recursive: true });
});

async function opened() {
  const today = { year: 2026, month: 1, day: 1 };
  const options = { source: { kind: 'own', file: '' }, reward: 'gated', today } as const;
  const scorer = await Scorer.open(options, () => Promise.resolve(suite));
  const grading = {
    head: scorer.head,
    load: 0,
    score: (body: string) => scorer.score(body),
    close: () => Promise.resolve(),
  };
  const metrics = new ServerMetrics(() => 0);
  const service = new ScoreService({
    grading,
    journal,
    metrics,
    reward: 'gated',
    inftool: '0',
    clock: () => new Date(),
  });
  const stage = new Stage(
    () => Promise.resolve(suite),
    today,
    () => 0,
  );
  const app = rewardApp({
    ...{ service, metrics, token: undefined, bodyLimit: 100_000, stage },
    ...{ now: () => 0, note: () => undefined },
  });
  return async (address: string, body: unknown, cookie?: string) => {
    const headers = { 'content-type': 'application/json', ...(cookie !== undefined && { cookie }) };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request(address, { method: 'POST', body: text, headers });
    const told = await response.text();
    return {
      status: response.status,
      text: told,
      json: () => JSON.parse(told) as Record<string, unknown>,
      cookie: response.headers.get('set-cookie')?.split(';')[0],
    };
  };
}

const call = (name: string, given: string) => ({
  type: 'function_call',
  call_id: 'c',
  name,
  arguments: given,
});
const answered = { type: 'function_call_output', call_id: 'c', output: '' };
const says = (text: string) => ({ type: 'message', content: [{ type: 'output_text', text }] });
const params = { responses_create_params: { input: [], tools: [] } };

test('OpenRLHF: an answer is what stands behind its prompt, up to where it stops', async () => {
  const post = await opened();
  const response = await post('/get_reward?run_id=r1&stop=%3C%7Cim_end%7C%3E', {
    query: ['Ring!\n[ring(times=2)]<|im_end|>', 'Ring!\n[ring(times=3)]<|im_end|>\n', 'Ring!\nno'],
    prompts: ['Ring!\n', 'Ring!\n', 'Ring!\n'],
    labels: ['ring', 'ring', 'ring'],
  });
  expect(response.json()).toEqual({
    rewards: [1, 0.5, 0],
    scores: [1, 0.5, 0],
    extra_logs: { passed: [1, 0, 0] },
  });
  const row = RewardRowSchema.parse(JSON.parse(await readFile(join(root, 'journal.jsonl'), 'utf8')));
  expect(row).toMatchObject({ face: 'openrlhf', run_id: 'r1' });
  expect(row.items.map(({ reward }) => reward)).toEqual([1, 0.5, 0]);
});

test.each([
  ['lengths differ', { query: ['ab'], prompts: [], labels: ['ring'] }, 400],
  ['a query does not begin with its prompt', { query: ['ab'], prompts: ['b'], labels: ['ring'] }, 400],
  ['the task is not known', { query: ['ab'], prompts: ['a'], labels: ['bell'] }, 422],
  ['it is no JSON', '{', 400],
])('OpenRLHF: nothing is worth anything where %s', async (_, body, status) => {
  const post = await opened();
  const response = await post('/get_reward', body);
  expect(response.status).toBe(status);
  expect(response.json()).not.toHaveProperty('rewards');
});

test('NeMo Gym: a turn is played in the state that the turns before leave, and graded', async () => {
  const post = await opened();
  const row = { ...params, task_id: 'path', turn: 2, note: 'kept' };
  const begun = await post('/seed_session', row);
  expect([begun.status, begun.json()]).toEqual([200, {}]);
  expect((await post('/message_get_login_status', {}, begun.cookie)).text).toContain('true');
  expect((await post('/add', '{"a": 1, "b": 2.0}', begun.cookie)).text).toBe('{"result": 3.0}');
  expect((await post('/add', '{"a": 1}', begun.cookie)).text).toMatch(/^Error during execution/);
  expect((await post('/subtract_all', {}, begun.cookie)).status).toBe(404);
  const right = { output: [call('add', '{"a": 1, "b": 2}'), answered, says('It is 3.')] };
  const verified = (await post('/verify', { ...row, response: right }, begun.cookie)).json();
  expect(verified).toMatchObject({ ...row, response: right, reward: 1, passed: true, error_type: null });
  // Whoever lost the answer asks again.
  expect((await post('/verify', { ...row, response: right }, begun.cookie)).json()).toEqual(verified);
  const other = await post('/seed_session', row);
  const wrong = { output: [call('add', '{"a": 1, "b": 3}'), answered, says('It is 4.')] };
  expect((await post('/verify', { ...row, response: wrong }, other.cookie)).json()).toMatchObject({
    reward: 0,
    error_type: 'multi_turn:execution_response_mismatch',
  });
});

test('NeMo Gym: sessions do not see one another', async () => {
  const post = await opened();
  const [a, b] = [
    await post('/seed_session', { ...params, task_id: 'path', turn: 0 }),
    await post('/seed_session', { ...params, task_id: 'path', turn: 0 }),
  ];
  expect(a.cookie).not.toBe(b.cookie);
  await post('/message_login', { user_id: 'USR001' }, a.cookie);
  expect((await post('/message_get_login_status', {}, a.cookie)).text).toContain('true');
  expect((await post('/message_get_login_status', {}, b.cookie)).text).toContain('false');
});

test('NeMo Gym: of a task without environments the first step counts', async () => {
  const post = await opened();
  const row = { ...params, task_id: 'ring' };
  const begun = await post('/seed_session', row);
  expect(begun.cookie).toBeUndefined();
  expect((await post('/ring', { times: 2 })).status).toBe(404);
  const rewardOf = async (...output: object[]) =>
    (await post('/verify', { ...row, response: { output } })).json()['reward'];
  expect(await rewardOf(call('ring', '{"times": 2}'), answered, call('ring', '{"times": 5}'))).toBe(1);
  expect(await rewardOf(call('ring', '{"times": 2}'), call('ring', '{"times": 5}'))).toBeLessThan(1);
  expect(await rewardOf({ type: 'reasoning', summary: [] }, says('[ring(times=2)]'))).toBe(1);
  expect(await rewardOf(says('No bell here.'))).toBe(0);
  expect(await rewardOf()).toBe(0);
  const task = {
    tools: [{ name: 'f', parameters: { type: 'object', properties: {} } }],
    possible_answers: [{ f: {} }],
  };
  const inline = await post('/verify', { ...params, task, response: { output: [call('f', '{}')] } });
  expect(inline.json()).toMatchObject({ reward: 1, task });
});

test('NeMo Gym: without a session, rollouts of one task and tasks of one answer are kept apart', async () => {
  const post = await opened();
  const rewardOf = async (row: object, given: string) => {
    const response = await post('/verify', { ...row, response: { output: [call('ring', given)] } });
    return response.json()['reward'];
  };
  const row = { ...params, task_id: 'ring' };
  expect(await rewardOf(row, '{"times": 2}')).toBe(1);
  expect(await rewardOf(row, '{"times": 7}')).toBeLessThan(1);
  const task = (times: number) => ({
    tools: [{ name: 'ring', parameters: { type: 'object', properties: { times: { type: 'integer' } } } }],
    possible_answers: [{ ring: { times: [times] } }],
  });
  expect(await rewardOf({ ...params, task: task(2) }, '{"times": 2}')).toBe(1);
  expect(await rewardOf({ ...params, task: task(3) }, '{"times": 2}')).toBeLessThan(1);
});

test.each([
  ['/seed_session', { task_id: 'path' }, 400],
  ['/seed_session', { ...params, task_id: 'none' }, 422],
  ['/seed_session', { ...params, task_id: 'path' }, 422],
  ['/seed_session', { ...params, task_id: 'path', turn: 3 }, 422],
  ['/verify', { ...params, task_id: 'path', response: { output: [] } }, 422],
  ['/verify', { ...params, task_id: 'ring' }, 400],
  ['/verify', { ...params, task_id: 'path', turn: 3, response: { output: [] } }, 422],
  ['/verify', { ...params, task_id: 'ring', turn: 0, response: { output: [] } }, 422],
  ['/verify', { ...params, response: { output: [] } }, 400],
  ['/aggregate_metrics', {}, 400],
  ['/add', '[1', 400],
])('NeMo Gym: %s refuses %j', async (address, body, status) => {
  const post = await opened();
  const response = await post(address, body);
  expect(response.status).toBe(status);
  expect(response.json()).not.toHaveProperty('reward');
});

test('NeMo Gym: metrics over rollouts and tasks', async () => {
  const post = await opened();
  const verify_responses = [
    { _ng_task_index: 1, _ng_rollout_index: 0, reward: 1, passed: true, note: 'x' },
    { _ng_task_index: 0, _ng_rollout_index: 0, reward: 0.5, passed: false },
    { _ng_task_index: 0, _ng_rollout_index: 1, reward: 0, passed: false },
  ];
  const told = (await post('/aggregate_metrics', { verify_responses })).json();
  expect(told).toMatchObject({
    key_metrics: { 'mean/reward': 0.5, 'mean/passed': 1 / 3 },
    agent_metrics: { 'max/reward': 1, 'min/reward': 0, 'median/reward': 0.5, 'std/reward': 0.5 },
    group_level_metrics: [
      { _ng_task_index: 0, num_rollouts: 2, 'mean/reward': 0.25 },
      { _ng_task_index: 1, num_rollouts: 1, 'mean/reward': 1, 'std/reward': 0 },
    ],
  });
});
