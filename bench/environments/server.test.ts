import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  InputError,
  parseExpression,
  readJson,
  repr,
  writeJson,
  writeJsonWithFallback,
  type Expression,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import {
  environmentClass,
  executeCalls,
  openInstances,
  pathTaskOf,
  settingFor,
  type PathTask,
} from '../../graders/index.ts';
import { corporaFolder, corpusSuite } from '../corpora/corpora.ts';
import { serveHttp, type HttpOptions } from './http-server.ts';
import type { Stage } from './server.ts';
import { undocumentedTools } from './tool-list.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
const none: ReadonlyMap<string, Value> = new Map();
const surroundings = { today: { year: 2026, month: 3, day: 4 }, longContext: none };

const folder = mkdtempSync(path.join(tmpdir(), 'inftool-mcp-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function stageOf(task: PathTask, longContext = none): Stage {
  const tools = task.classes.flatMap((name) => undocumentedTools(environmentClass(name) ?? fail()));
  return { task, surroundings: { ...surroundings, longContext }, tools, instructions: 'Play.' };
}

function fail(): never {
  throw new Error('not there');
}

/** A traveller who books, tells about it and takes it back. */
const journey: PathTask = {
  id: 'journey_0',
  classes: ['TravelAPI', 'TwitterAPI'],
  configuration: new Map<Value, Value>([
    [
      'TravelAPI',
      readJson(
        '{"credit_card_list": {"77": {"card_number": "4111", "balance": 9000.0}}, "access_token": "tok", "token_expires_in": 5}',
      ),
    ],
    ['TwitterAPI', readJson('{"username": "mia", "password": "pw", "authenticated": true}')],
  ]),
  path: [
    [
      "get_flight_cost(travel_from='SFO', travel_to='LAX', travel_date='2026-05-06', travel_class='business')",
      "book_flight(access_token='tok', card_id='77', travel_date='2026-05-06', travel_from='SFO', travel_to='LAX', travel_class='business')",
      "retrieve_invoice(access_token='tok', booking_id='3426812')",
    ],
    [
      "post_tweet(content='Off to LAX!', tags=['#travel', '#LAX'])",
      "comment(tweet_id=0, comment_content='Bon voyage')",
      "comment(tweet_id='none', comment_content=None)",
    ],
    [
      "get_flight_cost(travel_from='SFO', travel_to='NOWHERE', travel_date='2026-05-06', travel_class='economy')",
      "compute_exchange_rate(base_currency='USD', target_currency='EUR', value=1152921504606846976)",
      "cancel_booking(access_token='tok', booking_id='3426812')",
      "set_budget_limit(access_token='tok', budget_limit=-2.5)",
    ],
  ],
  isLongContext: false,
};

type Call = { readonly name: string; readonly arguments: Record<string, unknown> };

/** A call text as what a client sends. Floats that are whole come to it as ints: its numbers are JavaScript's. */
function sent(text: string, { classes }: PathTask): Call {
  const call = parseExpression(text.trim());
  if (call.kind !== 'Call' || call.func.kind !== 'Name') throw new Error(`no plain call: ${text}`);
  const name = call.func.id;
  const parameters = classes.map((one) => environmentClass(one)?.methods.get(name)).find(Boolean) ?? [];
  const positional = call.args.map((value, index) => [parameters[index]?.name ?? fail(), plain(value)]);
  const named = call.keywords.map(({ argument, value }) => [argument ?? fail(), plain(value)]);
  return { name, arguments: Object.fromEntries([...positional, ...named]) as Call['arguments'] };
}

function plain(node: Expression): unknown {
  if (node.kind === 'Constant') return typeof node.value === 'bigint' ? Number(node.value) : node.value;
  if (node.kind === 'List' || node.kind === 'Tuple') return node.elements.map(plain);
  if (node.kind === 'UnaryOp') return -Number(plain(node.operand));
  if (node.kind === 'Dict') {
    const keys = node.keys.map((key) => plain(key ?? fail()));
    return Object.fromEntries(keys.map((key, index) => [String(key), plain(node.values[index] ?? fail())]));
  }
  throw new Error(`no constant: ${node.kind}`);
}

/** The same call as a text again. */
function textOf({ name, arguments: given }: Call): string {
  const values = Object.entries(given).map(([key, value]) => {
    const text = JSON.stringify(value);
    return `${key}=${repr(readJson(text))}`;
  });
  return `${name}(${values.join(', ')})`;
}

/** What the path comes to without any server between. */
function expected(task: PathTask, calls: readonly Call[], longContext = none) {
  const instances = openInstances(task, 'm', settingFor(task, { ...surroundings, longContext }));
  return { results: executeCalls(calls.map(textOf), instances), states: statesOf(instances) };
}

function statesOf(instances: ReturnType<typeof openInstances>): Map<Value, Value> {
  return new Map([...instances.values()].map((one) => [one.type.name, new Map<Value, Value>(one.state())]));
}

async function connected(transport: Transport, mode?: 'auto'): Promise<Client> {
  const client = new Client(
    { name: 'player', version: '1' },
    mode === undefined ? {} : { versionNegotiation: { mode } },
  );
  await client.connect(transport);
  closers.push(() => client.close());
  return client;
}

function overStdio(...options: string[]): StdioClientTransport {
  return new StdioClientTransport({
    command: process.execPath,
    args: [cli, 'mcp', ...options],
    stderr: 'ignore',
  });
}

async function listening(stage: Stage, options: Partial<HttpOptions> = {}) {
  const server = await serveHttp(stage, {
    host: '127.0.0.1',
    port: 0,
    allowedHosts: [],
    limits: { count: 3, idle: 60_000 },
    now: () => performance.now(),
    note: (text) => {
      throw new Error(text);
    },
    ...options,
  });
  closers.push(() => server.close());
  return server;
}

const overHttp = (url: string) => new StreamableHTTPClientTransport(new URL(url));

async function result(client: Client, call: Call): Promise<{ text: string; isError: boolean }> {
  const { content, isError = false } = await client.callTool(call);
  const [first] = content;
  return { text: first?.type === 'text' ? first.text : '', isError };
}

async function state(client: Client): Promise<string> {
  const { contents } = await client.readResource({ uri: 'inftool://state' });
  const [first] = contents;
  return first !== undefined && 'text' in first ? first.text : '';
}

async function play(client: Client, task: PathTask, longContext = none): Promise<void> {
  const calls = task.path.flat().map((text) => sent(text, task));
  const { results, states } = expected(task, calls, longContext);
  for (const [index, call] of calls.entries()) {
    const { text, isError } = await result(client, call);
    expect([call.name, text]).toEqual([call.name, results[index]]);
    expect(isError).toBe(text.startsWith('Error during execution: '));
  }
  expect(await state(client)).toBe(writeJsonWithFallback(states));
}

test.each([undefined, 'auto'] as const)('a path over stdio (version negotiation: %s)', async (mode) => {
  const configured = path.join(folder, 'journey.json');
  writeFileSync(configured, writeJson(journey.configuration));
  const transport = overStdio('--environment', 'TravelAPI,TwitterAPI', '--config', configured);
  const client = await connected(transport, mode);
  const { tools } = await client.listTools();
  const methods = journey.classes.flatMap((name) => [...(environmentClass(name)?.methods.keys() ?? [])]);
  expect(tools.map(({ name }) => name).sort()).toEqual(methods.sort());
  expect(client.getInstructions()).toMatch(/^TravelAPI, TwitterAPI of .*Today is \d{4}-\d\d-\d\d\./);
  await play(client, journey);
});

test.each([undefined, 'auto'] as const)('a path over HTTP (version negotiation: %s)', async (mode) => {
  const { url } = await listening(stageOf(journey));
  await play(await connected(overHttp(url), mode), journey);
});

test('what the journey comes to, written down', () => {
  const calls = journey.path.flat().map((text) => sent(text, journey));
  expect(expected(journey, calls).results).toMatchInlineSnapshot(`
    [
      "{"travel_cost_list": [400.0]}",
      "{"booking_id": "3426812", "transaction_id": "45451592", "booking_status": true, "booking_history": {}}",
      "{"invoice": {"booking_id": "3426812", "travel_date": "2026-05-06", "travel_from": "SFO", "travel_to": "LAX", "travel_class": "business", "travel_cost": 400.0, "transaction_id": "45451592"}}",
      "{"id": 0, "username": "mia", "content": "Off to LAX!", "tags": ["#travel", "#LAX"], "mentions": []}",
      "{"comment_status": "Comment added successfully"}",
      "{"error": "Tweet with ID none not found."}",
      "Error during execution: No available route for the given airports.",
      "{"exchanged_value": 9.223372036854776e+17}",
      "{"cancel_status": true}",
      "{"budget_limit": -2.5}",
    ]
  `);
});

test('numbers keep their type on the way', async () => {
  const { url } = await listening(stageOf({ ...journey, classes: ['MathAPI'] }));
  const transport = overHttp(url);
  await connected(transport);
  const answers = ['[1, 2.0]', '[1152921504606846976, 1]', '[1e400, 1]'].map(async (numbers, index) => {
    const call = `{"jsonrpc": "2.0", "id": "n${index}", "method": "tools/call", "params": {"name": "sum_values", "arguments": {"numbers": ${numbers}}}}`;
    return textIn(await post(url, call, transport.sessionId));
  });
  expect(await Promise.all(answers)).toEqual([
    '{"result": 3.0}',
    '{"result": 1152921504606846977}',
    '{"result": Infinity}',
  ]);
});

test('sessions do not see each other’s state, and end when they are told to', async () => {
  const { url, sessions } = await listening(stageOf(journey));
  const transport = overHttp(url);
  const [one, other] = [await connected(transport), await connected(overHttp(url))];
  const before = await state(other);
  await one.callTool({ name: 'post_tweet', arguments: { content: 'mine' } });
  expect(await state(one)).toContain('mine');
  expect(await state(other)).toBe(before);
  const { sessionId } = transport;
  await transport.terminateSession();
  expect(sessions.count).toBe(1);
  expect((await post(url, ping, sessionId)).status).toBe(404);
  expect(await state(other)).toBe(before);
});

test('there are no more sessions than allowed, and idle ones make room', async () => {
  let now = 0;
  const { url, sessions } = await listening(stageOf(journey), {
    limits: { count: 2, idle: 1000 },
    now: () => now,
  });
  const first = await connected(overHttp(url));
  now = 500;
  await connected(overHttp(url));
  await expect(connected(overHttp(url))).rejects.toThrow(/2 sessions are open/);
  now = 900;
  await first.ping();
  now = 1600;
  await connected(overHttp(url));
  expect(sessions.count).toBe(2);
  await first.ping();
  now = 3000;
  await expect(first.ping()).rejects.toThrow(/not found/i);
  expect(sessions.count).toBe(0);
});

test.each([
  ['no_such_tool', {}],
  ['_load_scenario', { scenario: {} }],
  ['__init__', {}],
  ['constructor', {}],
  ['__proto__', {}],
  ['toString', {}],
  ['ls', {}],
])('%s is no tool', async (name, given) => {
  const { url } = await listening(stageOf(journey));
  const client = await connected(overHttp(url));
  await expect(client.callTool({ name, arguments: given })).rejects.toThrow(`Unknown tool: ${name}`);
  expect(await state(client)).toBe(await state(await connected(overHttp(url))));
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['post_tweet', {}, /^Error during execution: TwitterAPI\.post_tweet\(\) missing 1 required/],
  ['post_tweet', { content: 1, self: 2 }, /multiple values for argument 'self'$/],
  ['post_tweet', { content: '', constructor: 1 }, /unexpected keyword argument 'constructor'$/],
  ['post_tweet', { content: 'x'.repeat(2_000_000) }, /exceeds the evaluation budget/],
  ['post_tweet', { content: 'x', tags: Array.from({ length: 600_000 }, () => 1) }, /evaluation budget/],
  ['post_tweet', { content: JSON.parse(`${'['.repeat(900)}${']'.repeat(900)}`) as unknown }, /budget/],
])('%s with arguments that do not do is answered as an error (%#)', async (name, given, message) => {
  const { url } = await listening(stageOf(journey));
  const client = await connected(overHttp(url));
  const before = await state(client);
  const answered = await result(client, { name, arguments: given });
  expect(answered).toEqual({ text: expect.stringMatching(message) as unknown, isError: true });
  expect(await state(client)).toBe(before);
});

test('a session cannot be told without end', async () => {
  const { url } = await listening(stageOf(journey));
  const client = await connected(overHttp(url));
  const call = { name: 'post_tweet', arguments: { content: 'x'.repeat(1_000_000) } };
  const answers: boolean[] = [];
  for (let count = 0; count < 18; count++) answers.push((await result(client, call)).isError);
  expect(answers.filter((isError) => isError)).toHaveLength(2);
});

const ping = '{"jsonrpc": "2.0", "id": 1, "method": "ping"}';

type Answer = { readonly status: number; readonly body: string };

/** By hand, as no client of the library would. */
function post(
  url: string,
  body: string,
  sessionId?: string,
  { method = 'POST', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const session = sessionId === undefined ? {} : { 'mcp-session-id': sessionId };
    const accept = 'application/json, text/event-stream';
    const outgoing = httpRequest(
      url,
      { method, headers: { accept, 'content-type': 'application/json', ...session, ...headers } },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () => {
          resolve({ status: incoming.statusCode ?? 0, body: text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function textIn({ body }: Answer): string | undefined {
  return (JSON.parse(body) as { result?: { content: { text: string }[] } }).result?.content[0]?.text;
}

const initialize =
  '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}}';

const deepCall = `{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "f", "arguments": {"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`;

test.each<[string, string, Parameters<typeof post>[3], number, RegExp]>([
  ['malformed JSON', '{"jsonrpc":', {}, 400, /-32700/],
  ['no message', '{"a": 1}', {}, 400, /-32700/],
  ['an empty body', '', {}, 400, /-32700/],
  ['a request without a session', ping, {}, 400, /"error"/],
  ['a session that there is not', ping, { headers: { 'mcp-session-id': 'x' } }, 404, /Session not found/],
  ['another host', initialize, { headers: { host: 'evil.example' } }, 403, /"error"/],
  ['another origin', initialize, { headers: { origin: 'https://evil.example' } }, 403, /"error"/],
  ['another type of content', initialize, { headers: { 'content-type': 'text/plain' } }, 415, /"error"/],
  ['a stream', '', { method: 'GET' }, 405, /^$/],
  ['another method', '', { method: 'PUT' }, 405, /^$/],
  ['a body over 4 MiB', `"${'x'.repeat(5_000_000)}"`, {}, 413, /longer than/],
  ['a deep body', '['.repeat(1_000_000), {}, 400, /-32700/],
  ['a deep message', deepCall, {}, 400, /"error"/],
])('%s is refused, and the server goes on', async (_, body, options, status, message) => {
  const { url, sessions } = await listening(stageOf(journey));
  const answer = await post(url, body, undefined, options);
  expect(answer).toEqual({ status, body: expect.stringMatching(message) as unknown });
  expect(sessions.count).toBe(0);
  await play(await connected(overHttp(url)), journey);
});

test('a port that is taken is bad input', async () => {
  const { url } = await listening(stageOf(journey));
  const port = Number(new URL(url).port);
  await expect(listening(stageOf(journey), { port })).rejects.toThrow(InputError);
});

test('the command serves over HTTP, too', async () => {
  const child = spawn(process.execPath, [cli, 'mcp', '--environment', 'MathAPI', '--http', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  closers.push(() => {
    child.kill();
    return once(child, 'exit');
  });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const url = await new Promise<string>((resolve) => {
    let notes = '';
    child.stderr.on('data', (chunk: Buffer) => {
      notes += chunk.toString();
      const found = /serving MathAPI at (\S+)\n/.exec(notes)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const client = await connected(overHttp(url));
  expect(await result(client, { name: 'add', arguments: { a: 2, b: 3 } })).toEqual({
    text: '{"result": 5}',
    isError: false,
  });
  expect(written).toBe('');
});

describe.skipIf(corporaFolder === undefined)('paths of BFCL', () => {
  const tasks = new Map<string, Task>();
  let longContext: ReadonlyMap<string, Value> = new Map();
  beforeAll(async () => {
    const suite = await corpusSuite();
    longContext = (await suite.longContext?.()) ?? none;
    for (const category of ['multi_turn_base', 'multi_turn_long_context'])
      for (const task of await suite.tasks(category)) {
        const key = `${category} ${pathTaskOf(task).classes.join(' ')}`;
        if (!tasks.has(key)) tasks.set(key, task);
      }
  });

  test('one for every set of environments, over MCP and without', async () => {
    expect(tasks.size).toBeGreaterThan(10);
    for (const task of tasks.values()) {
      const played = pathTaskOf(task);
      const { url } = await listening(stageOf(played, longContext));
      await play(await connected(overHttp(url)), played, longContext);
    }
  });
});
