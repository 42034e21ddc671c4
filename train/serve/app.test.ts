import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError, RewardRowSchema } from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import { rewardApp } from './app.ts';
import { Journal } from './journal.ts';
import { ServerMetrics } from './metrics.ts';
import { Stage } from './faces/stage.ts';
import { openSource, Scorer, type Scored } from './scorer.ts';
import { ScoreService } from './score-service.ts';
import type { Grading } from './scorer-pool.ts';
import type { ScoreResponse } from './wire.ts';

let root = '';
let file = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-serve-'));
  file = join(root, 'run', 'journal.jsonl');
  const tool = {
    name: 'hire',
    parameters: { type: 'object', properties: { hours: { type: 'integer' } }, required: ['hours'] },
  };
  const task = { tools: [tool], messages: [{ role: 'user', content: 'A boat for three hours!' }] };
  const lines = [
    { ...task, id: 'boat', possible_answers: [{ hire: { hours: [3] } }] },
    { ...task, id: 'talk', expect: 'no_call' },
  ];
  await writeFile(join(root, 'tasks.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
});
const journals: Journal[] = [];
afterEach(async () => {
  for (const journal of journals.splice(0)) await journal.close().catch(() => undefined);
  await rm(root, { recursive: true });
});

type Options = { readonly token?: string; readonly grading?: Partial<Grading>; readonly bodyLimit?: number };

async function opened({ token, grading: changes, bodyLimit = 10_000 }: Options = {}) {
  const source = { kind: 'own', file: join(root, 'tasks.jsonl') } as const;
  const today = { year: 2026, month: 1, day: 1 };
  const scorer = await Scorer.open({ source, reward: 'gated', today });
  const grading: Grading = {
    head: scorer.head,
    load: 0,
    score: (body) => scorer.score(body),
    close: () => Promise.resolve(),
    ...changes,
  };
  const journal = await Journal.open(file);
  journals.push(journal);
  const metrics = new ServerMetrics(() => grading.load);
  const clock = () => new Date('2026-01-01T00:00:00Z');
  const service = new ScoreService({ grading, journal, metrics, reward: 'gated', inftool: '0', clock });
  const notes: string[] = [];
  const stage = new Stage(
    () => openSource(source),
    today,
    () => 0,
  );
  const app = rewardApp({
    ...{ service, metrics, token, bodyLimit, stage, now: () => 0 },
    note: (text) => notes.push(text),
  });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    app.request('/v1/score', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { app, post, journal, notes };
}

const item = (id: string, result: unknown, task_id = 'boat') => ({ id, task_id, result });
const ask = (...items: object[]) => ({ run_id: 'r', items });

async function journaled() {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => RewardRowSchema.parse(JSON.parse(line)));
}

test('rewards come in the order asked, and stand in the journal', async () => {
  const { post } = await opened();
  const asked = ask(
    item('a', '[hire(hours=3)]'),
    item('b', '[hire(hours=4)]'),
    item('c', '[hire(hours="3")]'),
    item('d', 'No.', 'talk'),
    { ...item('e', [{ hire: '{"hours": 3}' }]), mode: 'fc' },
  );
  const response = await post(asked);
  expect(response.status).toBe(200);
  const { items, ...head } = (await response.json()) as ScoreResponse;
  expect(head).toEqual({ run_id: 'r', grader_version: graderVersion, reward: 'gated' });
  expect(items.map(({ id, reward, verdict }) => [id, reward, verdict.error_type])).toEqual([
    ['a', 1, null],
    ['b', expect.closeTo(0.5), 'value_error:others'],
    ['c', 0, 'type_error:simple'],
    ['d', 1, null],
    ['e', 1, null],
  ]);
  expect(items[2]).toMatchObject({ gates: { decodes: true, known_tools: true, schema: false } });
  expect(items[1]?.components).toEqual({ tool: 1, argument_names: 1, argument_values: 0, call_count: 1 });
  const [row] = await journaled();
  expect(row).toMatchObject({ face: 'score', run_id: 'r', grader: graderVersion, reward: 'gated' });
  expect(row?.items.map(({ id, reward }) => [id, reward])).toEqual(
    items.map(({ id, reward }) => [id, reward]),
  );
});

test('an item asked for again gets the same, after a restart too; another answer under its id is refused', async () => {
  const first = await opened();
  const asked = ask(item('a', '[hire(hours=3)]'), item('b', '[hire(hours=4)]'));
  const once = await (await first.post(asked)).text();
  expect(await (await first.post(asked)).text()).toBe(once);
  await first.journal.close();
  const second = await opened();
  expect(await (await second.post(asked)).text()).toBe(once);
  const other = await second.post(ask(item('c', 'x'), item('a', '[hire(hours=4)]')));
  expect(other.status).toBe(409);
  expect(await other.json()).toMatchObject({ error: { code: 'item_changed' } });
  const twice = await second.post(ask(item('z', 'x'), item('z', 'y')));
  expect(twice.status).toBe(409);
  expect((await second.post({ ...asked, reward: 'binary' })).status).toBe(409);
  expect((await second.post({ ...asked, run_id: 'other' })).status).toBe(200);
  const rows = await journaled();
  expect(rows.map(({ items }) => items.map((one) => one.is_repeated ?? false))).toEqual([
    [false, false],
    [true, true],
    [true, true],
    [false, false],
  ]);
});

test('what a killed server left of a line is taken off; other files are no journals', async () => {
  const first = await opened();
  await first.post(ask(item('a', 'x')));
  await first.journal.close();
  const whole = await readFile(file, 'utf8');
  await writeFile(file, `${whole}{"record":"inftool-rew`);
  const second = await opened();
  await second.post(ask(item('b', 'x')));
  await second.journal.close();
  expect((await journaled()).map(({ items }) => items.map(({ id }) => id))).toEqual([['a'], ['b']]);
  await writeFile(file, whole.trimEnd());
  const third = await opened();
  await third.post(ask(item('c', 'x')));
  expect(await journaled()).toHaveLength(2);
  await writeFile(file, 'notes\n');
  await expect(Journal.open(file)).rejects.toThrow(InputError);
  await writeFile(file, `half\n${whole}`);
  await expect(Journal.open(file)).rejects.toThrow(/journal\.jsonl:1: expected a line of a journal/);
});

test.each([
  ['no JSON', '{"run_id": ', 400, 'bad_request', /Expected JSON/],
  [
    'NaN',
    '{"run_id": "r", "items": [{"id": "a", "task_id": "boat", "result": NaN}]}',
    400,
    'bad_request',
    /JSON/,
  ],
  ['no items', ask(), 400, 'bad_request', /items/],
  [
    'a number as a result',
    ask(item('a', 3)),
    400,
    'bad_request',
    /expected a text or a list.*items\[0\]\.result/s,
  ],
  ['neither id nor task', ask({ id: 'a', result: '' }), 400, 'bad_request', /expected "task_id" or "task"/],
  [
    'an unknown task',
    ask(item('a', ''), item('b', '', 'train')),
    422,
    'unknown_task',
    /items\[1\]: .*"train"/,
  ],
  [
    'a task that is none',
    ask({ id: 'a', result: '', task: { tools: [] } }),
    422,
    'unusable_task',
    /items\[0\]/,
  ],
  [
    'another grader',
    { ...ask(item('a', '')), grader_version: 'x' },
    409,
    'grader_version',
    /grader x, here is/,
  ],
  ['a large body', ask(item('a', 'x'.repeat(20_000))), 413, 'too_large', /at most 10000 bytes/],
])('%s is refused, and nothing is entered', async (_, body, status, code, message) => {
  const { post } = await opened();
  const response = await post(body);
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(await readFile(file, 'utf8')).toBe('');
});

test('numbers of tasks and calls are as written: 5.0 is no integer', async () => {
  const { post } = await opened();
  const number = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
  const task = `{"tools": [{"name": "f", "parameters": ${JSON.stringify(number)}}], "messages": [{"role": "user", "content": "x"}], "possible_answers": [{"f": {"a": [5]}}]}`;
  const of = (id: string, result: string) =>
    `{"id": "${id}", "task": ${task}, "mode": "fc", "result": ${result}}`;
  const calls = [`[{"f": {"a": 5}}]`, `[{"f": {"a": 5.0}}]`, `[{"f": "{\\"a\\": 5.0}"}]`];
  const body = `{"run_id": "r", "items": [${calls.map((call, place) => of(`i${place}`, call)).join()}]}`;
  const { items } = (await (await post(body)).json()) as ScoreResponse;
  expect(items.map(({ verdict }) => verdict.error_type)).toMatchObject([
    expect.anything(),
    expect.anything(),
    'type_error:simple',
  ]);
  const [row] = await journaled();
  expect(new Set(row?.items.map(({ digest }) => digest)).size).toBe(3);
});

test('a token is asked of all but who asks whether the server lives', async () => {
  const { app, post } = await opened({ token: 'secret' });
  expect((await app.request('/healthz')).status).toBe(200);
  for (const path of ['/v1/grader', '/metrics', '/nothing'])
    expect((await app.request(path)).status).toBe(401);
  expect((await post(ask(item('a', '')))).status).toBe(401);
  const wrong = await post(ask(item('a', '')), { authorization: 'Bearer secrets' });
  expect([wrong.status, await wrong.json()]).toMatchObject([401, { error: { code: 'unauthorized' } }]);
  expect((await post(ask(item('a', '')), { authorization: 'Bearer secret' })).status).toBe(200);
});

test('a form of another site is no request', async () => {
  const { post } = await opened();
  expect((await post(ask(item('a', '')), { 'content-type': 'text/plain' })).status).toBe(415);
});

test('what the grader cannot do now is asked again; its faults are told and noted', async () => {
  const refusal = { status: 503, code: 'overloaded', message: 'Ask again.' } as const;
  const busy = await opened({
    grading: { score: () => Promise.resolve({ kind: 'refused', refusal } as Scored) },
  });
  const response = await busy.post(ask(item('a', '')));
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  await busy.journal.close();
  const broken = await opened({ grading: { score: () => Promise.reject(new Error('a fault')) } });
  expect((await broken.post(ask(item('a', '')))).status).toBe(500);
  expect(broken.notes).toEqual([expect.stringContaining('a fault')]);
});

test('metrics and grader are told', async () => {
  const { app, post } = await opened();
  await post(ask(item('a', '[hire(hours=3)]'), item('b', 'x')));
  await post('');
  const text = await (await app.request('/metrics')).text();
  expect(text).toContain('inftool_requests_total{route="/v1/score",status="200"} 1');
  expect(text).toContain('inftool_requests_total{route="/v1/score",status="400"} 1');
  expect(text).toContain('inftool_rewards_total{face="score",valid="true"} 1');
  expect(await (await app.request('/v1/grader')).json()).toMatchObject({
    grader_version: graderVersion,
    suite: { id: 'tasks', tasks: 2 },
  });
});
