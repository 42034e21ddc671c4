import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEndpoint, type EndpointOptions } from './endpoint.ts';
import type { Completion } from './model.ts';
import { openCache, requestKey } from './response-cache.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server/server.ts';

let folder = '';
let server: ScriptedServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inftool-cache-'));
  server = await startScriptedServer({ answer: ({ seed }) => ({ content: `seed ${seed}` }), latency: 0 });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function ask(seed: number, more: Partial<EndpointOptions> = {}): Promise<Completion> {
  const fixed = { baseUrl: server.url, apiKey: 'none', model: 'm', timeout: 5000, maxRetries: 0 };
  const model = await openEndpoint({ ...fixed, cache: await openCache(folder), ...more });
  const messages = [{ role: 'user' as const, content: 'Hello.' }];
  return model.complete({ messages, tools: [], seed }, new AbortController().signal);
}

test('a request that was answered is answered again, by a later run too', async () => {
  const first = await ask(1);
  expect(first).toMatchObject({ content: 'seed 1', attempts: 1 });
  expect(await ask(1)).toEqual({ ...first, isCached: true });
  expect(server.counts.requests).toBe(1);
});

test('whatever is another request is asked', async () => {
  await ask(1);
  expect(await ask(2)).toMatchObject({ content: 'seed 2' });
  await ask(1, { sampling: { temperature: 1 } });
  await ask(1, { model: 'other' });
  await ask(1, { headers: { 'x-deployment': 'blue' } });
  await ask(1, { extraBody: { top_k: 3 } });
  expect(server.counts.requests).toBe(6);
});

test('an answer of another shape is no answer', async () => {
  const cache = await openCache(folder);
  await cache.put('k', { text: 'old' } as unknown as Completion);
  expect(await cache.get('k')).toBeUndefined();
  expect(await cache.get('none')).toBeUndefined();
});

test('keys do not hang on the order of headers', () => {
  expect(requestKey('u', 'b', { a: '1', b: '2' })).toBe(requestKey('u', 'b', { b: '2', a: '1' }));
  expect(requestKey('u', 'b', { a: '1' })).not.toBe(requestKey('u', 'b', undefined));
});
