import { expect, test } from 'vitest';
import { InputError, parseOwnTask, readJson, type Prompts } from '../../datasets/index.ts';
import { answerText, promptDigest, PromptWriter, type Tokenizer } from './prompt-writer.ts';

const prompts: Prompts = {
  maximumSteps: 20,
  defaultFormat: 'ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=classic',
  outputFormats: new Map([['python', '[f(x=1)]']]),
  parameterTypes: new Map([['python', '']]),
  styles: new Map([
    [
      'classic',
      new Map([
        ['persona', 'You call.'],
        ['task', ''],
        ['tool_call_no_tag', 'Like {output_format}{param_types}.'],
        ['multiturn_behavior', ''],
        ['available_tools', '{functions}'],
      ]),
    ],
  ]),
  layouts: new Map([['plaintext', '{persona} {tool_call_format} {available_tools}']]),
  functionsAdded: '',
  functionsAddedInPrompt: '',
  answerFormat: '',
  memorySettings: new Map(),
  memoryWithCore: '',
  memoryUnified: '',
};

const chatMl: Tokenizer = {
  bos_token: '<s>',
  eos_token: '<end>',
  adds_bos: true,
  chat_template:
    "{{ bos_token }}{% for m in messages %}{{ '<' + m.role + '>' + m.content + '<end>\n' }}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}",
  context: null,
};

const task = parseOwnTask(
  readJson(
    JSON.stringify({
      id: 'a',
      tools: [{ name: 'ring', description: 'Rings.', parameters: { type: 'object', properties: {} } }],
      messages: [{ role: 'user', content: 'Ring!' }],
      expect: 'no_call',
    }),
  ),
  'a',
);

const opened = (more: Partial<Tokenizer> = {}) => PromptWriter.open('m', { ...chatMl, ...more }, prompts);

test('a prompt holds tools and request, and leaves the beginning to a tokenizer that adds it', async () => {
  const writer = await opened();
  const messages = writer.messagesOf(task);
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  const prompt = writer.promptOf(messages);
  expect(prompt).toMatch(/^<system>You call\.[^]*"ring"[^]*<user>Ring!<end>\n<assistant>$/);
  const other = await opened({ adds_bos: false });
  expect(other.promptOf(messages)).toBe(`<s>${prompt}`);
  expect(promptDigest(prompt)).toMatch(/^[0-9a-f]{64}$/);
});

test('an answer ends with the token that ends it, and with nothing behind it', async () => {
  const writer = await opened();
  const messages = writer.messagesOf(task);
  expect(writer.completionOf(messages, '[ring()]')).toBe('[ring()]<end>');
  const endless = await opened({
    chat_template:
      "{% for m in messages %}{{ m.role + ': ' + m.content + '\n' }}{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}",
  });
  expect(endless.completionOf(messages, '[ring()]')).toBe('[ring()]<end>');
});

test('a template that rewrites what it has written is refused', async () => {
  const writer = await opened({
    chat_template: '{{ messages|length }}{% for m in messages %}{{ m.content }}{% endfor %}',
  });
  expect(() => writer.completionOf(writer.messagesOf(task), 'no')).toThrow(InputError);
});

test('calls are written as prompts ask for them, words stay as they are', () => {
  const call = (name: string, given: string) => ({ id: '1', name, arguments: given });
  expect(
    answerText({
      role: 'assistant',
      content: '',
      calls: [call('a.b', `{"x": [1.5, true, null], "y": "it's"}`), call('c', '{}')],
    }),
  ).toBe(`[a.b(x=[1.5, True, None], y="it's"), c()]`);
  expect(answerText({ role: 'assistant', content: 'Which?', calls: [] })).toBe('Which?');
});
