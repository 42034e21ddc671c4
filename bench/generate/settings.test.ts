import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detachedIo } from '../../datasets/index.ts';
import { startScriptedServer, type ScriptedServer } from '../models/scripted-server/server.ts';
import { openModel } from './open-model.ts';
import { modelsOf, type ModelSettings } from './settings.ts';

let root = '';
let file = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'inftool-settings-'));
  file = join(root, 'models.yaml');
});
afterEach(() => rm(root, { recursive: true }));

const yaml = `
defaults: { baseUrl: 'http://localhost:1/v1', temperature: 0.5 }
models:
  - { name: small, model: org/small, mode: prompt, price: { input: 0.1, output: 0.4 } }
  - { name: large, temperature: 1, extraBody: { top_k: 3 } }
`;

test('models of a file have its defaults, their own settings, and what the command line says', async () => {
  await writeFile(file, yaml);
  expect(await modelsOf({ names: [], file, said: { maxTokens: 9 } })).toEqual([
    {
      name: 'small',
      model: 'org/small',
      baseUrl: 'http://localhost:1/v1',
      mode: 'prompt',
      temperature: 0.5,
      price: { input: 0.1, output: 0.4 },
      maxTokens: 9,
      timeout: 600,
      maxRetries: 4,
      numThreads: 32,
    },
    expect.objectContaining({ name: 'large', model: 'large', temperature: 1, extraBody: { top_k: 3 } }),
  ]);
  const chosen = await modelsOf({ names: ['large'], file, said: { temperature: 0 } });
  expect(chosen).toEqual([expect.objectContaining({ name: 'large', temperature: 0 })]);
});

test.each([
  ['models: []', /models/],
  ['models: [{ name: a, temperatur: 1 }]', /temperatur/],
  ['models: [{ name: a }, { name: a }]', /two models are named a/],
  ['models: [', /cannot be read/],
])('%s is no file of models', async (text, message) => {
  await writeFile(file, text);
  await expect(modelsOf({ names: [], file, said: {} })).rejects.toThrow(message);
});

test('a model that is not there is bad input', async () => {
  await writeFile(file, yaml);
  await expect(modelsOf({ names: ['tiny'], file, said: {} })).rejects.toThrow(
    /has no model tiny: expected one of small, large/,
  );
  await expect(modelsOf({ names: [], file: undefined, said: {} })).rejects.toThrow(/--model or --config/);
});

const usual: ModelSettings = {
  name: 'm',
  model: 'm',
  temperature: 0,
  timeout: 5,
  maxRetries: 0,
  numThreads: 1,
};
const open = (settings: Partial<ModelSettings>, environment: Record<string, string> = {}) =>
  openModel(
    { ...usual, ...settings },
    { providers: [], isBfcl: true, cache: undefined },
    detachedIo({ workingDirectory: root, environment }),
  );

test.each<[Partial<ModelSettings>, RegExp]>([
  [{}, /no endpoint to ask/],
  [{ baseUrl: 'localhost' }, /has no address/],
  [{ baseUrl: 'http://h', apiKeyEnv: 'NO_SUCH' }, /no key in NO_SUCH/],
  [{ baseUrl: 'http://h', headers: { 'x-key': '${NO_SUCH}' } }, /a header names NO_SUCH/],
  [{ baseUrl: 'http://h', api: 'completions' }, /expected --mode prompt/],
  [{ baseUrl: 'http://h', api: 'completions', mode: 'prompt' }, /expected --chat-template/],
  [{ baseUrl: 'http://h', chatTemplate: 'a.jinja' }, /expected --api completions/],
])('%j cannot be asked', async (settings, message) => {
  await expect(open(settings)).rejects.toThrow(message);
});

test('keys and headers come from the environment, and addresses need no path', async () => {
  const server: ScriptedServer = await startScriptedServer({
    answer: () => ({ content: 'Yes.' }),
    latency: 0,
  });
  try {
    const { origin } = new URL(server.url);
    for (const baseUrl of [origin, `${origin}/`, `${origin}/v1/`, `${origin}/v1/chat/completions`]) {
      const model = await open(
        { baseUrl, apiKeyEnv: 'MY_KEY', headers: { 'x-team': '${TEAM}!' } },
        { MY_KEY: 'k-1', TEAM: 'evals' },
      );
      const messages = [{ role: 'user' as const, content: 'Well?' }];
      const { content } = await model.complete(
        { messages, tools: [], seed: 1 },
        new AbortController().signal,
      );
      expect(content).toBe('Yes.');
    }
    expect(server.counts.requests).toBe(4);
  } finally {
    await server.close();
  }
});
