import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shapeOf } from './tool-shape.ts';
import { contentOf } from './training-row.ts';

const kiln = {
  name: 'kiln.fire',
  description: 'Fires a kiln.',
  parameters: { type: 'object', properties: { cone: { type: 'integer' } }, required: ['cone'] },
};
const call = { name: 'kiln.fire', arguments: { cone: 6 } };
const asked = 'Fire the small kiln to cone six.';

describe('a row', () => {
  test.each<[string, object]>([
    [
      'of OpenAI',
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: asked },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: '1', type: 'function', function: { name: 'kiln.fire', arguments: '{"cone": 6}' } },
            ],
          },
        ],
        tools: [{ type: 'function', function: kiln }],
      },
    ],
    [
      'of OpenAI with messages in parts',
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: asked }] },
          { role: 'assistant', tool_calls: [{ function: call }] },
        ],
        tools: [kiln],
      },
    ],
    [
      'of Anthropic',
      {
        messages: [
          { role: 'user', content: asked },
          {
            role: 'assistant',
            content: [{ type: 'tool_use', id: '1', name: 'kiln.fire', input: { cone: 6 } }],
          },
        ],
        tools: [{ name: kiln.name, description: kiln.description, input_schema: kiln.parameters }],
      },
    ],
    [
      'of ShareGPT with tools as JSON',
      {
        conversations: [
          { from: 'human', value: asked },
          { from: 'gpt', value: `<tool_call>\n${JSON.stringify(call)}\n</tool_call>` },
        ],
        tools: JSON.stringify([kiln]),
      },
    ],
    [
      'of Hermes with tools in the system prompt, as Python prints them',
      {
        conversations: [
          {
            from: 'system',
            value:
              "Don't guess. <tools>[{'type': 'function', 'function': {'name': 'kiln.fire', 'description': 'Fires a kiln.', 'parameters': {'type': 'object', 'properties': {'cone': {'type': 'integer'}}, 'required': ['cone']}}}]</tools>",
          },
          { from: 'human', value: asked },
          { from: 'gpt', value: "<tool_call>{'name': 'kiln.fire', 'arguments': {'cone': 6}}</tool_call>" },
        ],
      },
    ],
    ['of xLAM', { query: asked, tools: JSON.stringify([kiln]), answers: JSON.stringify([call]) }],
    [
      'of BFCL',
      {
        question: [[{ role: 'user', content: asked }]],
        function: [kiln],
        ground_truth: [{ 'kiln.fire': { cone: [6, 7], note: [''] } }],
      },
    ],
    [
      'of a suite',
      {
        id: 'a',
        messages: [{ role: 'user', content: asked }],
        tools: [kiln],
        possible_answers: [{ 'kiln.fire': { cone: [6] } }],
      },
    ],
    [
      'of calls as Python',
      {
        messages: [
          { role: 'user', content: asked },
          { role: 'assistant', content: '[kiln.fire(cone=6)]' },
        ],
        tools: [kiln],
      },
    ],
  ])('%s gives its tools, calls and texts', (_, row) => {
    const { tools, calls, texts, broken } = contentOf(row);
    expect(tools.map(({ name }) => name)).toEqual(['kiln.fire']);
    expect(calls).toEqual([{ name: 'kiln.fire', arguments: { cone: 6 } }]);
    expect(texts).toEqual([asked]);
    expect(broken).toBe(0);
  });

  test('gives flat parameters as a tool, and arguments of that name as a call', () => {
    const flat = {
      name: 'kiln.fire',
      description: 'Fires.',
      parameters: { cone: { type: 'int', description: 'Which.' } },
    };
    const { tools, calls } = contentOf({
      tools: [flat],
      answer: { name: 'kiln.fire', parameters: { cone: 6 } },
    });
    expect(tools).toEqual([flat]);
    expect(calls).toEqual([call]);
  });

  test('gives the values of a state with their keys, from inside a message, too', () => {
    const { values } = contentOf({
      messages: [{ role: 'system', content: 'Now: {"Shed": {"kilns": [{"cone": 6, "lit": true}]}} Go.' }],
    });
    expect([...values]).toEqual(expect.arrayContaining(['kilns{}', 'cone=6', 'lit=true']));
  });

  test('counts texts that begin like JSON and are none, and what is nested too deep', () => {
    expect(contentOf({ tools: '[{"name": "kiln.fire", ' }).broken).toBe(1);
    const deep: unknown = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`);
    expect(contentOf({ deep }).tooDeep).toBe(1);
  });

  test('keeps what a user says in brackets as a text', () => {
    const said = '[Studio] Fire it to {"cone": 6} please';
    expect(contentOf({ query: said }).texts).toEqual([said]);
  });

  test('of whatever JSON is read without a fault', () => {
    const key = fc.constantFrom(
      'name',
      'parameters',
      'properties',
      'type',
      'enum',
      'arguments',
      'role',
      'content',
      '__proto__',
    );
    const text = fc.constantFrom('user', 'object', '{"a": [', "[{'name': 'x'}]", 'f(a=1)', '[f(*x, **y)]');
    const { row } = fc.letrec((tie) => ({
      row: fc.oneof(
        { maxDepth: 5 },
        text,
        fc.jsonValue(),
        fc.array(tie('row'), { maxLength: 3 }),
        fc.dictionary(key, tie('row'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(row, (value) => {
        const { tools, calls } = contentOf(value);
        for (const tool of tools) expect(shapeOf(tool).name).toBe(tool['name']);
        for (const call of calls) expect(typeof call.name).toBe('string');
      }),
      { numRuns: 500 },
    );
  });

  test('that is full of brackets takes no long time to be read', () => {
    const { tools } = contentOf({ text: '[{"a'.repeat(50_000) });
    expect(tools).toEqual([]);
  });
});
