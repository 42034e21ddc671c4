import { expect, test } from 'vitest';
import { readJson, type Dict, type Value } from '../../datasets/index.ts';
import type { PathTask } from '../../graders/index.ts';
import { ModelFault } from '../models/model.ts';
import type { OutsidePort } from './outside-port.ts';
import { never } from './serve-fixture.ts';
import { Session } from './session.ts';

const found = readJson('{"organic_results": [{"title": "T", "link": "L", "snippet": "S"}]}');

function sessionOf(classes: readonly string[], outside?: OutsidePort): Session {
  const configuration = readJson('{"WebSearchAPI": {"show_snippet": true}}') as Dict;
  const task: PathTask = { id: 's', classes, configuration, path: [], isLongContext: false };
  const surroundings = { today: { year: 2026, month: 1, day: 2 }, longContext: new Map<string, Value>() };
  return new Session({ task, surroundings, outside });
}

const named = (given: Readonly<Record<string, Value>>) => new Map<Value, Value>(Object.entries(given));

test('what environments ask outside is asked of the port, and answered into the call', async () => {
  const asked: string[] = [];
  const session = sessionOf(['WebSearchAPI'], (request) => {
    asked.push(request.kind);
    return Promise.resolve({ answer: found, by: 'test' });
  });
  const result = await session.call('search_engine_query', named({ keywords: 'x' }), 1, never);
  expect(result).toEqual({ text: "[{'title': 'T', 'href': 'L', 'body': 'S'}]", isFailure: false });
  expect(asked).toEqual(['search']);
});

test('without a port searches fail, and say why', async () => {
  const session = sessionOf(['WebSearchAPI']);
  const result = await session.call('search_engine_query', named({ keywords: 'x' }), 1, never);
  expect(result?.text).toMatch(/^\{"error": ".*search/);
});

test('calls take effect one after the other, however long the world outside takes', async () => {
  let delay = 40;
  const session = sessionOf(['MemoryAPI_vector'], async () => {
    const pause = (delay -= 10);
    await new Promise((resolve) => setTimeout(resolve, pause));
    return { answer: [[1, 0]], by: 'test' };
  });
  const add = (text: string) => session.call('core_memory_add', named({ text }), 1, never);
  const results = await Promise.all([add('first'), add('second'), add('third')]);
  expect(results.map((result) => result?.text)).toEqual(['{"id": 0}', '{"id": 1}', '{"id": 2}']);
});

test('a call that the world outside does not answer has no effect, and the next one is made', async () => {
  let isDown = true;
  const session = sessionOf(['MemoryAPI_vector'], () =>
    isDown
      ? Promise.reject(new ModelFault('server', 'down'))
      : Promise.resolve({ answer: [[1, 0]], by: 'test' }),
  );
  await expect(session.call('core_memory_add', named({ text: 'a' }), 1, never)).rejects.toThrow('down');
  isDown = false;
  expect((await session.call('core_memory_add', named({ text: 'b' }), 1, never))?.text).toBe('{"id": 0}');
});
