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
    [
      'of prompt and completion, rendered',
      {
        prompt: `<|system|>You may call [${JSON.stringify(kiln)}].<|user|>${asked}`,
        completion: 'Size (in metres) aside, it is this: kiln.fire(cone=6)</s>',
      },
    ],
    [
      'of roles and keys that nobody uses',
      {
        Dialogue: [{ speaker: 'Visitor', utterances: [asked] }],
        capabilities: { kiln },
        steps: [{ tool: 'kiln.fire', tool_input: '{"cone": 6}' }],
      },
    ],
    [
      'that has itself a name and an input',
      { name: 'row 1', input: '{"level": 1}', turns: [asked], offer: [kiln], output: [call] },
    ],
    [
      'that is a doc with examples',
      {
        ...kiln,
        examples: [{ request: asked, response: { action: 'kiln.fire', action_input: { cone: 6 } } }],
      },
    ],
  ])('%s gives its tools, calls and texts', (_, row) => {
    const { tools, calls, texts, broken } = contentOf(row);
    expect(tools.map(({ name }) => name)).toEqual(['kiln.fire']);
    expect(calls.filter(({ name }) => name !== 'row 1')).toEqual([call]);
    expect(texts.filter((text) => text.includes(asked))).toHaveLength(1);
    expect(texts.join()).not.toContain(kiln.description);
    expect(broken).toBe(0);
  });

  test.each([
    ['lines of Python', 'kiln.fire(cone=6)\nkiln.fire(cone=6)'],
    ['Python behind thoughts', '<think>Which one (or none)?</think>\n[kiln.fire(cone=6)]'],
    ['Python in a fence', 'Like this:\n```python\nkiln.fire(cone=6)\n```'],
    ['Python inside of another call', 'print(kiln.fire(cone=6))'],
    ['a function tag with JSON', '<function=kiln.fire>{"cone": 6}</function>'],
    [
      'a function tag with parameters',
      '<function=kiln.fire>\n<parameter=cone>\n6\n</parameter>\n</function>',
    ],
    ['an invoke tag', '<invoke name="kiln.fire"><parameter name="cone">6</parameter></invoke>'],
  ])('gives calls as %s', (_, text) => {
    const { calls } = contentOf({ messages: [{ role: 'assistant', content: text }] });
    expect(calls.map(({ name, arguments: given }) => [name, Number(given['cone'])])).toEqual([
      ['kiln.fire', 6],
    ]);
  });

  test('gives calls and states inside of a call', () => {
    const { calls, values } = contentOf({ name: 'run', arguments: { world: { lit: true }, steps: [call] } });
    expect(calls.map(({ name }) => name)).toEqual(['run', 'kiln.fire']);
    expect([...values]).toContain('lit=true');
  });

  test('gives the last of many docs in a text', () => {
    const docs = Array.from({ length: 500 }, (_, index) => ({ ...kiln, name: `kiln${index}` }));
    const system = docs.map((doc) => JSON.stringify(doc)).join('\n');
    expect(contentOf({ system }).tools).toHaveLength(500);
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

  test.each(['[Studio] Fire it to {"cone": 6} please', '[Studio] Fire it to {"cone": 6}'])(
    'keeps what a user says in brackets as a text: %s',
    (said) => {
      expect(contentOf({ query: said }).texts).toEqual([said]);
    },
  );

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

  test.each(['[{"a', 'f(', "f(a='", 'long.name', '<function=f>', '<parameter=a>', '{ '])(
    'that is full of %j takes no long time to be read',
    (piece) => {
      const { tools, calls } = contentOf({ text: piece.repeat(50_000) });
      expect([tools, calls]).toEqual([[], []]);
    },
  );
});
