import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Value } from '../../datasets/index.ts';
import { corporaFolder, corpusPath, corpusSuite } from '../corpora/corpora.ts';
import { filesBelow } from '../evaluate/result-tree.ts';
import { runTasks } from '../run/run-tasks.ts';
import type { Completion } from './model.ts';
import { RecordedModel } from './recorded.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-recorded-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function opened(...rows: readonly object[]): Promise<RecordedModel> {
  await mkdir(join(folder, 'm', 'live'), { recursive: true });
  const text = rows.map((row) => JSON.stringify(row)).join('\n');
  await writeFile(join(folder, 'm', 'live', 'BFCL_v4_live_simple_result.json'), text);
  return RecordedModel.open(join(folder, 'm'));
}

const { signal } = new AbortController();
const answer = (model: RecordedModel, id: string, step = 0): Promise<Completion> =>
  model.complete({ place: { id, step }, messages: [], tools: [], seed: 0 }, signal);

test('single answers come as they were given', async () => {
  const model = await opened(
    { id: 'a', result: 'Text.', latency: 2, input_token_count: 7, output_token_count: 3 },
    { id: 'b', result: [{ add: '{"x": 1}' }, { add: { x: 2 } }], reasoning_content: 'Why.' },
    { id: 'c', result: [] },
    { id: 'd', result: null },
  );
  expect(model.name).toBe('m');
  expect(await answer(model, 'a')).toEqual({
    content: 'Text.',
    calls: [],
    latency: 2,
    usage: { input: 7, output: 3 },
  });
  expect(await answer(model, 'b')).toEqual({
    content: null,
    calls: [
      { id: 'call_0', name: 'add', arguments: '{"x": 1}' },
      { id: 'call_1', name: 'add', arguments: '{"x":2}' },
    ],
    reasoning: 'Why.',
  });
  expect(await answer(model, 'c')).toEqual({ content: null, calls: [], isEmptyList: true });
  expect(await answer(model, 'd')).toEqual({ content: null, calls: [] });
});

test('steps of turns come one after the other, and none after the last', async () => {
  const model = await opened({
    id: 'a',
    result: [[[{ ls: '{}' }], 'Done.'], ['Bye.']],
    latency: [[1, 2], [3]],
    input_token_count: [[1, null], [3]],
    output_token_count: [[1, 2], [3]],
  });
  const steps = [await answer(model, 'a'), await answer(model, 'a', 1), await answer(model, 'a', 2)];
  expect(steps.map(({ latency }) => latency)).toEqual([1, 2, 3]);
  expect(steps.map(({ content }) => content)).toEqual([null, 'Done.', 'Bye.']);
  expect(steps.map(({ usage }) => usage?.input)).toEqual([1, undefined, 3]);
  await expect(answer(model, 'a', 3)).rejects.toMatchObject({
    class: 'refused',
    message: 'recorded are of a: 3 answers, and one more was asked for',
  });
  await expect(answer(model, 'z')).rejects.toMatchObject({ message: 'recorded are of z: no answer' });
});

test('what is no tree of results is bad input', async () => {
  await mkdir(join(folder, 'empty'));
  await expect(RecordedModel.open(join(folder, 'empty'))).rejects.toThrow(/holds no results/);
  await expect(RecordedModel.open(join(folder, 'none'))).rejects.toThrow(/cannot be read as a directory/);
  await expect(opened({ id: 'a' })).rejects.toThrow(/_result\.json:1: expected a result, found/);
  await expect(opened({ id: 'a', result: '' }, { id: 'a', result: '' })).rejects.toThrow(
    /_result\.json:2: there is a second result of a/,
  );
});

type Row = { id: string; result: unknown; inference_log?: unknown };

describe.skipIf(corporaFolder === undefined)('the recorded tree of gpt-oss-20b', () => {
  test('comes out as it is when it is played again, but for logs that it does not have', async () => {
    const suite = await corpusSuite();
    const prompts = await suite.prompts?.();
    if (prompts === undefined) throw new TypeError('expected prompts');
    const source = join(corpusPath('recorded'), 'gpt-oss-20b');
    const summary = await runTasks(suite, await RecordedModel.open(source), {
      folder,
      categories: ['non_live', 'live', 'multi_turn_base', 'multi_turn_miss_func', 'multi_turn_miss_param'],
      concurrency: 1,
      setting: {
        mode: 'fc',
        prompts,
        seed: 1,
        longContext: new Map<string, Value>(),
        today: { year: 2026, month: 1, day: 1 },
        logsInput: false,
        logsState: false,
      },
    });
    // Those whose one recorded answer is an error text of inference: it was never a conversation.
    expect(summary).toMatchObject({ asked: 4241, faults: { refused: 30 } });
    let compared = 0;
    for (const name of await filesBelow(source)) {
      if (!name.endsWith('_result.json')) continue;
      const played = new Map(rowsIn(join(folder, name)).map((row) => [row.id, row]));
      for (const row of rowsIn(join(source, name))) {
        const again = played.get(row.id);
        if (again === undefined) {
          expect(row.result).toMatch(/^Error during inference/);
          continue;
        }
        const { inference_log, ...told } = again;
        expect(told).toEqual(row);
        expect(inference_log === undefined).toBe(!name.startsWith('multi_turn'));
        compared++;
      }
    }
    expect(compared).toBe(4211);
  }, 60_000);
});

function rowsIn(file: string): Row[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}
