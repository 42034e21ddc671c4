import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChatTemplate } from './chat-template.ts';

const source =
  "{{ bos_token }}{% for message in messages %}<{{ message['role'] }}>{{ message['content'] }}\n{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
const messages = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'Hi {{ x }}' },
];

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-template-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function opened(name: string, text: string): Promise<ChatTemplate> {
  await writeFile(join(folder, name), text);
  return ChatTemplate.open(join(folder, name));
}

test('messages become one text, with the beginning that the tokenizer names', async () => {
  const text = '<system>Be brief.\n<user>Hi {{ x }}\n<assistant>';
  expect((await opened('template.jinja', source)).render(messages)).toBe(text);
  const config = { chat_template: source, bos_token: { content: '<s>' }, eos_token: null };
  expect((await opened('a.json', JSON.stringify(config))).render(messages)).toBe(`<s>${text}`);
  const listed = [
    { name: 'tool_use', template: 'no' },
    { name: 'default', template: source },
  ];
  const named = { chat_template: listed, bos_token: '<s>' };
  expect((await opened('b.json', JSON.stringify(named))).render(messages)).toBe(`<s>${text}`);
});

test('what is no template is bad input, and so are messages that one refuses', async () => {
  await expect(ChatTemplate.open(join(folder, 'none'))).rejects.toThrow(/none cannot be read/);
  await expect(opened('c.json', '{}')).rejects.toThrow(/expected a tokenizer_config\.json/);
  await expect(opened('d.json', '{')).rejects.toThrow(/expected a tokenizer_config\.json/);
  await expect(opened('e.jinja', '{% for %}')).rejects.toThrow(/is not understood/);
  const strict = await opened('f.jinja', "{{ raise_exception('no system') }}");
  expect(() => strict.render(messages)).toThrow(/the template refuses the messages.*no system/);
});
