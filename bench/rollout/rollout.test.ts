import { describe, expect, test } from 'vitest';
import {
  isDict,
  isList,
  readJson,
  writeJson,
  type Dict,
  type Prompts,
  type Value,
} from '../../datasets/index.ts';
import type { Completion } from '../models/model.ts';
import { ScriptedModel } from '../models/scripted.ts';
import { rollOut, type RolloutSetting, type RolloutTask } from './rollout.ts';

const prompts: Prompts = {
  maximumSteps: 2,
  defaultFormat: 'ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=classic',
  outputFormats: new Map([['python', '[f()]']]),
  parameterTypes: new Map([['python', '']]),
  styles: new Map([
    [
      'classic',
      new Map(
        ['persona', 'task', 'tool_call_no_tag', 'multiturn_behavior', 'available_tools'].map((name) => [
          name,
          name,
        ]),
      ),
    ],
  ]),
  layouts: new Map([['plaintext', '{persona} {available_tools}']]),
  functionsAdded: 'more',
  functionsAddedInPrompt: '{functions} more',
  answerFormat: '',
  memorySettings: new Map([['crew', 'You serve a crew.']]),
  memoryWithCore: '{scenario_setting} {memory_content}',
  memoryUnified: '{scenario_setting} {memory_content}',
};

const setting: RolloutSetting = {
  mode: 'fc',
  prompts,
  seed: 1,
  modelName: 'org/m-1.5',
  today: { year: 2026, month: 11, day: 29 },
  longContext: new Map(),
  logsInput: false,
  logsState: true,
};
const never = new AbortController().signal;

function entry(text: string): Dict {
  const value = readJson(text);
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

const files: RolloutTask = {
  id: 'files_0',
  language: 'python',
  isPlayed: true,
  entry: entry(`{
    "question": [[{"role": "user", "content": "Make a."}], [{"role": "user", "content": "And look."}]],
    "involved_classes": ["GorillaFileSystem"],
    "function": [{"name": "mkdir", "description": "Makes.", "parameters": {"properties": {}}}]
  }`),
};

const call = (id: string, name: string, given: string): Completion => ({
  content: null,
  calls: [{ id, name, arguments: given }],
  usage: { input: 10, output: 2 },
  latency: 0.25,
});
const words = (content: string | null): Completion => ({
  content,
  calls: [],
  usage: { input: 5, output: 1 },
  latency: 0.5,
});

function at(row: Dict, ...keys: readonly (string | number)[]): Value {
  let value: Value = row;
  for (const key of keys) {
    if (typeof key === 'number') value = isList(value) ? (value[key] ?? null) : null;
    else value = isDict(value) ? (value.get(key) ?? null) : null;
  }
  return value;
}

describe('a played task', () => {
  const answers = [
    call('c1', 'mkdir', '{"dir_name": "a"}'),
    words('Made.'),
    call('c2', 'ls', '{}'),
    words(null),
  ];

  test('goes on in a turn until the model makes no call, and keeps its environments', async () => {
    const model = new ScriptedModel('m', answers);
    const { row, usage, requests } = await rollOut(files, model, setting, never);
    expect(writeJson(at(row, 'result'))).toBe(
      String.raw`[[[{"mkdir": "{\"dir_name\": \"a\"}"}], "Made."], [[{"ls": "{}"}], null]]`,
    );
    expect(writeJson(at(row, 'input_token_count'))).toBe('[[10, 5], [10, 5]]');
    expect(writeJson(at(row, 'latency'))).toBe('[[0.25, 0.5], [0.25, 0.5]]');
    expect(usage).toEqual({ input: 30, output: 6 });
    expect(requests).toBe(4);
    expect(model.requests.at(-1)?.messages.at(-1)).toEqual({
      role: 'tool',
      call_id: 'c2',
      content: '{"current_directory_content": ["a"]}',
    });
    expect(model.requests[0]?.payloads?.map((tool) => at(tool, 'function', 'name'))).toEqual(['mkdir']);
    expect(new Set(model.requests.map(({ seed }) => seed)).size).toBe(4);
  });

  test('logs states as they were at each turn', async () => {
    const { row } = await rollOut(files, new ScriptedModel('m', answers), setting, never);
    const root = (index: number) => at(row, 'inference_log', index, 0, 'content', 'root');
    expect(root(0)).not.toContain('<Directory: a');
    expect(root(2)).toContain('<Directory: a');
    expect(at(row, 'inference_log', 1, 'step_0', 2)).toEqual(
      new Map([
        ['role', 'tool'],
        ['content', 'None'],
      ]),
    );
    const bare = { ...setting, logsState: false };
    const without = await rollOut(files, new ScriptedModel('m', answers), bare, never);
    expect(writeJson(at(without.row, 'inference_log'))).not.toContain('state_info');
  });

  test('ends where a turn has too many steps', async () => {
    const model = new ScriptedModel('m', () => call('c', 'pwd', '{}'));
    const { row, requests } = await rollOut(files, model, setting, never);
    expect(requests).toBe(3);
    expect(isList(at(row, 'result')) && (at(row, 'result') as readonly Value[]).length).toBe(1);
    expect(writeJson(at(row, 'inference_log'))).toContain('Model has been forced to quit after 2 steps.');
  });

  test('tells a prompted model in words, and the name of its own in texts that look like calls', async () => {
    const model = new ScriptedModel('m', [words("[mkdir(dir_name='pwd (x)')]"), words('Made.'), words('-')]);
    await rollOut(files, model, { ...setting, mode: 'prompt' }, never);
    const told = model.requests[1]?.messages.at(-1);
    expect(told?.role).toBe('user');
    expect(told?.content).toContain("'name': \"mkdir(dir_name='pwd (x)')\"");
    expect(model.requests[0]?.messages[0]).toEqual({ role: 'system', content: 'persona available_tools' });
    const look = new ScriptedModel('m', [words("[mkdir(dir_name='pwd (x)'), ls()]"), words(''), words('')]);
    await rollOut(files, look, { ...setting, mode: 'prompt' }, never);
    expect(look.requests[1]?.messages.at(-1)?.content).toContain(
      'org_m_1_5_files_0_GorillaFileSystem_instance.pwd(x)',
    );
  });
});

test('a memory begins with what is remembered, and leaves what is at the end', async () => {
  const task: RolloutTask = {
    id: 'memory_kv_prereq_0-crew-0',
    language: 'python',
    isPlayed: true,
    entry: entry(
      '{"scenario": "crew", "question": [[{"role": "user", "content": "I am Mia."}]], "involved_classes": ["MemoryAPI_kv"], "function": []}',
    ),
  };
  const add = call('c', 'core_memory_add', '{"key": "name", "value": "Mia"}');
  const first = await rollOut(task, new ScriptedModel('m', [add, words('Hello.')]), setting, never);
  const next = new ScriptedModel('m', [words('You are Mia.')]);
  await rollOut(task, next, setting, never, first.snapshot);
  expect(next.requests[0]?.messages[0]?.content).toContain('"name": "Mia"');
  expect(first.row.get('inference_log')).toHaveLength(1);
});

test.each<[Completion, string, string]>([
  [{ ...words('Hi.'), reasoning: 'Hm.' }, '"Hi."', '"latency": 0.5, "reasoning_content": "Hm."}'],
  [words(null), 'null', '"input_token_count": 5, "output_token_count": 1, "latency": 0.5}'],
  [call('c', 'a_b', '{"x": 1.0}'), String.raw`[{"a_b": "{\"x\": 1.0}"}]`, '"latency": 0.25}'],
])('one answer is a row: %o', async (completion, result, end) => {
  const task: RolloutTask = {
    ...files,
    isPlayed: false,
    entry: entry('{"question": [[{"role": "user", "content": "Hi?"}]], "function": []}'),
  };
  const { row } = await rollOut(task, new ScriptedModel('m', [completion]), setting, never);
  const text = writeJson(row);
  expect(text).toContain(`{"id": "files_0", "result": ${result}, `);
  expect(text.endsWith(end)).toBe(true);
});
