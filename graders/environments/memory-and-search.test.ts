import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  isDict,
  isList,
  readJson,
  repr,
  str,
  writeJson,
  type Dict,
  type Value,
} from '../../datasets/index.ts';
import { openInstances, settingFor, type PathTask } from '../check/multi-turn.ts';
import { executeCalls, type Instances } from '../execute/execute.ts';
import { lexicalEmbedding } from './lexical-embedding.ts';
import { OutsideNeeded, type Outside } from './outside.ts';

/** Sessions of calls with what the official classes answer, remember and hand on. */
const corpus = readJson(readFileSync(new URL('../cases/memory-and-search.json', import.meta.url), 'utf8'));

function dict(value: Value | undefined): Dict {
  if (isDict(value)) return value;
  throw new TypeError('expected an object');
}

function texts(value: Value | undefined): string[] {
  if (value !== undefined && isList(value)) return value.map((item) => str(item));
  throw new TypeError('expected a list');
}

/** The embedding under which the sessions were recorded: sixteen quarters a word, so that no sum needs rounding. */
function quarters(text: string): number[] {
  const vector = new Array<number>(16).fill(0);
  for (const word of text.split(' ').slice(0, 8)) {
    let hash = 0x811c9dc5;
    for (const character of word) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    for (const index of vector.keys())
      vector[index] = (vector[index] ?? 0) + (((hash >>> (2 * index)) & 3) - 2) / 4;
  }
  return vector;
}

/** Pages in a mode were recorded with a mark of the mode before their text. */
const marks = { raw: '', markdown: 'MD:', truncate: 'TR:' };

/** @param recorded answers by what is sought or by address; `*` stands for all others */
function outsideWith(recorded: Value | undefined): Outside {
  const answer = (kind: string, key: string): Value => {
    const answers = dict(dict(recorded).get(kind));
    return answers.get(key) ?? answers.get('*') ?? null;
  };
  return (request) => {
    if (request.kind === 'embed') return request.texts.map(quarters);
    if (request.kind === 'encode') return null;
    if (request.kind === 'search') return answer('search', str(request.keywords));
    const page = dict(answer('fetch', request.url));
    const content = page.get('content');
    return content === undefined ? page : new Map([['content', marks[request.mode] + str(content)]]);
  };
}

function open(
  name: string,
  configuration: Value,
  ask: { outside?: Outside } = { outside: outsideWith(undefined) },
): Instances {
  const task: PathTask = {
    id: 'x_0',
    classes: [name],
    configuration: new Map([[name, configuration]]),
    path: [],
    isLongContext: false,
  };
  const surroundings = { today: { year: 2026, month: 11, day: 29 }, longContext: new Map<string, Value>() };
  return openInstances(task, 'm', settingFor(task, { ...surroundings, ...ask }));
}

const cases = Array.from((dict(corpus).get('cases') ?? []) as readonly Value[], (value, index) => {
  const one = dict(value);
  return [str(one.get('environment') ?? null), index, one] as const;
});

test.each(cases)('%s answers and remembers as the official does (session %i)', (name, _, one) => {
  const instances = open(name, one.get('configuration') ?? null, {
    outside: outsideWith(one.get('outside')),
  });
  const calls = texts(one.get('calls'));
  const clones = new Map(Array.from(instances, ([key, instance]) => [key, instance.clone()]));
  expect(calls.map((call) => [call, executeCalls([call], instances)[0]])).toEqual(
    texts(one.get('results')).map((result, index) => [calls[index], result]),
  );
  const [instance] = instances.values();
  expect(
    Object.fromEntries(Array.from(instance?.state() ?? [], ([key, value]) => [key, repr(value)])),
  ).toEqual(Object.fromEntries(Array.from(dict(one.get('state')), ([key, text]) => [str(key), str(text)])));
  if (one.has('snapshot')) {
    expect(instance?.memory?.context()).toBe(one.get('context'));
    expect(writeJson(instance?.memory?.snapshot() ?? null, { indent: 4 })).toBe(one.get('snapshot'));
  }
  expect(executeCalls(calls, clones)).toEqual(texts(one.get('results')));
});

test('a snapshot comes back as it went', () => {
  const instances = open('MemoryAPI_vector', new Map());
  executeCalls(['core_memory_add("a")', 'core_memory_add("b")', 'core_memory_remove(0)'], instances);
  const [first] = instances.values();
  const snapshot = readJson(writeJson(first?.memory?.snapshot() ?? null));
  const [second] = open('MemoryAPI_vector', new Map([['snapshot', snapshot]])).values();
  expect(second?.state()).toEqual(first?.state());
});

test.each([
  ['MemoryAPI_kv', new Map<Value, Value>([['core_memory', new Map()]]), "KeyError: 'archival_memory'"],
  [
    'MemoryAPI_rec_sum',
    new Map<Value, Value>([['memory', 5n]]),
    "AssertionError: Memory data should be a string, but got <class 'int'> instead.",
  ],
  ['MemoryAPI_vector', 7n, 'TypeError: expected a dict as snapshot, got 7'],
])('%s opens no snapshot that is none', (name, snapshot, message) => {
  expect(() => open(name, new Map<Value, Value>([['snapshot', snapshot]]))).toThrow(
    expect.objectContaining({ message }) as Error,
  );
});

test('with nobody outside a query finds the text that shares its words', () => {
  const instances = open('MemoryAPI_vector', new Map(), {});
  const [, , , result = ''] = executeCalls(
    [
      'core_memory_add("My dog is called Bo.")',
      'core_memory_add("I was born in Porto.")',
      'core_memory_add("On Mondays I play chess.")',
      'core_memory_retrieve("who plays chess?", 1)["result"][0]["text"]',
    ],
    instances,
  );
  expect(result).toBe('On Mondays I play chess.');
});

test('lexical embeddings have length 1, but that of a text without words', () => {
  const squares = (text: string) => lexicalEmbedding(text).reduce((sum, part) => sum + part * part, 0);
  expect(squares('naïve Café 日本')).toBeCloseTo(1, 12);
  expect(squares(' – ')).toBe(0);
});

test('with nobody outside the web answers that nobody is there', () => {
  const calls = ["search_engine_query('rain')", "fetch_url_content('https://example.org/')"];
  expect(executeCalls(calls, open('WebSearchAPI', new Map([['show_snippet', true]]), {}))).toEqual([
    '{"error": "no search provider is configured"}',
    '{"error": "An error occurred while fetching https://example.org/: no access to the web is configured"}',
  ]);
});

test('an answer that is needed from outside is no result of the call', () => {
  const outside: Outside = (request) => {
    throw new OutsideNeeded(request);
  };
  const instances = open('WebSearchAPI', new Map([['show_snippet', true]]), { outside });
  expect(() => executeCalls(["[len(search_engine_query('rain')) for x in [1]]"], instances)).toThrow(
    OutsideNeeded,
  );
});

test('a list of no embeddings, or of other sizes, is no answer', () => {
  const ask = (answer: Value) => () =>
    executeCalls(
      ['core_memory_add("a")', 'core_memory_add("b")'],
      open('MemoryAPI_vector', new Map(), { outside: () => answer }),
    );
  expect(ask([])).toThrow('expected 1 embeddings, got 0');
  expect(ask([[1n]])).toThrow('expected an embedding as a list of floats');
});

test.each<[string, Value, RegExp]>([
  ["core_memory_add(text={'a': 'tide'})", [[1, 0]], /^\{"id": 0\}$/],
  [
    "core_memory_add(text=['a', {}])",
    [
      [1, 0],
      [0, 1],
    ],
    /ids|vectors|shape|expected/,
  ],
  ["core_memory_add(text={'a': 1})", null, /hangs on the process \[inftool:nondeterminism\]$/],
  [
    'core_memory_add(text={})',
    new Map([
      ['exception', 'no text'],
      ['type', 'TypeError'],
    ]),
    /^Error during execution: no text$/,
  ],
  ['core_memory_add(text=5)', [[1, 0]], /object of type 'int' has no len\(\)$/],
  ['core_memory_retrieve(query=5)', [[1, 0]], /^\{"result": \[\]\}$/],
  ['core_memory_add(text=[5])', [[1, 0]], /'int' object is not subscriptable$/],
])("what is no text is the encoder's affair: %s", (call, answer, result) => {
  const outside: Outside = (request) => (request.kind === 'encode' ? answer : []);
  const instances = open('MemoryAPI_vector', new Map(), { outside });
  expect(executeCalls([call], instances)[0]).toMatch(result);
});
