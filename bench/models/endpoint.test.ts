import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openEndpoint, type EndpointOptions } from './endpoint.ts';
import type { Completion, CompletionRequest, FunctionDoc } from './model.ts';

/** A reply: a JSON body, or what is done to the connection. */
type Reply = object | ((response: ServerResponse) => void);

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}

/** Serves replies in order on this machine; what was asked is in `asked`. */
async function serve(replies: readonly Reply[]): Promise<{ baseUrl: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const reply = replies[asked.length];
      asked.push(JSON.parse(text));
      if (typeof reply === 'function') reply(response);
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(reply));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end('{"error": {"message": "no"}}');
  };

const message = (fields: object) => ({ choices: [{ message: { role: 'assistant', ...fields } }] });
const toolCall = (name: string, text: unknown) => ({
  id: 'x1',
  type: 'function',
  function: { name, arguments: text },
});

const doc = (name: string): FunctionDoc => ({
  name,
  description: `Does ${name}.`,
  parameters: { type: 'dict', properties: { at: { type: 'float' }, any: { type: 'any' } }, required: ['at'] },
});
const request: CompletionRequest = {
  messages: [{ role: 'user', content: 'Go.' }],
  tools: [doc('lamp.dim'), doc('lamp_dim')],
  seed: 41,
};

const never = new AbortController().signal;

/** Tells these times, in milliseconds, one after the other. */
function clock(...times: number[]): () => number {
  return () => {
    const time = times.shift();
    if (time === undefined) throw new RangeError('the clock has stopped');
    return time;
  };
}

const open = (baseUrl: string, more: Partial<EndpointOptions> = {}) =>
  openEndpoint({ baseUrl, apiKey: 'none', model: 'm-1', timeout: 2000, maxRetries: 0, ...more });

async function answerTo(replies: readonly Reply[], more: Partial<EndpointOptions> = {}): Promise<Completion> {
  const { baseUrl } = await serve(replies);
  return (await open(baseUrl, more)).complete(request, never);
}

describe('a request', () => {
  test('goes out as chat completions have it, with the seed', async () => {
    const { baseUrl, asked } = await serve([message({ content: 'Done.' })]);
    const model = await open(baseUrl, {
      sampling: { temperature: 0.5, maxTokens: 64 },
      extraBody: { top_k: 3 },
    });
    const call = { id: 'c1', name: 'lamp.dim', arguments: '{"at": 1' };
    await model.complete(
      {
        ...request,
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Go.' },
          { role: 'assistant', content: '', calls: [call] },
          { role: 'tool', call_id: 'c1', content: 'bad arguments' },
          { role: 'assistant', content: 'Sorry.', calls: [] },
        ],
      },
      never,
    );
    const schema = {
      type: 'object',
      properties: { at: { type: 'number' }, any: {} },
      required: ['at'],
    };
    expect(asked).toEqual([
      {
        model: 'm-1',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Go.' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'c1', type: 'function', function: { name: 'lamp_dim', arguments: '{"at": 1' } },
            ],
          },
          { role: 'tool', tool_call_id: 'c1', content: 'bad arguments' },
          { role: 'assistant', content: 'Sorry.' },
        ],
        tools: [
          {
            type: 'function',
            function: { name: 'lamp_dim', description: 'Does lamp.dim.', parameters: schema },
          },
          {
            type: 'function',
            function: { name: 'lamp_dim_2', description: 'Does lamp_dim.', parameters: schema },
          },
        ],
        temperature: 0.5,
        max_tokens: 64,
        seed: 41,
        top_k: 3,
      },
    ]);
  });

  test('without tools has none, as an empty list is refused by servers', async () => {
    const { baseUrl, asked } = await serve([message({ content: 'Hello.' })]);
    await (await open(baseUrl)).complete({ ...request, tools: [] }, never);
    expect(asked[0]).not.toHaveProperty('tools');
  });
});

describe('an answer', () => {
  test.each([
    ['absent', {}, {}],
    ['null', { tool_calls: null, reasoning_content: null, reasoning: '' }, {}],
    ['empty', { tool_calls: [] }, { isEmptyList: true }],
  ])('in words has no calls where they are %s', async (_, fields, told) => {
    const body = {
      ...message({ content: 'No.', ...fields }),
      usage: { prompt_tokens: 12, completion_tokens: 3 },
    };
    expect(await answerTo([body], { now: clock(0, 750) })).toEqual({
      content: 'No.',
      calls: [],
      ...told,
      usage: { input: 12, output: 3 },
      latency: 0.75,
      attempts: 1,
    });
  });

  test('with calls has names as they were written, and arguments as they came', async () => {
    const tool_calls = [
      toolCall('lamp_dim', '{"at": 1.0, }'),
      { function: { name: 'lamp_dim_2', arguments: { at: 2 } } },
      { id: null, function: { name: 'made_up' } },
    ];
    expect(await answerTo([message({ content: null, tool_calls })])).toMatchObject({
      content: null,
      calls: [
        { id: 'x1', name: 'lamp.dim', arguments: '{"at": 1.0, }' },
        { id: 'call_1', name: 'lamp_dim', arguments: '{"at":2}' },
        { id: 'call_2', name: 'made_up', arguments: '{}' },
      ],
    });
  });

  test.each([
    [{ content: null }, null],
    [{}, null],
    [{ content: '' }, ''],
    [{ content: null, refusal: 'I may not.' }, 'I may not.'],
  ])('of %j has %j as its content', async (fields, content) => {
    expect(await answerTo([message(fields)])).toMatchObject({ content, calls: [] });
  });

  test.each([
    [{ reasoning_content: 'First,', reasoning: 'Then,' }, 'First,'],
    [{ reasoning_content: '', reasoning: 'Then,' }, 'Then,'],
    [{ reasoning: { effort: 'low' } }, undefined],
  ])('of %j has the reasoning %j', async (fields, reasoning) => {
    const { reasoning: told } = await answerTo([message({ content: 'No.', ...fields })]);
    expect(told).toBe(reasoning);
  });

  test('tells of the try that was answered, and of those before', async () => {
    const limited = status(429, { 'retry-after-ms': '1' });
    const replies = [limited, { choices: [] }, message({ content: 'At last.' })];
    const pauses: number[] = [];
    const answer = await answerTo(replies, {
      maxRetries: 2,
      pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
      now: clock(0, 5000, 5000, 6000, 9000, 9250),
    });
    expect(answer).toMatchObject({ content: 'At last.', attempts: 3, latency: 0.25 });
    expect(pauses).toHaveLength(2);
  });
});

describe('a completion of a prompt', () => {
  const text = (fields: object) => ({ choices: [{ index: 0, ...fields }] });
  const prompted = { ...request, prompt: 'Once', tools: [] };
  const openText = async (replies: readonly Reply[], more: Partial<EndpointOptions> = {}) => {
    const { baseUrl, asked } = await serve(replies);
    return { asked, model: await open(baseUrl, { api: 'completions', ...more }) };
  };

  test('is asked for with the prompt alone, and its text is the content', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 };
    const { asked, model } = await openText([{ ...text({ text: ' upon' }), usage }], {
      sampling: { topP: 0.9, stop: ['.'], presencePenalty: 0.5, frequencyPenalty: 0.25 },
    });
    expect(await model.complete(prompted, never)).toMatchObject({
      content: ' upon',
      calls: [],
      usage: { input: 1, output: 2 },
      attempts: 1,
    });
    const sampling = { top_p: 0.9, stop: ['.'], presence_penalty: 0.5, frequency_penalty: 0.25 };
    expect(asked).toEqual([{ model: 'm-1', prompt: 'Once', ...sampling, seed: 41 }]);
  });

  test.each([
    ['tools', { ...request, prompt: 'Once' }, 'offer no tools'],
    ['no prompt', { ...request, tools: [] }, 'expected a prompt'],
  ])('is not asked for with %s', async (_, wrong, words) => {
    const { asked, model } = await openText([]);
    const answer = model.complete(wrong, never);
    await expect(answer).rejects.toThrow(RangeError);
    await expect(answer).rejects.toThrow(words);
    expect(asked).toEqual([]);
  });

  test.each([
    ['malformed', text({ message: { content: 'Yes.' } })],
    ['refused', text({ text: '', finish_reason: 'content_filter' })],
  ])('is a %s fault for %j', async (faultClass, reply) => {
    const { model } = await openText([reply]);
    await expect(model.complete(prompted, never)).rejects.toMatchObject({ class: faultClass });
  });
});

describe('a fault', () => {
  const hang = () => undefined;
  const stall = (response: ServerResponse) => response.writeHead(200).write('{"choices": [');
  const drop = (response: ServerResponse) => response.destroy();
  const broken = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [');

  test.each<[string, string, Reply]>([
    ['timeout', 'without headers', hang],
    ['timeout', 'in the middle of a body', stall],
    ['connection', 'on a dropped connection', drop],
    ['rate_limit', 'on 429', status(429)],
    ['server', 'on 503', status(503)],
    ['refused', 'on 401', status(401)],
    [
      'refused',
      'from a filter',
      { choices: [{ finish_reason: 'content_filter', message: { content: null } }] },
    ],
    ['malformed', 'on half a body', broken],
    ['malformed', 'on another document', { object: 'list' }],
    ['malformed', 'without choices', { choices: [] }],
    ['malformed', 'on calls that are no list', message({ tool_calls: 'lamp_dim()' })],
    ['malformed', 'on a call without a name', message({ tool_calls: [{ id: 'x1', function: {} }] })],
  ])('is a %s %s', async (faultClass, _, reply) => {
    const isSilent = reply === hang || reply === stall;
    const answer = answerTo([reply], { timeout: isSilent ? 60 : 20_000 });
    await expect(answer).rejects.toMatchObject({ name: 'ModelFault', class: faultClass, attempts: 1 });
  });

  test('or an answer leaves nothing on the signal', () => {
    expect(getEventListeners(never, 'abort')).toEqual([]);
  });

  test('is none where the caller stops', async () => {
    const { baseUrl } = await serve([hang]);
    const stop = new AbortController();
    const answer = (await open(baseUrl)).complete(request, stop.signal);
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});
