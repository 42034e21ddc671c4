import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { openEndpoint } from '../endpoint.ts';
import { ModelFault, type Completion, type CompletionRequest, type Model } from '../model.ts';
import type { ChatScript } from './completion.ts';
import { drawFault, faultKinds, type FaultKind, type FaultPlan } from './faults.ts';
import { startScriptedServer, type ScriptedServer } from './server.ts';

const never = new AbortController().signal;

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const echo: ChatScript = ({ body }) => ({ content: `You said ${String(body.messages.at(-1)?.content)} é` });

async function start(faults?: FaultPlan): Promise<ScriptedServer> {
  const server = await startScriptedServer({ answer: echo, latency: 0, faults });
  servers.push(server);
  return server;
}

type Patience = { readonly timeout: number; readonly maxRetries: number; readonly pauses?: number[] };

const open = ({ url }: ScriptedServer, { pauses = [], ...patience }: Patience) =>
  openEndpoint({
    baseUrl: url,
    apiKey: 'none',
    model: 'm',
    pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
    ...patience,
  });

const requestOf = (index: number): CompletionRequest => ({
  messages: [{ role: 'user', content: `number ${index}` }],
  tools: [],
  seed: index,
});

describe('every request that meets', () => {
  const silent: readonly FaultKind[] = ['hang', 'slow-body'];

  test.each<[FaultKind, string, string]>([
    ['429', 'rate_limit', '429 too many requests'],
    ['429-retry-after', 'rate_limit', '429 too many requests'],
    ['500', 'server', '500 internal error'],
    ['503', 'server', '503 overloaded'],
    ['hang', 'timeout', 'Request timed out.'],
    ['slow-body', 'timeout', 'Request timed out.'],
    ['truncated-json', 'malformed', 'no whole JSON came: {"id":"chatcmpl-'],
    ['wrong-content-type', 'malformed', 'no JSON came, but text/html: <!doctype html>'],
    ['empty-choices', 'malformed', 'no chat completion came: choices: '],
    ['invalid-utf8', 'malformed', 'no UTF-8 came'],
    ['closed-socket', 'connection', 'Connection error'],
  ])('%s comes to a fault of class %s after the last try', async (kind, faultClass, words) => {
    const server = await start({ share: 1, seed: 2, kinds: [kind] });
    const pauses: number[] = [];
    const timeout = silent.includes(kind) ? 150 : 20_000;
    const model = await open(server, { timeout, maxRetries: 2, pauses });
    const fault: unknown = await model.complete(requestOf(1), never).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ModelFault);
    expect(fault).toMatchObject({ class: faultClass, attempts: 3 });
    expect((fault as ModelFault).message).toContain(words);
    expect(pauses).toHaveLength(2);
    if (kind === '429-retry-after') expect(pauses).toEqual([1000, 1000]);
    else expect(pauses.every((pause, index) => pause <= 500 * 2 ** index)).toBe(true);
    expect(server.counts).toMatchObject({ requests: 3, faults: { [kind]: 3 } });
  });

  test('a socket closed within the answer is as badly off as before it', async () => {
    const plan: FaultPlan = { share: 1, seed: 1, kinds: ['closed-socket'] };
    const drawn = Array.from({ length: 20 }, (_, before) => drawFault(plan, 'd', before)?.isWithin);
    expect(new Set(drawn)).toEqual(new Set([true, false]));
    const model = await open(await start(plan), { timeout: 20_000, maxRetries: 19 });
    await expect(model.complete(requestOf(1), never)).rejects.toMatchObject({
      class: 'connection',
      attempts: 20,
    });
  });
});

describe('200 requests, of which 30 % are faulty', () => {
  const requests = Array.from({ length: 200 }, (_, index) => requestOf(index));

  /** Told apart from what hangs on the clock. */
  type Outcome = Pick<Completion, 'content' | 'calls' | 'usage'> | ModelFault;

  async function outcomesOf(model: Model): Promise<{ outcome: Outcome; attempts: number }[]> {
    return Promise.all(
      requests.map(async (request) => {
        try {
          const { content, calls, usage, attempts = 0 } = await model.complete(request, never);
          return { outcome: { content, calls, ...(usage && { usage }) }, attempts };
        } catch (error) {
          if (!(error instanceof ModelFault)) throw error;
          return { outcome: error, attempts: error.attempts };
        }
      }),
    );
  }

  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const faultless = async () => outcomesOf(await open(await start(), { timeout: 20_000, maxRetries: 0 }));

  test('all come to what they come to without faults, where there are tries enough', async () => {
    const server = await start({ share: 0.3, seed: 5, kinds: faultKinds });
    const met = await outcomesOf(await open(server, { timeout: 1000, maxRetries: 12 }));
    expect(met.map(({ outcome }) => outcome)).toEqual((await faultless()).map(({ outcome }) => outcome));
    const { requests: total, bodies, faults } = server.counts;
    expect(Object.keys(faults).sort()).toEqual([...faultKinds].sort());
    expect(Object.keys(bodies)).toHaveLength(requests.length);
    expect(Math.max(...Object.values(bodies))).toBeLessThanOrEqual(13);
    expect(Object.values(bodies)).toEqual(expect.arrayContaining([1, 2, 3]));
    // A try that ran out of time may never have been read.
    expect(total).toBeLessThanOrEqual(sum(met.map(({ attempts }) => attempts)));
    expect(total).toBeGreaterThanOrEqual(requests.length + sum(Object.values(faults)));
  });

  test('either come to that or to a fault, and nobody asks beyond the limit', async () => {
    const server = await start({ share: 0.3, seed: 5, kinds: faultKinds });
    const met = await outcomesOf(await open(server, { timeout: 1000, maxRetries: 1 }));
    const expected = await faultless();
    const lost = met.filter(({ outcome }) => outcome instanceof ModelFault);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every(({ attempts }) => attempts === 2)).toBe(true);
    for (const [index, { outcome }] of met.entries())
      if (!(outcome instanceof ModelFault)) expect(outcome).toEqual(expected[index]?.outcome);
    expect(Object.values(server.counts.bodies)).toHaveLength(requests.length);
    expect(Math.max(...Object.values(server.counts.bodies))).toBe(2);
  });

  test('meet the same faults in every run', async () => {
    const kinds = faultKinds.filter((kind) => !['hang', 'slow-body'].includes(kind));
    const run = async (seed: number) => {
      const server = await start({ share: 0.3, seed, kinds });
      const outcomes = await outcomesOf(await open(server, { timeout: 60_000, maxRetries: 2 }));
      const { mostUnderWay, bodies, ...counts } = server.counts;
      expect(mostUnderWay).toBeGreaterThan(0);
      const classes = outcomes.map(({ outcome }) => (outcome instanceof ModelFault ? outcome.class : ''));
      const attempts = outcomes.map(({ attempts: tries }) => tries);
      // Every request that was made reached the server, once for each try.
      expect(Object.values(bodies).sort()).toEqual([...attempts].sort());
      return { counts, classes, attempts };
    };
    const one = await run(5);
    expect(await run(5)).toEqual(one);
    expect(await run(6)).not.toEqual(one);
  });
});

test('whether a request is faulty says nothing about its next try', () => {
  const plan: FaultPlan = { share: 0.3, seed: 1, kinds: faultKinds };
  const digestOf = (index: number) => createHash('sha256').update(`${index}`).digest('hex');
  const pairs = Array.from({ length: 4000 }, (_, index) =>
    [0, 1].map((before) => drawFault(plan, digestOf(index), before)?.kind),
  );
  const share = (some: readonly unknown[]) => some.filter((kind) => kind !== undefined).length / some.length;
  expect(share(pairs.map(([first]) => first))).toBeCloseTo(0.3, 1);
  const after = pairs.filter(([first]) => first !== undefined).map(([, second]) => second);
  expect(share(after)).toBeCloseTo(0.3, 1);
  for (const kind of faultKinds) {
    const count = pairs.flat().filter((drawn) => drawn === kind).length;
    expect(count / (8000 * 0.3)).toBeCloseTo(1 / faultKinds.length, 1);
  }
});
