import { expect, test } from 'vitest';
import { parseOwnTask, readJson, type Value } from '../datasets/index.ts';
import { gradeEntry, isBrokenCall } from './index.ts';

const task = parseOwnTask(
  readJson(
    '{"id": "t", "tools": [{"name": "geo.find"}], "messages": [{"role": "user", "content": "Hi"}], "expect": "no_call"}',
  ),
  'test',
);

function isBroken(result: Value, mode: 'prompt' | 'fc' = 'prompt'): boolean {
  const output = { result, mode, underscoreToDot: false };
  return isBrokenCall(task, output, gradeEntry(task, output));
}

test.each([
  'geo.find(place=?)',
  '\n\n[geo.find(place=from)]',
  "```python\ngeo.find(place='x')\n```",
  '<|start|>geo_find(place="x")',
  `[{'name': 'geo.find', 'parameters': {'place': None}}]`,
  '{"function": "geo.find", "parameters": {}',
  'Sure. <tool_call>{"name": "anything"}</tool_call>',
])('%j is a call that does not decode', (text) => {
  expect(isBroken(text)).toBe(true);
});

test.each([
  'None of the tools can help.',
  'I would call geo.find(place=...) if I knew the place.',
  'find(place=',
  '[]',
  'Error during inference: 500',
])('%j is an abstention', (text) => {
  expect(isBroken(text)).toBe(false);
});

test('a call that decodes is a failure of the official, not a broken one', () => {
  expect(isBroken("[geo.find(place='x')]")).toBe(false);
});

test("of a provider's results those with a call are broken ones", () => {
  expect(isBroken([new Map<Value, Value>([['geo_find', '{place']])], 'fc')).toBe(true);
  expect(isBroken('geo.find is of no use here', 'fc')).toBe(false);
  expect(isBroken([], 'fc')).toBe(false);
});
