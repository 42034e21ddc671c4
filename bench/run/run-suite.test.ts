import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { detachedIo, openBfcl, openOwnSuite, type Suite } from '../../datasets/index.ts';
import { evaluateCommand } from '../evaluate/command.ts';
import { ModelFault, type Completion, type CompletionRequest, type Model } from '../models/model.ts';
import { ScriptedModel } from '../models/scripted.ts';
import { runSuite, type RunOptions } from './run-suite.ts';

let root = '';
let suite: Suite;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'inftool-run-'));
  const lamp = {
    name: 'lamp.dim',
    description: 'Dims a lamp.',
    parameters: {
      type: 'object',
      properties: { lamp: { type: 'string' }, percent: { type: 'number' } },
      required: ['lamp', 'percent'],
    },
  };
  const dim = (id: string, percent: number) => ({
    id,
    category: 'dimming',
    tools: [lamp],
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: `Hall lamp to ${percent}.` },
    ],
    possible_answers: [{ 'lamp.dim': { lamp: ['hall'], percent: [percent] } }],
  });
  const silent = (id: string) => ({
    id,
    category: 'silence',
    tools: [lamp],
    question: [[{ role: 'user', content: 'Sing!' }]],
    expect: 'no_call',
  });
  const tasks = [dim('a', 5), dim('b', 62.5), silent('c'), dim('d', 20), silent('e')];
  const file = path.join(root, 'tasks.jsonl');
  await writeFile(file, tasks.map((task) => JSON.stringify(task)).join('\n'));
  suite = await openOwnSuite(file);
});
afterAll(() => rm(root, { recursive: true }));

let resultDir = '';
let options: RunOptions;
beforeEach(async () => {
  resultDir = await mkdtemp(path.join(root, 'result-'));
  options = { resultDir, categories: ['all'], seed: 7, concurrency: 2 };
});

function dimTo(percent: number): Completion {
  const text = JSON.stringify({ lamp: 'hall', percent });
  return { content: '', calls: [{ id: 'call_0', name: 'lamp.dim', arguments: text }] };
}

/** Right in `a` and `c`, wrong in `b` and `e`, unreachable in `d`. */
function answer({ task }: CompletionRequest): Completion | ModelFault {
  if (task?.id === 'd') return new ModelFault('timeout', 'no answer in 5 ms');
  if (task?.id === 'c') return { content: 'I do not sing.', calls: [], usage: { input: 9, output: 4 } };
  return dimTo(5);
}

async function evaluate(model: string): Promise<{ status: string; id: string }[]> {
  const scoreDir = path.join(resultDir, 'score');
  const parsed = evaluateCommand.schema.parse({
    suite: path.join(root, 'tasks.jsonl'),
    resultDir,
    model: [model],
    scoreDir,
    partialEval: true,
  });
  await evaluateCommand.run(parsed, detachedIo({ workingDirectory: root }));
  const lines = await linesOf(path.join(scoreDir, model, 'verdicts.jsonl'));
  return lines as { status: string; id: string }[];
}

async function linesOf(file: string): Promise<unknown[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

describe('a suite that a model is run over', () => {
  test('leaves results in the order of the suite, which evaluate reads', async () => {
    const model = new ScriptedModel('org/scripted', answer);
    const progress: string[] = [];
    const summary = await runSuite(suite, model, {
      ...options,
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    const folder = path.join(resultDir, 'org_scripted');
    expect(summary).toEqual({
      model: 'org/scripted',
      folder,
      asked: 5,
      answered: 4,
      faults: { timeout: 1 },
    });
    expect(progress).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
    const dimmed = [{ 'lamp.dim': '{"lamp":"hall","percent":5}' }];
    expect(await linesOf(path.join(folder, 'own/dimming_result.jsonl'))).toEqual([
      { id: 'a', result: dimmed },
      { id: 'b', result: dimmed },
    ]);
    expect(await linesOf(path.join(folder, 'own/silence_result.jsonl'))).toEqual([
      { id: 'c', result: 'I do not sing.', input_token_count: 9, output_token_count: 4 },
      { id: 'e', result: dimmed },
    ]);
    expect(await readdir(folder)).toEqual(['failures.jsonl', 'own']);
    const verdicts = await evaluate('org_scripted');
    expect(Object.fromEntries(verdicts.map(({ id, status }) => [id, status]))).toEqual({
      a: 'pass',
      b: 'fail',
      c: 'pass',
      d: 'infrastructure',
      e: 'fail',
    });
  });

  test('names what got no answer until it gets one', async () => {
    const failures = path.join(resultDir, 'm', 'failures.jsonl');
    const fault = { id: 'd', class: 'timeout', message: 'no answer in 5 ms', attempts: 1 };
    await runSuite(suite, new ScriptedModel('m', answer), options);
    expect(await linesOf(failures)).toEqual([fault]);
    const steady = new ScriptedModel('m', () => dimTo(20));
    await runSuite(suite, steady, { ...options, categories: ['silence'] });
    expect(await linesOf(failures)).toEqual([fault]);
    await runSuite(suite, steady, options);
    expect(await linesOf(failures)).toEqual([]);
  });

  test('asks with messages and tools as JSON, and seeds that do not hang on the order', async () => {
    const one = new ScriptedModel('m', answer);
    const other = new ScriptedModel('m', answer);
    await runSuite(suite, one, options);
    await runSuite(suite, other, { ...options, categories: ['silence', 'dimming'], concurrency: 5 });
    const seeds = ({ requests }: ScriptedModel) =>
      new Map(requests.map(({ task, seed }) => [task?.id, seed] as const));
    expect(seeds(one)).toEqual(seeds(other));
    expect(new Set(seeds(one).values()).size).toBe(5);
    const request = one.requests.find(({ task }) => task?.id === 'b');
    expect(request?.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hall lamp to 62.5.' },
    ]);
    expect(request?.tools[0]?.parameters).toMatchObject({ type: 'object', required: ['lamp', 'percent'] });
    expect(one.requests.at(-1)?.messages).toEqual([{ role: 'user', content: 'Sing!' }]);
  });

  test('stops when it is told to, and leaves earlier results as they were', async () => {
    await runSuite(suite, new ScriptedModel('m', () => dimTo(5)), options);
    const file = path.join(resultDir, 'm/own/dimming_result.jsonl');
    const before = await readFile(file, 'utf8');
    const stop = new AbortController();
    const waiting: Model = {
      name: 'm',
      complete: (_, signal) =>
        new Promise((__, reject) => {
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
          stop.abort(new Error('enough'));
        }),
    };
    await expect(runSuite(suite, waiting, { ...options, signal: stop.signal })).rejects.toThrow('enough');
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('has null as its result where neither text nor call came, and the empty text where that came', async () => {
    const model = new ScriptedModel('m', ({ task }) => ({
      content: task?.id === 'c' ? null : '',
      calls: [],
    }));
    await runSuite(suite, model, { ...options, categories: ['silence'] });
    expect(await linesOf(path.join(resultDir, 'm/own/silence_result.jsonl'))).toEqual([
      { id: 'c', result: null },
      { id: 'e', result: '' },
    ]);
    const verdicts = await evaluate('m');
    expect(verdicts.filter(({ status }) => status !== 'not_run').map(({ id }) => id)).toEqual(['c', 'e']);
  });

  test('does not take a defect for a fault', async () => {
    const short = new ScriptedModel('m', [dimTo(5)]);
    await expect(runSuite(suite, short, options)).rejects.toThrow(RangeError);
  });

  test.each([
    ['multi_turn_base', 'm', 'several turns'],
    ['live', '..', 'begins with no dot'],
  ])('refuses %s of %s', async (category, name, message) => {
    const run = runSuite(openBfcl('/nowhere'), new ScriptedModel(name, []), {
      ...options,
      categories: [category],
    });
    await expect(run).rejects.toThrow(message);
  });
});
