import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InputError, writeJson, type Value } from '../../datasets/index.ts';
import { openEmbedding } from './embedding.ts';
import { openOutside, type OutsidePort } from './outside-port.ts';
import { recordTo, replayFrom } from './recorded-outside.ts';
import { json, never, serve } from './serve-fixture.ts';
import { openSearch, type SearchOptions } from './web-search.ts';

const key = 'k+0123/456789';
const found = { organic_results: [{ position: 1, title: 'Rain', link: 'https://a.b/', snippet: 'wet' }] };

async function search(
  url: string,
  more: Partial<SearchOptions> = {},
  keywords: Value = 'rain',
): Promise<string> {
  const options = { apiKey: key, url: `${url}/search`, firstPause: 1, ...more };
  return writeJson(await openSearch(options).search(keywords, 'wt-wt', never));
}

describe('a search', () => {
  test('goes out as the official sends it; of the response only results are kept', async () => {
    const { url, asked } = await serve(
      json({ search_metadata: { id: 'x' }, search_parameters: {}, ...found }),
    );
    expect(await search(url)).toBe(
      '{"organic_results": [{"position": 1, "title": "Rain", "link": "https://a.b/", "snippet": "wet"}]}',
    );
    expect(asked).toEqual([
      `/search?engine=duckduckgo&q=rain&kl=wt-wt&api_key=${encodeURIComponent(key)}&output=json`,
    ]);
    await search(url, {}, [1n, true]);
    await search(url, {}, null);
    expect(asked.slice(1).map((address) => address.replace(/&kl.*/, ''))).toEqual([
      '/search?engine=duckduckgo&q=1&q=True',
      '/search?engine=duckduckgo',
    ]);
  });

  test('is tried again where there were too many requests, by status or in words', async () => {
    const busy = json({ error: 'no' }, 429);
    const { url, asked } = await serve(busy, json({ error: 'Error 429: slow down' }), busy, json(found));
    expect(await search(url)).toContain('Rain');
    expect(asked).toHaveLength(4);
  });

  test('counts as not run where that does not end', async () => {
    const { url, asked } = await serve(json({}, 429));
    await expect(search(url, { maxRetries: 2 })).rejects.toMatchObject({
      name: 'ModelFault',
      class: 'rate_limit',
      attempts: 3,
    });
    expect(asked).toHaveLength(3);
  });

  test('counts as not run where the key is refused', async () => {
    const { url } = await serve(json({}, 429), json({ error: `Invalid API key ${key}` }, 401));
    await expect(search(url)).rejects.toMatchObject({ class: 'refused', attempts: 2 });
  });

  test('that the provider fails is its response', async () => {
    const { url } = await serve(json({ error: 'no results for this query' }));
    expect(await search(url)).toBe('{"error": "no results for this query"}');
  });

  test('without a response has an exception, and the key stands nowhere', async () => {
    const halting = await serve((response) => response.writeHead(200).write('{"organic_results": ['));
    expect(await search(halting.url, { timeout: 100 })).toBe(
      '{"exception": "The operation was aborted due to timeout"}',
    );
    const torn = await serve((response) => response.end('{"organic_results": ['));
    expect(await search(torn.url)).toMatch(/^\{"exception": /);
    const list = await serve(json([]));
    expect(await search(list.url)).toBe('{"exception": "the response is no JSON object"}');
    const echo = await serve(json({ error: `bad key ${key} in ?api_key=${encodeURIComponent(key)}` }));
    expect(await search(echo.url)).toBe('{"error": "bad key *** in ?api_key=***"}');
    expect(await search('http://127.0.0.1:1')).toMatch(/^\{"exception": "fetch failed/);
  });

  test('needs a key', () => {
    expect(() => openSearch({ apiKey: '' })).toThrow(InputError);
  });

  test('ends when it is aborted, in a pause too', async () => {
    const { url } = await serve(json({}, 429));
    const controller = new AbortController();
    const running = openSearch({ apiKey: key, url, firstPause: 60_000 }).search('x', null, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('embeddings', () => {
  const open = (url: string) =>
    openEmbedding({ baseUrl: `${url}/v1`, apiKey: key, model: 'e-1', timeout: 2000, maxRetries: 0 });

  test('have length 1 and the order of their texts, whatever the order of the answer', async () => {
    const { url, asked } = await serve(
      json({
        data: [
          { index: 1, embedding: [0, -2] },
          { index: 0, embedding: [3, 4] },
        ],
      }),
    );
    expect(await (await open(url)).embed(['a', ''], never)).toEqual([
      [0.6, 0.8],
      [0, -1],
    ]);
    expect(asked.map((body) => JSON.parse(body) as unknown)).toEqual([
      { model: 'e-1', input: ['a', ' '], encoding_format: 'float' },
    ]);
  });

  test('of many texts come in several requests', async () => {
    const { url, asked } = await serve((response, request) => {
      const { input } = JSON.parse(asked.at(-1) ?? '') as { input: string[] };
      json({ data: input.map((text, index) => ({ index, embedding: [Number(text) + 1] })) })(
        response,
        request,
      );
    });
    const texts = Array.from({ length: 300 }, (_, index) => String(index));
    expect(await (await open(url)).embed(texts, never)).toEqual(texts.map(() => [1]));
    expect(asked).toHaveLength(3);
  });

  test('are asked for again where one is missing', async () => {
    const { url, asked } = await serve(json({ data: [] }), json({ data: [{ index: 0, embedding: [2] }] }));
    const embedding = await openEmbedding({
      baseUrl: `${url}/v1`,
      apiKey: key,
      model: 'e-1',
      timeout: 20_000,
      maxRetries: 1,
      pause: () => Promise.resolve(),
    });
    expect(await embedding.embed(['a'], never)).toEqual([[1]]);
    expect(asked).toHaveLength(2);
  });

  test.each([[json({ data: [] })], [json({}, 500)]])(
    'that do not come are a fault of the endpoint',
    async (reply) => {
      const { url } = await serve(reply);
      await expect((await open(url)).embed(['a'], never)).rejects.toMatchObject({ name: 'ModelFault' });
    },
  );
});

describe('a recording', () => {
  async function recordingFile(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'inftool-outside-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return path.join(folder, 'outside.jsonl');
  }

  const rain = { kind: 'search', keywords: 'rain', region: 'wt-wt' } as const;
  const texts = { kind: 'embed', texts: ['dog', 'é\ud83d'] } as const;

  test('answers what it has seen, with the same values, and holds no key', async () => {
    const file = await recordingFile();
    const { url } = await serve(json({ ...found, error: `see ${key}` }));
    const live = openOutside({ search: openSearch({ apiKey: key, url }) });
    const { port, close } = await recordTo(file, live);
    const answers = [await port(rain, never), await port(texts, never)];
    await close();
    const replay = await replayFrom(file);
    expect([await replay(rain, never), await replay(texts, never)]).toEqual(answers);
    expect(answers.map(({ by }) => by)).toEqual(['serpapi', 'lexical']);
    expect(await readFile(file, 'utf8')).not.toContain(key);
  });

  test('grows from run to run; the last answer to a request counts', async () => {
    const file = await recordingFile();
    for (const content of ['old', 'new']) {
      const said: OutsidePort = () => Promise.resolve({ answer: new Map([['content', content]]), by: 'web' });
      const { port, close } = await recordTo(file, said);
      await Promise.all(['a', 'b'].map((url) => port({ kind: 'fetch', url, mode: 'raw' }, never)));
      await close();
    }
    const replay = await replayFrom(file);
    expect(await replay({ kind: 'fetch', url: 'a', mode: 'raw' }, never)).toEqual({
      answer: new Map([['content', 'new']]),
      by: 'web',
    });
  });

  test('says what it was asked and what to do, where it has no answer', async () => {
    const file = await recordingFile();
    await writeFile(file, '');
    const replay = await replayFrom(file);
    const asking = replay(rain, never);
    await expect(asking).rejects.toThrow(InputError);
    await expect(asking).rejects.toThrow(
      `${file} has no answer to {"kind": "search", "keywords": "rain", "region": "wt-wt"}. Run once with a live port`,
    );
  });

  test('is refused where it is none', async () => {
    const file = await recordingFile();
    await expect(replayFrom(file)).rejects.toThrow(InputError);
    await writeFile(file, '{"request": "x"}\n');
    await expect(replayFrom(file)).rejects.toThrow(`${file}:1`);
    const line = { record: 'inftool-outside/1', request: '{}', answer: '{', by: 'x' };
    await writeFile(file, `${JSON.stringify(line)}\n`);
    await expect(replayFrom(file)).rejects.toThrow('expected JSON as answer');
  });
});
