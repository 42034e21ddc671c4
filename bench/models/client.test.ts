import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { InputError } from '../../datasets/index.ts';
import { openClient, type ClientOptions } from './client.ts';
import { ModelFault } from './model.ts';

type Reply = (response: ServerResponse, headers: IncomingHttpHeaders) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
const fine = json(200, { data: 'fine' });
const failed = (status: number, headers: Record<string, string> = {}) =>
  json(status, { error: { message: 'no' } }, headers);

/** Serves replies in order, the last one again and again, until the test is over. */
async function serve(...replies: readonly Reply[]): Promise<{ url: string; asked: IncomingHttpHeaders[] }> {
  const asked: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const reply = replies[Math.min(asked.length, replies.length - 1)];
      asked.push(request.headers);
      reply?.(response, request.headers);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked };
}

const never = new AbortController().signal;

type Asking = Partial<ClientOptions> & {
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly read?: (body: unknown) => unknown;
};

/** What a request comes to, and the pauses that it made. */
async function ask(
  url: string,
  { seed = 1, signal = never, read = (body) => body, ...options }: Asking = {},
) {
  const pauses: number[] = [];
  const client = await openClient({
    baseUrl: url,
    apiKey: 'sk-secret-1',
    timeout: 20_000,
    maxRetries: 0,
    pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
    ...options,
  });
  const answered = client.send(
    { ask: (library, own) => library.post('/x', { signal: own }), read, seed },
    signal,
  );
  const outcome = await answered.catch((error: unknown) => error);
  return { outcome, pauses };
}

async function faultOf(
  url: string,
  asking: Asking = {},
): Promise<ModelFault & { pauses: readonly number[] }> {
  const { outcome, pauses } = await ask(url, asking);
  if (!(outcome instanceof ModelFault)) throw new Error('no fault', { cause: outcome });
  return Object.assign(outcome, { pauses });
}

describe('a request is made again', () => {
  test.each([
    ['timeout', 408],
    ['server', 409],
    ['server', 425],
    ['rate_limit', 429],
    ['server', 500],
    ['server', 503],
    ['server', 529],
  ])('and is a %s fault in the end, on %i', async (faultClass, status) => {
    const { url, asked } = await serve(failed(status));
    const fault = await faultOf(url, { maxRetries: 2 });
    expect(fault).toMatchObject({ class: faultClass, attempts: 3, message: `${status} no` });
    expect(fault.pauses).toHaveLength(2);
    expect(asked).toHaveLength(3);
  });

  test.each<[string, Reply, string]>([
    ['half a body', json(200, '{"data": ["what'), 'no whole JSON came: {"data": ["what'],
    ['nothing', json(200, ''), 'no whole JSON came: '],
    ['a page', json(200, '<html>Hello', { 'content-type': 'text/html' }), 'but text/html: <html>Hello'],
    ['JSON as text', json(200, '{}', { 'content-type': 'text/plain' }), 'but text/plain: {}'],
    [
      'Latin-1',
      (response) => response.setHeader('content-type', 'application/json').end(Buffer.from('"é"', 'latin1')),
      'no UTF-8 came',
    ],
  ])('on %s, and is malformed in the end', async (_, reply, words) => {
    const { url, asked } = await serve(reply);
    const fault = await faultOf(url, { maxRetries: 1 });
    expect(fault).toMatchObject({ class: 'malformed', attempts: 2 });
    expect(fault.message).toContain(words);
    expect(asked).toHaveLength(2);
  });

  test('where what it brought is no answer', async () => {
    const { url } = await serve(json(200, { data: 'half' }), fine);
    const read = (body: unknown) => {
      const { data } = body as { data: string };
      if (data !== 'fine') throw new ModelFault('malformed', 'not fine');
      return data;
    };
    expect(await ask(url, { maxRetries: 1, read })).toMatchObject({
      outcome: { answer: 'fine', attempts: 2 },
    });
    const lone = await serve(json(200, { data: 'half' }));
    expect(await faultOf(lone.url, { read })).toMatchObject({ message: 'not fine', attempts: 1 });
  });

  test('where nobody listens, which is told', async () => {
    const fault = await faultOf('http://127.0.0.1:9/v1', { maxRetries: 1 });
    expect(fault).toMatchObject({ class: 'connection', attempts: 2 });
    expect(fault.message).toMatch(/^Connection error: fetch failed: .+/);
  });

  test('without a content type it is taken for JSON, and with any of the JSON types', async () => {
    const bare = await serve((response) => response.end('"a"'));
    expect((await ask(bare.url)).outcome).toMatchObject({ answer: 'a' });
    const typed = await serve(
      json(200, '"b"', { 'content-type': 'application/problem+json; charset=utf-8' }),
    );
    expect((await ask(typed.url)).outcome).toMatchObject({ answer: 'b' });
  });
});

describe('a refusal', () => {
  test.each([400, 401, 403, 404, 413, 422])('on %i ends it at once', async (status) => {
    const { url, asked } = await serve(failed(status, { 'retry-after': '1' }), fine);
    const fault = await faultOf(url, { maxRetries: 3 });
    expect(fault).toMatchObject({ class: 'refused', attempts: 1, message: `${status} no`, pauses: [] });
    expect(asked).toHaveLength(1);
  });

  test.each([
    [{ error: { message: 'bad model' } }, '400 bad model'],
    [{ error: 'bad model' }, '400 bad model'],
    [{ object: 'error', message: 'bad model' }, '400 bad model'],
    [{ detail: 'bad model' }, '400 bad model'],
    [{ detail: [{ loc: ['n'] }] }, '400 {"detail":[{"loc":["n"]}]}'],
    ['bad model', '400 bad model'],
    ['', '400 status code (no body)'],
  ])('keeps the server’s words in %j', async (body, message) => {
    const { url } = await serve(json(400, body));
    expect((await faultOf(url)).message).toBe(message);
  });

  test('of a whole page keeps its beginning', async () => {
    const { url } = await serve(json(404, 'page '.repeat(1000)));
    expect((await faultOf(url)).message).toMatch(/^404 page .{400,500}…$/);
  });
});

describe('pauses', () => {
  test('are drawn from the seed of the request', async () => {
    const { url } = await serve(failed(500));
    const pausesOf = async (seed: number) => (await faultOf(url, { maxRetries: 4, seed })).pauses;
    const pauses = await pausesOf(1);
    expect(pauses.every((pause, index) => pause <= 500 * 2 ** index)).toBe(true);
    expect(await pausesOf(1)).toEqual(pauses);
    expect(await pausesOf(2)).not.toEqual(pauses);
  });

  test('are those that the server asks for', async () => {
    const { url } = await serve(
      failed(429, { 'retry-after-ms': '1' }),
      failed(503, { 'retry-after': '120' }),
      failed(429, { 'retry-after': 'Sat, 02 May 2026 10:00:30 GMT', date: 'not sent' }),
      fine,
    );
    const now = () => Date.UTC(2026, 4, 2, 10, 0, 0);
    const { outcome, pauses } = await ask(url, { maxRetries: 3, now });
    expect(outcome).toMatchObject({ attempts: 4, answer: { data: 'fine' } });
    expect(pauses).toEqual([1, 120_000, 30_000]);
  });

  test('of more than two minutes are not made', async () => {
    const { url, asked } = await serve(failed(429, { 'retry-after': '3600' }), fine);
    const fault = await faultOf(url, { maxRetries: 3 });
    expect(fault).toMatchObject({ class: 'rate_limit', attempts: 1, pauses: [] });
    expect(fault.message).toBe('429 no (the server asks for a pause of 3600 s, and 120 s is the longest)');
    expect(asked).toHaveLength(1);
  });
});

describe('an abort', () => {
  const enough = new Error('enough');

  test('ends a pause', async () => {
    const { url, asked } = await serve(failed(500), fine);
    const stop = new AbortController();
    const { outcome } = await ask(url, {
      maxRetries: 3,
      signal: stop.signal,
      pause: (_, signal) =>
        new Promise((__, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('woken'));
          });
          stop.abort(enough);
        }),
    });
    expect(outcome).toBe(enough);
    expect(asked).toHaveLength(1);
  });

  test('ends a pause that a timer makes', async () => {
    const stop = new AbortController();
    const { url } = await serve((response, headers) => {
      failed(429, { 'retry-after': '100' })(response, headers);
      // By then the pause has begun, as a rule; the outcome is the same if it has not.
      setTimeout(() => {
        stop.abort(enough);
      }, 100);
    });
    const client = await openClient({ baseUrl: url, apiKey: 'none', timeout: 20_000, maxRetries: 1 });
    const answer = client.send(
      { ask: (library, own) => library.post('/x', { signal: own }), read: () => 1, seed: 1 },
      stop.signal,
    );
    await expect(answer).rejects.toBe(enough);
  });

  test('ends a try, and none follows', async () => {
    const stop = new AbortController();
    const { url, asked } = await serve(() => {
      stop.abort(enough);
    });
    const { outcome, pauses } = await ask(url, { maxRetries: 3, signal: stop.signal });
    expect(outcome).toBe(enough);
    expect(pauses).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('that came before leaves the server alone', async () => {
    const { url, asked } = await serve(fine);
    const { outcome } = await ask(url, { signal: AbortSignal.abort(enough) });
    expect(outcome).toBe(enough);
    expect(asked).toEqual([]);
  });
});

describe('secrets', () => {
  const headers = { 'x-team-token': 'tt-header-2', authorization: 'Basic dXNlcjpwYXNz' };
  const repeat: (status: number, type?: string) => Reply =
    (status, type = 'application/json') =>
    (response, sent) => {
      const text = `${'.'.repeat(489)} sk-secret-1 ${String(sent['x-team-token'])} ${String(sent.authorization)}`;
      const body = type.includes('json') ? { error: { message: text }, sent } : `{"${text}`;
      json(status, body, { 'content-type': type, 'x-sent': String(sent['x-team-token']) })(response, sent);
    };

  test('go out with every request', async () => {
    const { url, asked } = await serve(failed(500), fine);
    await ask(url, { headers: { 'x-team-token': 'tt-header-2' }, maxRetries: 1 });
    const expected = { 'x-team-token': 'tt-header-2', authorization: 'Bearer sk-secret-1' };
    expect(asked).toMatchObject([expected, expected]);
  });

  test.each<[string, Reply]>([
    ['a refusal', repeat(401)],
    ['a server’s error', repeat(500)],
    ['a refusal in other words', json(400, { detail: 'tt-header-2', key: ['sk-secret-1', 'dXNlcjpwYXNz'] })],
    ['a page', repeat(200, 'text/html')],
    ['half a body', json(200, '"sk-secret-1 tt-header-2 dXNlcjpwYXNz')],
    ['a status line', (response) => response.writeHead(500, 'tt-header-2').end()],
  ])('are in nothing that is shown of %s', async (_, reply) => {
    const { url } = await serve(reply);
    const fault = await faultOf(url, { headers, apiKey: 'sk-secret-1' });
    const shown = inspect(fault, { depth: 20, showHidden: true, maxStringLength: null });
    expect(shown).not.toMatch(/sk-s|tt-h|dXNl/);
    expect(`${fault.message}${String(fault.stack)}`).not.toMatch(/sk-s|tt-h|dXNl/);
  });

  test('are the headers, too, that the library takes from the environment', async () => {
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-proxy-token: pt-header-3');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { url, asked } = await serve((response, sent) => {
      json(403, `no ${String(sent['x-proxy-token'])}`)(response, sent);
    });
    expect((await faultOf(url)).message).toBe('403 no ***');
    expect(asked).toMatchObject([{ 'x-proxy-token': 'pt-header-3' }]);
  });

  test.each<[string, Partial<ClientOptions>, string]>([
    ['no key', { apiKey: '' }, 'The API key is empty'],
    ['a key of two lines', { apiKey: 'sk-secret-1\nx' }, 'The API key cannot be sent'],
    ['a header of two lines', { headers: { 'x-a': 'sk-secret-1\nx' } }, 'The header "x-a" cannot be sent'],
    ['a header for the key', { headers: { authorization: 'sk-secret-1\nx' } }, 'The header "authorization"'],
    ['a header that is no name', { headers: { 'x a': 'sk-secret-1' } }, 'The header "x a" cannot be sent'],
    [
      'an address with a password',
      { baseUrl: 'http://u:sk-secret-1@localhost/v1' },
      'expected them in a header',
    ],
    ['no address', { baseUrl: 'sk-secret-1' }, 'has no address'],
  ])('that stand in %s are bad input, and not shown', async (_, options, words) => {
    const opening = openClient({
      baseUrl: 'http://localhost/v1',
      apiKey: 'k',
      timeout: 1,
      maxRetries: 0,
      ...options,
    });
    const error: unknown = await opening.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(words);
    expect(inspect(error, { depth: 20 })).not.toContain('sk-s');
  });
});

test('what is no fault of the endpoint is no fault', async () => {
  const { url } = await serve(fine);
  const defect = new TypeError('a defect');
  const { outcome } = await ask(url, {
    maxRetries: 3,
    read: () => {
      throw defect;
    },
  });
  expect(outcome).toBe(defect);
});
