import { expect, test } from 'vitest';
import { str, type Value } from '../../datasets/index.ts';
import {
  executeCalls,
  openInstances,
  settingFor,
  type Instances,
  type Outside,
  type OutsideRequest,
} from '../../graders/index.ts';
import { executeOutside, OutsideAnswers } from './execute-outside.ts';
import { openOutside, type OutsidePort } from './outside-port.ts';
import { never } from './serve-fixture.ts';

function open(name: string, configuration: Value, outside: Outside): Instances {
  const task = {
    id: 'x_0',
    classes: [name],
    configuration: new Map([[name, configuration]]),
    path: [],
    isLongContext: false,
  };
  const today = { year: 2026, month: 11, day: 29 };
  return openInstances(task, 'm', settingFor(task, { today, longContext: new Map(), outside }));
}

const webOn = new Map([['show_snippet', true]]);

/** Answers at once; the port below gives the same later. */
function answer(request: OutsideRequest): Value {
  switch (request.kind) {
    case 'embed':
      return request.texts.map((text) => [text.length, 1, text.charCodeAt(0) || 0]);
    case 'encode':
      return null;
    case 'search':
      return new Map([
        [
          'organic_results',
          ['a', 'b'].map(
            (link) =>
              new Map([
                ['title', str(request.keywords)],
                ['link', link],
                ['snippet', ''],
              ]),
          ),
        ],
      ]);
    case 'fetch':
      return request.url.endsWith('/')
        ? new Map([['content', `${request.mode} ${request.url}`]])
        : new Map([['error', '404']]);
  }
}

function counting(): { port: OutsidePort; asked: OutsideRequest[] } {
  const asked: OutsideRequest[] = [];
  const port: OutsidePort = (request) => {
    asked.push(request);
    return Promise.resolve({ answer: answer(request), by: request.kind });
  };
  return { port, asked };
}

const searches = [
  "search_engine_query('rain')",
  "[fetch_url_content(found['href'] + '/')['content'] for found in search_engine_query(keywords='rain in Porto', max_results=2)]",
  "fetch_url_content('http://a.b/c')",
  'fetch_url_content(5)',
  "search_engine_query('rain')[0]['title']",
];
const memories = [
  "core_memory_add('dog')",
  "[core_memory_add('doge'), core_memory_add('rain'), core_memory_retrieve('dog', 2)]",
  "core_memory_update(1, 'cat')",
  "core_memory_retrieve('cat')",
  "[core_memory_add('x'), core_memory_add(5)]",
  'core_memory_retrieve_all()',
];

test.each([
  ['WebSearchAPI', webOn, searches],
  ['MemoryAPI_vector', new Map<Value, Value>(), memories],
])('calls to %s come out as if answers came at once', async (name, configuration, calls) => {
  const { port } = counting();
  const outside = new OutsideAnswers(port);
  const later = open(name, configuration, outside.ask);
  const atOnce = open(name, configuration, answer);
  expect(await executeOutside(calls, later, outside, never)).toEqual(executeCalls(calls, atOnce));
  expect([...later.values()].map((one) => one.state())).toEqual(
    [...atOnce.values()].map((one) => one.state()),
  );
});

test('a request is made once in a call, and anew in the next', async () => {
  const { port, asked } = counting();
  const outside = new OutsideAnswers(port);
  const instances = open('WebSearchAPI', webOn, outside.ask);
  const query = "search_engine_query('rain')";
  await executeOutside([`[${query}, ${query}]`, query], instances, outside, never);
  expect(asked.map(({ kind }) => kind)).toEqual(['search', 'search']);
  expect(outside.sources).toEqual(['search']);
});

test('a memory that is opened with a snapshot is embedded first, in one request', async () => {
  const { port, asked } = counting();
  const outside = new OutsideAnswers(port);
  const part = (...texts: string[]) =>
    new Map<Value, Value>([
      ['next_id', BigInt(texts.length)],
      ['store', new Map(texts.map((text, id) => [String(id), text]))],
    ]);
  const snapshot = new Map([
    ['core_memory', part('dog', 'rain')],
    ['archival_memory', part()],
  ]);
  const instances = await outside.settle(
    () => open('MemoryAPI_vector', new Map([['snapshot', snapshot]]), outside.ask),
    never,
  );
  expect(asked).toEqual([{ kind: 'embed', texts: ['dog', 'rain'] }]);
  const [found] = await executeOutside(
    ["core_memory_retrieve('rain', 1)['result'][0]['id']"],
    instances,
    outside,
    never,
  );
  expect(found).toBe('1');
});

test('a call that asks without end fails, and keeps what it has done', async () => {
  const { port, asked } = counting();
  const outside = new OutsideAnswers(port, 3);
  const instances = open('MemoryAPI_vector', new Map(), outside.ask);
  const calls = ['[core_memory_add(str(n)) for n in range(5)]', "len(core_memory_retrieve_all()['result'])"];
  const [failed = '', count] = await executeOutside(calls, instances, outside, never);
  expect(failed).toMatch(
    /^Error during execution: a call with more than 3 requests to the outside .*\[inftool:evaluation-budget\]$/,
  );
  expect(count).toBe('3');
  expect(asked).toHaveLength(3);
});

test('where no answer comes the calls before have taken effect, that one has not', async () => {
  let left = 1;
  const outside = new OutsideAnswers((request) =>
    left-- > 0 ? Promise.resolve({ answer: answer(request), by: 'x' }) : Promise.reject(new Error('gone')),
  );
  const instances = open('MemoryAPI_vector', new Map(), outside.ask);
  const running = executeOutside(["core_memory_add('a')", "core_memory_add('b')"], instances, outside, never);
  await expect(running).rejects.toThrow('gone');
  expect(executeCalls(['len(core_memory_retrieve_all()["result"])'], instances)).toEqual(['1']);
});

test('an abort ends it before the next request', async () => {
  const { port, asked } = counting();
  const outside = new OutsideAnswers(port);
  const aborted = AbortSignal.abort(new Error('enough'));
  const running = executeOutside(searches, open('WebSearchAPI', webOn, outside.ask), outside, aborted);
  await expect(running).rejects.toThrow('enough');
  expect(asked).toEqual([]);
});

test('what nobody answers is answered offline, and says so', async () => {
  const outside = new OutsideAnswers(openOutside({}));
  const instances = open('WebSearchAPI', webOn, outside.ask);
  expect(await executeOutside(["search_engine_query('rain')"], instances, outside, never)).toEqual([
    '{"error": "no search provider is configured"}',
  ]);
  expect(outside.sources).toEqual(['nobody']);
  const memory = new OutsideAnswers(openOutside({}));
  await executeOutside(
    ["core_memory_add('a')"],
    open('MemoryAPI_vector', new Map(), memory.ask),
    memory,
    never,
  );
  expect(memory.sources).toEqual(['lexical']);
});
