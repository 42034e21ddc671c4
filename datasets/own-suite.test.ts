import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOwnSuite } from './own-suite.ts';
import { parseOwnTask } from './own-suite-task.ts';
import { resolveCategories } from './resolve-categories.ts';
import { SuiteError, type Task } from './suite.ts';
import { readJson } from './values/json-read.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-own-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function suiteOf(text: string) {
  const file = join(folder, 'my-tasks.jsonl');
  await writeFile(file, text);
  return openOwnSuite(file);
}

const weather =
  '{"name": "weather", "description": "now", "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "at": {"type": ["number", "null"]}, "places": {"type": "array", "items": {"type": "object"}}, "raw": {}}, "required": ["city"]}}';
const clock = '{"type": "function", "function": {"name": "clock"}}';
const answer = '"possible_answers": [{"weather": {"city": ["Bern", "Berne"], "days": [1, ""]}}]';

const parse = (text: string): Task => parseOwnTask(readJson(text), 'task');
const task = (more: string, tools = weather): Task => parse(`{"id": "a", "tools": [${tools}], ${more}}`);

describe('a task of one’s own', () => {
  test('has tools with types in BFCL’s words, wrapped as OpenAI wraps them or not', () => {
    const { tools } = task(answer, `${weather}, ${clock}`);
    expect(tools.map(({ name, required }) => [name, required])).toEqual([
      ['weather', ['city']],
      ['clock', []],
    ]);
    expect([...(tools[0]?.parameters ?? [])]).toEqual([
      ['city', { type: 'string', itemType: null }],
      ['days', { type: 'integer', itemType: null }],
      ['at', { type: 'float', itemType: null }],
      ['places', { type: 'array', itemType: 'dict' }],
      ['raw', { type: 'any', itemType: null }],
    ]);
    expect(tools[0]?.doc).toEqual(readJson(weather));
    expect(tools[1]?.doc).toEqual(readJson('{"name": "clock"}'));
  });

  test.each([
    ['simple', answer, weather],
    ['multiple', answer, `${weather}, ${clock}`],
    ['parallel', '"possible_answers": [{"clock": {}}, {"clock": {}}]', clock],
    ['irrelevance', '"expect": "no_call"', weather],
    ['relevance', '"expect": "call"', weather],
  ])('is checked as %s, after which its category is named', (checker, expected, tools) => {
    expect(task(expected, tools)).toMatchObject({ checker, category: checker });
  });

  test('keeps ints and floats of its answers apart', () => {
    const { expected } = task(
      '"possible_answers": [{"weather": {"city": [5, 5.0, 1152921504606846977, {"k": [2.0]}]}}]',
    );
    expect(expected).toMatchObject({
      kind: 'calls',
      calls: [
        {
          name: 'weather',
          parameters: new Map([['city', [5n, 5, 1152921504606846977n, new Map([['k', [2]]])]]]),
        },
      ],
    });
  });

  test('takes the words of its language', () => {
    const typed = (language: string, types: string) =>
      parse(
        `{"language": "${language}", "tools": [{"name": "f", "parameters": {"properties": {${types}}}}], "expect": "call"}`,
      ).tools.flatMap((tool) => [...tool.parameters.values()].map(({ type }) => type));
    const words =
      '"a": {"type": "string"}, "b": {"type": "number"}, "c": {"type": "object"}, "d": {"type": "array", "items": {"type": "string"}}';
    expect(typed('java', words)).toEqual(['String', 'double', 'HashMap', 'ArrayList']);
    expect(typed('javascript', words)).toEqual(['String', 'float', 'dict', 'array']);
    expect(typed('java', '"a": {"type": "long"}, "b": {"type": ["integer", "string"]}')).toEqual([
      'long',
      'any',
    ]);
  });

  test('may stand without an id where it needs none', () => {
    expect(parse(`{"tools": [${weather}], ${answer}}`).id).toBe('task');
  });

  test('names a parameter as it likes', () => {
    const odd =
      '{"name": "f", "parameters": {"properties": {"__proto__": {"type": "string"}, "1": {"type": "string"}}}}';
    const { tools } = task('"possible_answers": [{"f": {"__proto__": ["x"]}}]', odd);
    expect([...(tools[0]?.parameters.keys() ?? [])]).toEqual(['__proto__', '1']);
  });
});

test('the example of the README is a task', async () => {
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
  const example = /```json\n([^`]*)```/.exec(readme)?.[1] ?? '';
  const suite = await suiteOf(example.replaceAll('\n', ' '));
  expect(await suite.tasks('simple')).toHaveLength(1);
});

test.each([
  ['no object', '[]', 'task: expected a JSON object, a task.'],
  [
    'an unknown field',
    `{"tools": [${weather}], ${answer}, "answers": 1}`,
    /task: Unrecognized key: "answers"/,
  ],
  ['no tools', `{"tools": [], ${answer}}`, /task: tools: .*>=1/],
  ['a tool without a name', `{"tools": [{}], ${answer}}`, /task: tools\.0: name: /],
  ['a tool that is none', `{"tools": [1], ${answer}}`, 'task: tools.0: expected a function doc'],
  [
    'two tools of a name',
    `{"tools": [${weather}, ${weather}], ${answer}}`,
    'task: two tools are named "weather"',
  ],
  ['nothing expected', `{"tools": [${weather}]}`, 'expected either "possible_answers" or "expect"'],
  [
    'both',
    `{"tools": [${weather}], ${answer}, "expect": "call"}`,
    'expected either "possible_answers" or "expect"',
  ],
  [
    'another tool',
    `{"tools": [${clock}], ${answer}}`,
    'possible_answers.0: expected one of the tools clock; got "weather".',
  ],
  [
    'a call of two',
    `{"tools": [${clock}], "possible_answers": [{"clock": {}, "x": {}}]}`,
    'expected an object with one key',
  ],
  [
    'no list of values',
    `{"tools": [${weather}], "possible_answers": [{"weather": {"city": "Bern"}}]}`,
    /possible_answers\.0\.weather\.city: .*array/,
  ],
  [
    'no values',
    `{"tools": [${weather}], "possible_answers": [{"weather": {"city": []}}]}`,
    /possible_answers\.0\.weather\.city/,
  ],
  [
    'a missing parameter',
    `{"tools": [${weather}], "possible_answers": [{"weather": {"days": [1]}}]}`,
    'weather lacks the required "city"',
  ],
  [
    'an unknown parameter',
    `{"tools": [${weather}], "possible_answers": [{"weather": {"city": ["x"], "hour": [1]}}]}`,
    'weather has no "hour"',
  ],
  [
    'a plain field',
    `{"tools": [${weather}], "possible_answers": [{"weather": {"city": ["x"], "raw": [{"k": 1}]}}]}`,
    'weather.raw: expected a list of accepted values for every key of an object',
  ],
  [
    'an unknown type',
    '{"tools": [{"name": "f", "parameters": {"properties": {"a": {"type": "int"}}}}], "expect": "call"}',
    'tools.0.f.a: expected a type among string, integer, float, boolean, array, tuple, dict, any, number, object; got "int".',
  ],
  [
    'a required stranger',
    '{"tools": [{"name": "f", "parameters": {"required": ["a"]}}], "expect": "call"}',
    'f requires "a", which is not among its properties',
  ],
  [
    'a bad category',
    `{"category": "a b", "tools": [${clock}], "expect": "call"}`,
    'category: expected letters, digits and _',
  ],
  [
    'a reserved category',
    `{"category": "all", "tools": [${clock}], "expect": "call"}`,
    '"all" stands for all categories',
  ],
  ['a bad language', `{"language": "ruby", "tools": [${clock}], "expect": "call"}`, /language: .*"python"/],
  [
    'messages twice',
    `{"messages": [{"role": "user"}], "question": [[{"role": "user"}]], "tools": [${clock}], "expect": "call"}`,
    'expected "messages" or "question", not both',
  ],
  [
    'two turns',
    `{"question": [[{"role": "user"}], [{"role": "user"}]], "tools": [${clock}], "expect": "call"}`,
    'question: expected a list of one turn',
  ],
])('a task with %s is refused', (_, text, message) => {
  expect(() => parse(text)).toThrow(SuiteError);
  expect(() => parse(text)).toThrow(message);
});

describe('a suite of one’s own', () => {
  const line = (id: string, more = '"expect": "call"') => `{"id": "${id}", "tools": [${clock}], ${more}}`;

  test('has the categories its tasks name, weighed by their tasks', async () => {
    const suite = await suiteOf(
      [line('x'), '', line('y', '"category": "billing", "expect": "no_call"'), line('z')].join('\r\n'),
    );
    expect(suite.id).toBe('my-tasks');
    expect(suite.categories).toMatchObject([
      { name: 'relevance', folder: 'own', count: 2, weight: 2 / 3, checker: 'relevance' },
      { name: 'billing', folder: 'own', count: 1, weight: 1 / 3, checker: 'irrelevance' },
    ]);
    expect((await suite.tasks('relevance')).map(({ id }) => id)).toEqual(['x', 'z']);
    expect(suite.categoryOf('y')).toBe('billing');
    expect(suite.categoryOf('nobody')).toBe(undefined);
    expect(resolveCategories(suite, ['all']).map(({ name }) => name)).toEqual(['billing', 'relevance']);
    await expect(suite.tasks('simple')).rejects.toThrow('has no category "simple"');
  });

  test('has the digest of its file', async () => {
    const [one, same, other] = [await suiteOf(line('x')), await suiteOf(line('x')), await suiteOf(line('y'))];
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(same.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
    expect(one.digest).toContain(one.version);
  });

  test.each([
    [
      'a line that is no JSON',
      `${line('x')}\n{"id": "y"`,
      /my-tasks\.jsonl:2: expected a JSON object on one line; Expecting ',' delimiter/,
    ],
    ['a task that is none', `${line('x')}\n\n{}`, /my-tasks\.jsonl:3: tools: /],
    ['an id twice', `${line('x')}\n${line('x')}`, /my-tasks\.jsonl:2: the id "x" is that of line 1 already/],
    ['no id', `{"tools": [${clock}], "expect": "call"}`, /my-tasks\.jsonl:1: expected an "id"/],
    ['no task', '\n', /my-tasks\.jsonl: expected a task a line; there is none/],
  ])('with %s is refused', async (_, text, message) => {
    await expect(suiteOf(text)).rejects.toThrow(message);
  });

  test('that is not there is refused', async () => {
    await expect(openOwnSuite(join(folder, 'nowhere.jsonl'))).rejects.toThrow(
      /Cannot read the suite .*nowhere/,
    );
  });
});

test('a list whose items have no type is refused', () => {
  const task = {
    tools: [{ name: 'f', parameters: { properties: { a: { type: 'array' } }, required: [] } }],
    expect: 'no_call',
  };
  expect(() => parseOwnTask(readJson(JSON.stringify(task)), 'tasks.jsonl:3')).toThrow(
    'tasks.jsonl:3: tools.0.f.a: expected "items" with a "type"',
  );
});
