import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { openEndpoint } from '../endpoint.ts';
import type { CompletionRequest } from '../model.ts';
import type { ChatScript } from './completion.ts';
import { startScriptedServer, type ScriptedServer, type ScriptedServerOptions } from './server.ts';

const never = new AbortController().signal;

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

async function start(options: Partial<ScriptedServerOptions> = {}): Promise<ScriptedServer> {
  server = await startScriptedServer({ answer: echo, latency: 0, ...options });
  return server;
}

const echo: ChatScript = ({ body, seed }) => ({
  content: `${seed}: ${String(body.messages.at(-1)?.content)}`,
});

const requestOf = (content: string): CompletionRequest => ({
  messages: [{ role: 'user', content }],
  tools: [{ name: 'lamp.dim', description: '', parameters: { type: 'object', properties: {} } }],
  seed: 7,
});

const open = (baseUrl: string) =>
  openEndpoint({ baseUrl, apiKey: 'none', model: 'm', timeout: 20_000, maxRetries: 0 });

function post(url: string, body: string): Promise<Response> {
  return fetch(`${url}/chat/completions`, { method: 'POST', body });
}

const hello = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello.' }], seed: 3 });

describe('an answer', () => {
  test('is a chat completion, the same for the same body', async () => {
    const { url } = await start();
    const texts = await Promise.all(
      [post(url, hello), post(url, hello)].map(async (sent) => (await sent).text()),
    );
    expect(texts[1]).toBe(texts[0]);
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({
      object: 'chat.completion',
      model: 'm',
      choices: [{ message: { role: 'assistant', content: '3: Hello.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: Math.ceil(hello.length / 4) },
    });
    const other = (await (await post(url, hello.replace('Hello', 'Hello there'))).json()) as {
      usage: object;
    };
    expect(other.usage).not.toEqual((JSON.parse(texts[0] ?? '') as { usage: object }).usage);
  });

  test('may bring calls and reasoning, as models behind endpoints do', async () => {
    const { url } = await start({
      answer: ({ body }) => ({
        content: null,
        reasoning_content: 'Dim it.',
        tool_calls: (body.tools ?? []).map((tool) => ({
          id: 'c1',
          type: 'function',
          function: { name: tool.function.name, arguments: '{}' },
        })),
      }),
    });
    expect(await (await open(url)).complete(requestOf('Dim!'), never)).toMatchObject({
      content: null,
      reasoning: 'Dim it.',
      calls: [{ id: 'c1', name: 'lamp.dim', arguments: '{}' }],
    });
  });

  test('comes to as many as ask at a time', async () => {
    const { url } = await start({ faults: { share: 1, seed: 1, kinds: ['hang'] } });
    const model = await open(url);
    const stop = new AbortController();
    const requests = Array.from({ length: 256 }, (_, index) =>
      model.complete(requestOf(`${index}`), stop.signal).catch((error: unknown) => error),
    );
    await expect.poll(() => server?.counts.mostUnderWay, { timeout: 30_000 }).toBe(256);
    stop.abort(new Error('seen'));
    expect(new Set(await Promise.all(requests))).toEqual(new Set([new Error('seen')]));
    expect(server?.counts).toMatchObject({ requests: 256, faults: { hang: 256 } });
  });

  test('is not there for what is no request of a chat', async () => {
    const { url } = await start();
    const statusOf = async (sent: Promise<Response>) => (await sent).status;
    expect(await statusOf(post(url, '{'))).toBe(400);
    expect(await statusOf(post(url, '{"model": "m"}'))).toBe(400);
    expect(await statusOf(post(url, hello.replace('{', '{"stream": true, ')))).toBe(400);
    expect(await statusOf(fetch(`${url}/chat/completions`))).toBe(404);
    expect(await statusOf(fetch(`${url}/nowhere`))).toBe(404);
  });

  test('of a script that fails is a refusal', async () => {
    const { url } = await start({
      answer: () => {
        throw new RangeError('no line left');
      },
    });
    const answer = (await open(url)).complete(requestOf('Dim!'), never);
    await expect(answer).rejects.toMatchObject({ class: 'refused' });
    await expect(answer).rejects.toThrow('the script failed: RangeError: no line left');
  });
});

test('models are listed', async () => {
  const { url } = await start();
  expect(await (await fetch(`${url}/models`)).json()).toMatchObject({
    object: 'list',
    data: [{ id: 'scripted' }],
  });
});

test('requests are counted by what they ask, and the server tells', async () => {
  const { url } = await start();
  for (const body of [hello, hello, hello.replace('3', '4')]) await post(url, body);
  expect(server?.counts).toMatchObject({ requests: 3, faults: {} });
  expect(Object.values(server?.counts.bodies ?? {}).sort()).toEqual([1, 2]);
  expect(await (await fetch(new URL('/counts', url))).json()).toEqual(server?.counts);
});

describe('a process of its own', () => {
  test('serves a script that a file holds, until it is left alone', async () => {
    const root = await mkdtemp(join(tmpdir(), 'inftool-scripted-'));
    onTestFinished(() => rm(root, { recursive: true }));
    const bundle = await rolldown({
      input: join(import.meta.dirname, 'main.ts'),
      platform: 'node',
      logLevel: 'silent',
      cwd: import.meta.dirname,
    });
    await bundle.write({ dir: join(root, 'built'), format: 'esm' });
    await bundle.close();
    const script = join(root, 'script.mjs');
    await writeFile(script, 'export default ({ seed }) => ({ content: `seed ${seed}` });\n');
    const child = fork(join(root, 'built', 'main.js'), [JSON.stringify({ script, latency: 1 })], {
      silent: true,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const url = await addressOf(child);
    expect(await (await open(url)).complete(requestOf('Dim!'), never)).toMatchObject({ content: 'seed 7' });
    expect(await (await fetch(new URL('/counts', url))).json()).toMatchObject({
      requests: 1,
      mostUnderWay: 1,
    });
    const end = once(child, 'exit');
    child.disconnect();
    expect(await end).toEqual([0, null]);
  });

  async function addressOf(child: ChildProcess): Promise<string> {
    if (child.stdout === null) throw new Error('nothing to read from');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return line.toString().trim();
  }
});
