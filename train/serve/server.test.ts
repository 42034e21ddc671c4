import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Hono } from 'hono';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedIo, packageRoot } from '../../datasets/index.ts';
import { serveCommand } from './command.ts';
import { listen } from './listen.ts';
import type { ScorerPool } from './scorer-pool.ts';

let root = '';
let tasks = '';
/** As it is shipped: threads run JavaScript only. */
let shipped: { readonly ScorerPool: typeof ScorerPool; readonly serveCommand: typeof serveCommand };

beforeAll(async () => {
  const runs = join(packageRoot(import.meta.url), 'runs');
  await mkdir(runs, { recursive: true });
  root = await mkdtemp(join(runs, 'serve-test-'));
  tasks = join(root, 'tasks.jsonl');
  const tool = { name: 'ring', parameters: { type: 'object', properties: {} } };
  const task = { id: 't', tools: [tool], messages: [{ role: 'user', content: 'Ring!' }] };
  await writeFile(tasks, JSON.stringify({ ...task, possible_answers: [{ ring: {} }] }));
  const of = (name: string) => join(import.meta.dirname, `${name}.ts`);
  const input = { command: of('command'), pool: of('scorer-pool'), 'score-thread': of('score-thread') };
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await bundle.write({ dir: join(root, 'built'), format: 'esm' });
  await bundle.close();
  const built = (name: string) =>
    import(pathToFileURL(join(root, 'built', `${name}.js`)).href) as Promise<object>;
  shipped = { ...(await built('pool')), ...(await built('command')) } as typeof shipped;
}, 60_000);
afterAll(() => rm(root, { recursive: true }));

const body = (run: string, ...results: string[]) =>
  JSON.stringify({
    run_id: run,
    items: results.map((result, place) => ({ id: String(place), task_id: 't', result })),
  });

/** Has a server serve, as the command line does. */
async function serving(options: object, environment: Record<string, string> = {}) {
  const ending = new AbortController();
  let [out, notes] = ['', ''];
  let told: (text: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => (told = resolve));
  const io = detachedIo({
    workingDirectory: root,
    environment,
    interruption: () => ending.signal,
    told: (text, stream) => {
      if (stream === 'stdout') told((out += text));
      else notes += text;
    },
  });
  const { serveCommand: command } = shipped;
  const code = command.run(
    command.schema.parse({ suite: 'tasks.jsonl', port: 0, threads: 2, ...options }),
    io,
  );
  const url = await Promise.race([first, code.then(() => '')]);
  const end = async () => {
    ending.abort();
    return code;
  };
  return { url: /http:\S+?(?=,)/.exec(url)?.[0] ?? '', out: () => out, notes: () => notes, end };
}

const post = (url: string, text: string) =>
  fetch(`${url}/v1/score`, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } });

test('a thousand callers at once are served, each with its own reward', async () => {
  const { url, end } = await serving({ runDir: 'many' });
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => {
      const response = await post(url, body(`r${n}`, n % 3 === 0 ? '[ring()]' : 'no'));
      const { items } = (await response.json()) as { items: { reward: number }[] };
      return items[0]?.reward;
    }),
  );
  expect(answers).toEqual(Array.from({ length: 1000 }, (_, n) => Number(n % 3 === 0)));
  expect(await end()).toBe(0);
  const lines = (await readFile(join(root, 'many', 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(1000);
});

test('what is under way when the server is told to end is answered, and nothing else', async () => {
  const app = new Hono();
  const [underWay, mayGoOn] = [new EventEmitter(), new EventEmitter()];
  const isUnderWay = once(underWay, 'now');
  app.get('/', async (context) => {
    underWay.emit('now');
    await once(mayGoOn, 'now');
    return context.text('done');
  });
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0, requestTimeout: 10_000 });
  const asked = fetch(url);
  await isUnderWay;
  const closed = close(60_000);
  await expect(fetch(url)).rejects.toThrow();
  mayGoOn.emit('now');
  expect(await (await asked).text()).toBe('done');
  await closed;
});

test('who sends its request drop by drop is let go, and others are served', async () => {
  const { url, end } = await serving({ runDir: 'slow', timeLimit: 1 });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  const closed = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve();
    });
  });
  socket.write('POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{');
  const drops = setInterval(() => socket.write(' '), 100);
  expect((await post(url, body('r', '[ring()]'))).status).toBe(200);
  await closed;
  clearInterval(drops);
  expect(heard).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
  await end();
});

test('a thread that takes too long is replaced, and the next request is graded', async () => {
  const notes: string[] = [];
  const pool = await shipped.ScorerPool.open(
    { source: { kind: 'own', file: tasks }, reward: 'gated', today: { year: 2026, month: 1, day: 1 } },
    { size: 1, mostWaiting: 2, timeLimit: 400, note: (text) => notes.push(text) },
  );
  const long = body(
    'r',
    ...Array.from({ length: 4000 }, (_, n) => `[${'ring(), '.repeat(400)}ring(a=${n})]`),
  );
  const [late, full, over] = await Promise.all([
    pool.score(long),
    pool.score(long),
    pool.score(body('r', 'x')),
  ]);
  const codes = [late, full, over].map((one) => (one.kind === 'refused' ? one.refusal.code : one.kind));
  expect(codes.slice(0, 2).every((code) => code === 'too_slow' || code === 'broken_off')).toBe(true);
  expect(codes[2]).toBe('overloaded');
  expect(notes[0]).toMatch(/longer than 0\.4 s|broken off/);
  const graded = await retried(() => pool.score(body('r', '[ring()]')));
  expect(graded).toMatchObject({ kind: 'scored', entries: [{ reward: 1 }] });
  await pool.close();
});

/** As a trainer does: asked again while the server asks for that. */
async function retried(ask: () => ReturnType<ScorerPool['score']>): ReturnType<ScorerPool['score']> {
  for (;;) {
    const answer = await ask();
    if (answer.kind === 'scored' || answer.refusal.status !== 503) return answer;
  }
}

test.each([
  ['no suite', { suite: undefined }, {}, /Expected --suite .* or --bfcl/],
  ['a suite and BFCL', { bfcl: true }, {}, /Expected --suite .* or --bfcl/],
  ['others, and no token', { host: '0.0.0.0' }, {}, /open to others: expected a token/],
  ['a token that is none', {}, { INFTOOL_TOKEN: 'a b' }, /INFTOOL_TOKEN: expected letters/],
  ['a suite that there is not', { suite: 'none.jsonl' }, {}, /none\.jsonl/],
  ['an address of another machine', { host: '203.0.113.9' }, { INFTOOL_TOKEN: 'x' }, /expected a free port/],
])('%s: bad input', async (name, options, environment, message) => {
  const runDir = name.replaceAll(' ', '-').replaceAll(',', '');
  await expect(serving({ runDir, ...options }, environment)).rejects.toThrow(message);
});
