import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedIo, InputError, type Io } from '../../datasets/index.ts';
import { outsideKey, type OutsideRequest } from '../../graders/index.ts';
import { chosenOutside } from './outside-options.ts';
import { json, never, serve } from './serve-fixture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inftool-outside-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ioWith = (environment: Io['environment'] = {}) => detachedIo({ workingDirectory: folder, environment });

const search: OutsideRequest = { kind: 'search', keywords: 'x', region: 'wt-wt' };

test('nobody is asked unless options say so', async () => {
  expect(await chosenOutside({ web: false }, ioWith())).toBeUndefined();
});

test('a recording is answered from, and what it does not hold is an error that says so', async () => {
  const line = {
    record: 'inftool-outside/1',
    request: outsideKey(search),
    answer: '{"a": 1}',
    by: 'serpapi',
  };
  await writeFile(path.join(folder, 'kept.jsonl'), `${JSON.stringify(line)}\n`);
  const port = await chosenOutside({ web: false, replay: 'kept.jsonl' }, ioWith());
  expect(await port?.(search, never)).toEqual({ answer: new Map([['a', 1n]]), by: 'serpapi' });
  await expect(port?.({ ...search, keywords: 'y' }, never)).rejects.toThrow(/kept\.jsonl has no answer to/);
});

test('embeddings of a server are recorded without its key', async () => {
  const { url } = await serve(json({ data: [{ index: 0, embedding: [3, 4] }] }));
  const given = { web: false, embeddingModel: 'm', embeddingUrl: url, record: 'new.jsonl' };
  const port = await chosenOutside(given, ioWith({ OPENAI_API_KEY: 'secret-key' }));
  expect(await port?.({ kind: 'embed', texts: ['t'] }, never)).toEqual({ answer: [[0.6, 0.8]], by: 'm' });
  const text = await readFile(path.join(folder, 'new.jsonl'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ answer: '[[0.6, 0.8]]', by: 'm' });
  expect(text).not.toContain('secret-key');
});

test.each([
  [{ web: true }, 'needs a key of SerpAPI'],
  [{ web: true, replay: 'kept.jsonl' }, '--replay asks nobody'],
  [{ web: false, embeddingModel: 'm' }, 'expected --embedding-url or OPENAI_BASE_URL'],
  [{ web: false, embeddingUrl: 'http://localhost:1/v1' }, 'expected both'],
])('%j is bad input', async (choice, text) => {
  const opened = chosenOutside(choice, ioWith());
  await expect(opened).rejects.toThrow(text);
  await expect(opened).rejects.toBeInstanceOf(InputError);
});
