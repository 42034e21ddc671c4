import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isDict, readJson, type Category, type Dict, type Suite, type Task } from '../../datasets/index.ts';
import { ModelFault, type Completion, type CompletionRequest } from '../models/model.ts';
import { ScriptedModel } from '../models/scripted.ts';
import { withoutWords } from '../prompts/without-words.ts';
import { runTasks, type TasksOptions } from './run-tasks.ts';

const prompts = {
  ...withoutWords,
  memorySettings: new Map([['crew', 'You serve a crew.']]),
  memoryWithCore: 'Known: {memory_content}',
};

const category: Category = {
  name: 'memory_kv',
  folder: 'agentic/memory/kv',
  family: 'memory',
  weight: 1,
  language: 'python',
  checker: 'agentic',
  cluster: 'question',
  count: 2,
};

function entry(id: string, said: string, dependsOn: readonly string[]): Dict {
  const value = readJson(
    JSON.stringify({
      id,
      scenario: 'crew',
      question: [[{ role: 'user', content: said }]],
      involved_classes: ['MemoryAPI_kv'],
      function: [],
      depends_on: dependsOn,
    }),
  );
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

const before = ['memory_kv_prereq_0-crew-0', 'memory_kv_prereq_1-crew-1'];
const asked = ['memory_kv_0-crew-0', 'memory_kv_1-crew-1'];

/** Two conversations that fill a memory, and two questions about it. */
const suite: Suite = {
  id: 'bfcl',
  version: '1',
  digest: 'd',
  categories: [category],
  groups: new Map([['all', ['memory_kv']]]),
  categoryOf: () => 'memory_kv',
  tasks: () =>
    Promise.resolve(
      asked.map((id): Task => ({
        id,
        category: 'memory_kv',
        language: 'python',
        format: { decoder: 'python', toolCallTag: false },
        checker: 'agentic',
        tools: [],
        expected: { kind: 'answer', source: [] },
        cluster: id,
        entry: entry(id, 'Who?', before),
      })),
    ),
  prerequisites: () =>
    Promise.resolve(
      before.map((id, index) => ({
        id,
        category: 'memory_kv',
        language: 'python' as const,
        entry: entry(id, `Tell ${index}.`, before.slice(0, index)),
      })),
    ),
};

let resultDir = '';
let options: TasksOptions;
beforeEach(async () => {
  resultDir = await mkdtemp(path.join(tmpdir(), 'inftool-tasks-'));
  const setting = {
    mode: 'fc' as const,
    prompts,
    seed: 1,
    longContext: new Map(),
    today: { year: 2026, month: 11, day: 29 },
    logsInput: false,
    logsState: true,
  };
  options = { folder: path.join(resultDir, 'm'), categories: ['all'], concurrency: 4, setting };
});
afterEach(() => rm(resultDir, { recursive: true }));

/** Keeps what it is told under a name of its own, then says so; answers questions with what it was shown. */
function answer({ messages }: CompletionRequest): Completion {
  const last = messages.at(-1);
  const told = /^Tell (\d)\.$/.exec(last?.content ?? '')?.[1];
  if (told !== undefined) {
    const given = JSON.stringify({ key: `fact_${['a', 'b'][Number(told)] ?? ''}`, value: told });
    return { content: null, calls: [{ id: 'c', name: 'core_memory_add', arguments: given }], latency: 1 };
  }
  return { content: last?.role === 'user' ? (messages[0]?.content ?? '') : 'Kept.', calls: [], latency: 1 };
}

async function rowsOf(name: string): Promise<{ id: string; result: unknown }[]> {
  const text = await readFile(path.join(resultDir, 'm', 'agentic/memory/kv', name), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; result: unknown });
}

const questions = 'BFCL_v4_memory_kv_result.json';
const prerequisites = 'BFCL_v4_memory_kv_prereq_result.json';

test('a memory is filled in order before anybody is asked about it', async () => {
  const summary = await runTasks(suite, new ScriptedModel('m', answer), options);
  expect(summary).toMatchObject({ asked: 4, kept: 0, answered: 4, requests: 6, faults: {} });
  expect((await rowsOf(prerequisites)).map(({ id }) => id)).toEqual(before);
  const rows = await rowsOf(questions);
  expect(rows.map(({ id }) => id)).toEqual(asked);
  for (const { result } of rows) expect(JSON.stringify(result)).toMatch(/fact_a.*fact_b/);
});

test('what a run has left is gone on with, whatever came after', async () => {
  let left = 3;
  const breaking = new ScriptedModel('m', (request) =>
    left-- > 0 ? answer(request) : new ModelFault('connection', 'gone', { attempts: 3 }),
  );
  const cut = await runTasks(suite, breaking, options);
  expect(cut).toMatchObject({ asked: 4, answered: 1, faults: { connection: 3 } });
  const failures = await readFile(path.join(resultDir, 'm', 'failures.jsonl'), 'utf8');
  expect(
    failures
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { id: before[1], class: 'connection', message: 'gone', attempts: 3 },
    ...asked.map((id) => ({
      id,
      class: 'connection',
      message: `not asked: ${before[1] ?? ''} failed`,
      attempts: 3,
    })),
  ]);
  const model = new ScriptedModel('m', answer);
  const summary = await runTasks(suite, model, options);
  expect(summary).toMatchObject({ asked: 4, kept: 1, answered: 4, requests: 4 });
  expect(await readFile(path.join(resultDir, 'm', 'failures.jsonl'), 'utf8')).toBe('');
  for (const { result } of await rowsOf(questions)) expect(JSON.stringify(result)).toMatch(/fact_a.*fact_b/);
  expect(await runTasks(suite, new ScriptedModel('m', []), options)).toMatchObject({ kept: 4, requests: 0 });
});

test('only what is wanted is done, and what it depends on', async () => {
  const choice = { ids: new Map([['memory_kv', new Set(asked.slice(1))]]) };
  const wanted = { ...options, choice };
  const summary = await runTasks(suite, new ScriptedModel('m', answer), wanted);
  expect(summary.asked).toBe(3);
  expect((await rowsOf(questions)).map(({ id }) => id)).toEqual(asked.slice(1));
});

test('a memory that is gone is bad input', async () => {
  await runTasks(suite, new ScriptedModel('m', answer), options);
  await rm(path.join(resultDir, 'm/agentic/memory/kv/memory_snapshot'), { recursive: true });
  await rm(path.join(resultDir, 'm/agentic/memory/kv', questions));
  await expect(runTasks(suite, new ScriptedModel('m', answer), options)).rejects.toThrow(
    /there is no memory of memory_kv_prereq_1-crew-1/,
  );
});
