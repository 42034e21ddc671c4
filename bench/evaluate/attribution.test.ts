import { expect, test } from 'vitest';
import { parseOwnTask, readJson, type Task, type Value } from '../../datasets/index.ts';
import { gradeTask } from '../../graders/index.ts';
import { attributionOf } from './attribution.ts';
import { measuresOf } from './measures.ts';

function taskOf(more: object): Task {
  const text = JSON.stringify({
    id: 't',
    category: 'bells',
    tools: [
      {
        name: 'bell.ring',
        description: 'Rings.',
        parameters: { type: 'object', properties: { times: { type: 'integer' } }, required: ['times'] },
      },
    ],
    messages: [{ role: 'user', content: 'Ring three times.' }],
    ...more,
  });
  return parseOwnTask(readJson(text), 'here');
}

const wantsCall = taskOf({ possible_answers: [{ 'bell.ring': { times: [3] } }] });
const wantsNone = taskOf({ expect: 'no_call' });

const surroundings = { today: { year: 2026, month: 1, day: 1 }, longContext: new Map<string, Value>() };

function outcome(task: Task, result: Value, mode: 'prompt' | 'fc' = 'prompt') {
  const output = { result, mode, underscoreToDot: mode === 'fc' };
  const verdict = gradeTask(task, output, { modelName: 'm', surroundings });
  return { output, verdict };
}

test.each([
  ['words', 'I cannot ring.', 'model', /no reading/],
  ['another value', '[bell.ring(times=2)]', 'model', /the checker refuses/],
  ['a fence', 'So be it:\n```python\n[bell.ring(times=3)]\n```', 'parser', /between code fences/],
  [
    'a tag',
    '<tool_call>\n{"name": "bell.ring", "arguments": {"times": 3}}\n</tool_call>',
    'parser',
    /tagged JSON/,
  ],
  [
    'a tag around a wrong call',
    '<tool_call>{"name": "bell.ring", "arguments": {"times": 2}}</tool_call>',
    'model',
    /no reading/,
  ],
  ['an object', '{"name": "bell.ring", "parameters": {"times": 3}}', 'parser', /"name" and "arguments"/],
  ['words around the list', 'Here: [bell.ring(times=3)] Done.', 'parser', /outer brackets/],
  [
    'an error of the endpoint',
    "Error during inference: Error code: 503 - {'error': 'overloaded'}",
    'endpoint',
    /endpoint/,
  ],
  [
    'an error of the harness',
    "Error during inference: 'NoneType' object is not iterable",
    'harness',
    /asked/,
  ],
])('%s', (_, result, cause, rule) => {
  const { output, verdict } = outcome(wantsCall, result);
  expect(verdict.valid).toBe(false);
  const found = attributionOf(wantsCall, output, verdict, undefined);
  expect(found.cause).toBe(cause);
  expect(found.rule).toMatch(rule);
});

test('an entry whose answer is doubted is that, whatever was answered', () => {
  const { output, verdict } = outcome(wantsCall, '[bell.ring(times=2)]');
  const suspects = { version: '1', ids: ['t'], of: () => ({ reason: 'no bell', source: 'here' }) };
  expect(attributionOf(wantsCall, output, verdict, suspects)).toEqual({
    cause: 'suspect_truth',
    rule: 'doubted entry: no bell',
  });
});

test('what is called where nothing should be is the model’s', () => {
  const { output, verdict } = outcome(wantsNone, '[bell.ring(times=3)]');
  expect(attributionOf(wantsNone, output, verdict, undefined).cause).toBe('model');
});

test.each<[string, Task, string, 'prompt' | 'fc', object]>([
  ['a call', wantsCall, '"[bell.ring(times=3)]"', 'prompt', { calls: 1, expectedCalls: 1, turns: 1 }],
  [
    'two calls',
    wantsCall,
    '[{"bell_ring": "{}"}, {"bell_ring": "{}"}]',
    'fc',
    { calls: 2, expectedCalls: 1 },
  ],
  ['words', wantsNone, '"No."', 'prompt', { calls: 0, expectedCalls: 0 }],
])('%s is measured', (_, task, result, mode, expected) => {
  const { output, verdict } = outcome(task, readJson(result), mode);
  const entry = { latency: [[1, 2.5], [3]], tokens: { input: 4n, output: undefined } };
  expect(measuresOf(task, entry, output, verdict)).toMatchObject({
    ...expected,
    latency: 6.5,
    inputTokens: 4,
    outputTokens: undefined,
  });
});
