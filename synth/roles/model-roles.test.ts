import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openEndpoint, ScriptedModel, type Model } from '../../bench/index.ts';
import { TrajectorySchema } from '../../datasets/index.ts';
import { planned } from './boats-fixture.ts';
import { ModelAssistant } from './model-assistant.ts';
import { ModelServer } from './model-server.ts';
import { ModelUser } from './model-user.ts';
import { play } from './play.ts';
import { END_MARK } from './prompts.ts';
import type { ServerTurn } from './role.ts';

const scenario = planned('missing_parameter');
const signal = new AbortController().signal;
const options = { seed: 1, maximumSteps: 6, signal };

type Asked = {
  readonly model: string;
  readonly messages: readonly { role: string; content: string | null }[];
  readonly tools?: readonly { function: { name: string } }[];
  readonly seed: number;
};
type Reply = { readonly message: object } | { readonly status: number } | 'silence';

/** `timeout` in ms: short where silence is waited out, and long where a slow machine is not to fail. */
type Patience = { readonly maxRetries: number; readonly timeout: number };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A chat-completions server on this machine that has a list of replies for every model. */
async function serve(replies: Readonly<Record<string, readonly Reply[]>>, { maxRetries, timeout }: Patience) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void request.toArray().then((pieces: Buffer[]) => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as Asked;
      const reply = replies[body.model]?.[asked.filter(({ model }) => model === body.model).length];
      asked.push(body);
      if (reply === 'silence') return;
      const isMessage = reply !== undefined && 'message' in reply;
      const headers = { 'content-type': 'application/json', 'retry-after-ms': '1' };
      response.writeHead(isMessage ? 200 : (reply?.status ?? 500), headers);
      response.end(JSON.stringify(isMessage ? { choices: [{ message: reply.message }] } : { error: {} }));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const open = (model: string): Promise<Model> =>
    openEndpoint({ baseUrl, apiKey: 'none', model, timeout, maxRetries });
  return { asked, open };
}

const says = (content: string): Reply => ({ message: { content } });
const calls = (text: string): Reply => ({
  message: {
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'boats_book', arguments: text } }],
  },
});
const whole = '{"boat": "Mira", "hours": 4, "on": "2026-05-02"}';

async function played(replies: Readonly<Record<string, readonly Reply[]>>, maxRetries = 0) {
  const isSilent = Object.values(replies).flat().includes('silence');
  const { asked, open } = await serve(replies, { maxRetries, timeout: isSilent ? 150 : 20_000 });
  const trajectory = await play(
    scenario,
    {
      user: new ModelUser(await open('user')),
      assistant: new ModelAssistant(await open('assistant')),
      server: new ModelServer(await open('server')),
    },
    options,
  );
  return { asked, trajectory: TrajectorySchema.parse(trajectory) };
}

describe('three models behind an endpoint', () => {
  const talk = {
    user: [says('I want the Mira.'), says('Four hours, on 2026-05-02.'), says(END_MARK)],
    assistant: [{ status: 429 }, says('How long, and when?'), calls(whole), says('Booked as BK-7.')],
    server: [says('Sure!'), says('```json\n{"booking_id": "BK-7", "boat": "Mira"}\n```')],
  };

  test('play a conversation, past a rate limit and an answer that was no JSON', async () => {
    const { trajectory } = await played(talk, 1);
    expect(trajectory).toMatchObject({
      outcome: 'done',
      players: { user: 'user', assistant: 'assistant', server: 'server' },
    });
    expect(trajectory.messages).toEqual([
      { role: 'user', content: 'I want the Mira.' },
      { role: 'assistant', content: 'How long, and when?', calls: [] },
      { role: 'user', content: 'Four hours, on 2026-05-02.' },
      { role: 'assistant', content: '', calls: [{ id: 'c1', name: 'boats.book', arguments: whole }] },
      { role: 'tool', call_id: 'c1', content: '{"booking_id":"BK-7","boat":"Mira"}', is_error: false },
      { role: 'assistant', content: 'Booked as BK-7.', calls: [] },
    ]);
  });

  test('are each told what their role may know', async () => {
    const { asked } = await played(talk, 1);
    const last = (model: string) => asked.filter((one) => one.model === model).at(-1);
    const texts = (model: string) => JSON.stringify(last(model)?.messages);
    const [prompt] = last('user')?.messages ?? [];
    expect(prompt?.content).toMatch(/first message:\n- boat.*: Mira\n\n.*asks for it:\n- hours.*: 4\n- on/);
    expect(last('user')?.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
    ]);
    expect(texts('user')).not.toContain('booking_id');
    expect(last('assistant')?.tools?.map((tool) => tool.function.name)).toEqual(['boats_book', 'tideTable']);
    expect(last('assistant')?.messages[0]?.content).not.toMatch(/Mira|rower|2026/);
    expect(texts('server')).not.toContain('I want the Mira');
    expect(texts('server')).toContain('it is not JSON');
    const seeds = asked.map(({ seed }) => seed);
    // The try that was refused is made again as it was.
    expect(new Set(seeds).size).toBe(seeds.length - 1);
  });

  test.each<[string, Reply, string]>([
    ['calls that are no list', { message: { tool_calls: 'boats.book()' } }, 'malformed: '],
    ['a refusal', { status: 400 }, 'refused: '],
    ['silence', 'silence', 'timeout: '],
  ])('end as infrastructure on %s', async (_, reply, detail) => {
    const { trajectory } = await played({ user: talk.user, assistant: [reply], server: [] });
    expect(trajectory).toMatchObject({ outcome: 'infrastructure', messages: [{ role: 'user' }] });
    expect(trajectory.detail).toContain(detail);
  });

  test('end as infrastructure where the server is silent', async () => {
    const { trajectory } = await played({
      user: talk.user,
      assistant: [calls(whole)],
      server: ['silence'],
    });
    expect(trajectory).toMatchObject({ outcome: 'infrastructure', messages: [{}, { role: 'assistant' }] });
    expect(trajectory.detail).toContain('timeout: ');
  });
});

describe('a server that a model plays', () => {
  const texts = (...contents: (string | null)[]) =>
    new ScriptedModel(
      'scripted',
      contents.map((content) => ({ content, calls: [] })),
    );
  const ask = (model: Model, name: string, text: string): Promise<ServerTurn> =>
    new ModelServer(model).next(
      {
        planned: scenario,
        offered: [],
        messages: [{ role: 'assistant', content: '', calls: [{ id: 'c1', name, arguments: text }] }],
      },
      1,
      signal,
    );

  test.each([
    ['boats.sink', '{}', 'There is no tool "boats.sink".'],
    ['tideTable', '{}', "The arguments are not valid: arguments must have required property 'harbour'."],
  ])('is not asked about %s with %s', async (name, text, message) => {
    const model = texts();
    expect(await ask(model, name, text)).toEqual({ answers: [{ isError: true, message }] });
    expect(model.requests).toEqual([]);
  });

  test('answers by the schema, or by an error after two tries', async () => {
    const high = async (...contents: (string | null)[]) =>
      await ask(texts(...contents), 'tideTable', '{"harbour": "Oban"}');
    expect(await high('{"high": 20}', '{"high": 4.5}')).toEqual({
      answers: [{ isError: false, answer: { high: 4.5 } }],
    });
    expect(await high(null, '{"high": 4.5}')).toEqual({
      answers: [{ isError: false, answer: { high: 4.5 } }],
    });
    expect(await high('{"high": 20}', '[]')).toEqual({
      answers: [{ isError: true, message: 'The service failed to answer.' }],
    });
    expect(await high('{"error": "No such harbour."}')).toEqual({
      answers: [{ isError: true, message: 'No such harbour.' }],
    });
  });
});

test('a server that a model plays may answer a list', async () => {
  const [tool] = scenario.tools.filter(({ name }) => name === 'tideTable');
  if (tool === undefined) throw new Error('no tool');
  const tools = [{ ...tool, returns: { type: 'array' as const, items: { type: 'number' as const } } }];
  const call = { id: 'c1', name: tool.name, arguments: '{"harbour": "Oban"}' };
  const { answers } = await new ModelServer(
    new ScriptedModel('scripted', [{ content: '[4.5]', calls: [] }]),
  ).next(
    {
      planned: { ...scenario, tools },
      offered: [],
      messages: [{ role: 'assistant', content: '', calls: [call] }],
    },
    1,
    signal,
  );
  expect(answers).toEqual([{ isError: false, answer: [4.5] }]);
});

test.each([' ', null])('a user that says %j, which is nothing, is a fault', async (content) => {
  const mute = new ModelUser(new ScriptedModel('mute', [{ content, calls: [], attempts: 3 }]));
  const next = mute.next({ planned: scenario, offered: [], messages: [] }, 1, signal);
  await expect(next).rejects.toMatchObject({ name: 'ModelFault', class: 'malformed', attempts: 3 });
});
