import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  InputError,
  isDict,
  isList,
  readJson,
  str,
  withLanguageHints,
  writeJson,
  type Dict,
  type Language,
  type Prompts,
  type Value,
} from '../../datasets/index.ts';
import { conversationOf, resultsMessage, type Asked } from './conversation.ts';
import { functionDocsText } from './function-docs.ts';
import { filled, systemPrompt } from './system-prompt.ts';
import { toolPayload } from './tool-payload.ts';

function dict(value: Value | undefined): Dict {
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

function list(value: Value | undefined): readonly Value[] {
  if (value !== undefined && isList(value)) return value;
  throw new TypeError('expected a list');
}

/** What the official package makes of docs of our own; 5 and 5.0 stay apart. */
const corpus = dict(readJson(readFileSync(new URL('cases/function-docs.json', import.meta.url), 'utf8')));
const cases = list(corpus.get('cases')).map((value) => {
  const one = dict(value);
  const hinted = list(one.get('hinted')).map(dict);
  return { language: str(one.get('language') ?? null) as Language, one, hinted };
});

describe.each(cases)('docs of $language', ({ language, one, hinted }) => {
  test('say what language they are in', () => {
    const ours = list(one.get('docs')).map((doc) => withLanguageHints(dict(doc), language));
    expect(writeJson(ours)).toBe(writeJson(hinted));
  });

  test.each(['json', 'python', 'xml'] as const)('stand in prompts as %s', (format) => {
    expect(functionDocsText(hinted, format)).toBe(one.get(format));
  });

  test('become tools of chat completions', () => {
    expect(writeJson(hinted.map(toolPayload))).toBe(writeJson(one.get('tools') ?? null));
  });
});

test('a list without a type for its items is bad input', () => {
  const doc = dict(
    readJson('{"name": "f", "parameters": {"properties": {"a": {"type": "array", "items": {}}}}}'),
  );
  expect(() => toolPayload(doc)).toThrow(InputError);
});

const texts = (entries: Record<string, string>) => new Map(Object.entries(entries));
const prompts: Prompts = {
  maximumSteps: 3,
  defaultFormat: 'ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=classic',
  outputFormats: texts({ python: '[f(a={1})]', json: '{"f": 1}' }),
  parameterTypes: texts({ python: '', json: 'typed' }),
  styles: new Map([
    [
      'classic',
      texts({
        persona: 'P',
        task: 'T',
        tool_call_no_tag: 'plain {output_format} {param_types}',
        tool_call_with_tag: 'tagged {output_format} {param_types}',
        multiturn_behavior: 'M',
        available_tools: '{format}: {functions}',
      }),
    ],
  ]),
  layouts: texts({
    plaintext: '{persona} {task} {tool_call_format} {multiturn_behavior} {available_tools}',
    markdown: '# {persona}',
  }),
  functionsAdded: 'more',
  functionsAddedInPrompt: '{functions}\nmore',
  answerFormat: 'answer so',
  memorySettings: texts({ crew: 'You serve a crew.' }),
  memoryWithCore: '{scenario_setting} core: {memory_content}',
  memoryUnified: '{scenario_setting} all: {memory_content}',
};

test('a system prompt is put together of its parts, and what is filled in is not filled again', () => {
  expect(systemPrompt([], prompts)).toBe('P T plain [f(a={1})]  M json: []');
  const tagged = 'ret_fmt=json&tool_call_tag=True&func_doc_fmt=xml&prompt_fmt=plaintext&style=classic';
  expect(systemPrompt([], prompts, tagged)).toBe('P T tagged {"f": 1} typed M xml: ');
  const headed = 'ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=markdown&style=classic';
  expect(systemPrompt([], prompts, headed)).toBe('# P');
  expect(() => systemPrompt([], prompts, 'ret_fmt=yaml')).toThrow(RangeError);
  expect(filled('{{{a}}}', { a: '{b}' })).toBe('{{b}}');
  expect(() => filled('{b}', { a: '' })).toThrow('b');
});

function asked(text: string): Asked {
  return { id: 'x', language: 'python', entry: dict(readJson(text)) };
}

const twoTurns = asked(`{
  "question": [[{"role": "user", "content": "one"}], []],
  "function": [{"name": "a.b", "description": "A.", "parameters": {"properties": {}}}],
  "missed_function": {"1": [{"name": "c", "description": "C.", "parameters": {"properties": {}}}]}
}`);

describe('a conversation', () => {
  test('offers tools through the API, and those held out from their turn on', () => {
    const [first, second] = conversationOf(twoTurns, 'fc', prompts);
    expect(first?.messages).toEqual([{ role: 'user', content: 'one' }]);
    expect(first?.tools.map((tool) => dict(tool.get('function')).get('name'))).toEqual(['a_b']);
    expect(second?.messages).toEqual([{ role: 'user', content: 'more' }]);
    expect(second?.tools.map((tool) => dict(tool.get('function')).get('name'))).toEqual(['a_b', 'c']);
  });

  test('describes tools in a system message, and those held out in their turn', () => {
    const [first, second] = conversationOf(twoTurns, 'prompt', prompts);
    expect(first?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(first?.messages[0]?.content).toContain(
      'A. Note that the provided function is in Python 3 syntax.',
    );
    expect(first?.tools).toEqual([]);
    expect(second?.messages).toEqual([
      {
        role: 'user',
        content: "[{'name': 'c', 'description': 'C.', 'parameters': {'properties': {}}}]\nmore",
      },
    ]);
  });

  test('begins with what is remembered, then says what the suite says', () => {
    const task = asked(
      '{"scenario": "crew", "question": [[{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]]}',
    );
    const memory = { content: '{}', isUnified: false };
    expect(conversationOf(task, 'fc', prompts, memory)[0]?.messages).toEqual([
      { role: 'system', content: 'You serve a crew. core: {}\n\nS' },
      { role: 'user', content: 'U' },
    ]);
    const [turn] = conversationOf(task, 'prompt', prompts, { content: 'x', isUnified: true });
    expect(turn?.messages[0]?.content).toBe(
      'P T plain [f(a={1})]  M json: []\n\nYou serve a crew. all: x\n\nS',
    );
  });

  test('of no turn, and of a memory that nobody knows, is bad input', () => {
    expect(() => conversationOf(asked('{"question": []}'), 'fc', prompts)).toThrow('expected turns');
    const lost = asked('{"scenario": "moon", "question": [[]]}');
    expect(() => conversationOf(lost, 'fc', prompts, { content: '', isUnified: true })).toThrow('"moon"');
  });

  test('tells a prompted model what its calls came to', () => {
    expect(resultsMessage(["cd('x')"], ['{"a": 1}'])).toEqual({
      role: 'user',
      content: `[{'role': 'tool', 'name': "cd('x')", 'content': '{"a": 1}'}]`,
    });
  });
});
