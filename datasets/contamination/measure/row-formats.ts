import type { RowParts } from './clean-rows.ts';

/** The formats that people train on, each as a row of it is written. */
export const rowFormats = {
  openai: ({ system, texts, tools, calls, fields, says }: RowParts) => ({
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      ...texts.map((text) => ({ role: 'user', content: contentOf(text) })),
      {
        role: 'assistant',
        content: says ?? null,
        tool_calls: calls.map(({ name, arguments: given }, index) => ({
          id: `call_${index}`,
          type: 'function',
          function: { name, arguments: JSON.stringify(given) },
        })),
      },
    ],
    tools: tools.map((tool) => ({ type: 'function', function: tool })),
    ...fields,
  }),
  sharegpt: ({ system, texts, tools, calls, fields, says }: RowParts) => ({
    conversations: [
      ...(system === undefined ? [] : [{ from: 'system', value: system }]),
      ...texts.flat().map((text) => ({ from: 'human', value: text })),
      ...calls.map((call) => ({ from: 'gpt', value: `<tool_call>\n${JSON.stringify(call)}\n</tool_call>` })),
      ...(says === undefined ? [] : [{ from: 'gpt', value: says }]),
    ],
    tools: JSON.stringify(tools),
    ...fields,
  }),
  hermes: ({ system = '', texts, tools, calls, fields, says }: RowParts) => ({
    conversations: [
      {
        from: 'system',
        value: `${system} You may call these: <tools>${tools.map((tool) => JSON.stringify(tool)).join('\n')}</tools>`,
      },
      ...texts.flat().map((text) => ({ from: 'human', value: text })),
      ...calls.map((call) => ({ from: 'gpt', value: `<tool_call>${JSON.stringify(call)}</tool_call>` })),
      ...(says === undefined ? [] : [{ from: 'gpt', value: says }]),
    ],
    ...fields,
  }),
  xlam: ({ system, texts, tools, calls, fields, says }: RowParts) => ({
    query: texts.flat().join('\n'),
    tools: JSON.stringify(tools),
    answers: JSON.stringify(calls),
    ...(system !== undefined && { system }),
    ...(says !== undefined && { says }),
    ...fields,
  }),
  suite: ({ system, texts, tools, calls, fields, says }: RowParts) => ({
    tools,
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      ...texts.flat().map((text) => ({ role: 'user', content: text })),
      ...(says === undefined ? [] : [{ role: 'assistant', content: says }]),
    ],
    possible_answers: calls.map(({ name, arguments: given }) => ({
      [name]: Object.fromEntries(Object.entries(given).map(([key, value]) => [key, [value]])),
    })),
    ...fields,
  }),
} as const;

export type RowFormat = keyof typeof rowFormats;

function contentOf(text: string | readonly string[]) {
  return typeof text === 'string' ? text : text.map((part) => ({ type: 'text', text: part }));
}
