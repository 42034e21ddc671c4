import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Answer } from './answers.ts';

/** What was asked for, and how it went. */
export type Phase = {
  readonly requests: number;
  /** That were given, and are what the answers are worth. */
  readonly rewards: number;
  readonly seconds: number;
  /** Milliseconds of each request that was answered, ascending. */
  readonly latencies: Float64Array;
  /** One for each request that was refused, broken off, or answered with another reward than the right one. */
  readonly faults: readonly string[];
};

type Sent = { readonly items: readonly Answer[]; readonly milliseconds: number } & (
  { readonly text: string } | { readonly fault: string }
);

const ReplySchema = z.object({ items: z.array(z.object({ id: z.string(), reward: z.number() })) });

/** Asks a reward server for what answers are worth, again and again, each time under ids of their own. */
export class Load {
  readonly #answers: readonly { readonly answer: Answer; readonly rest: string }[];
  #asked = 0;

  constructor(
    private readonly url: string,
    answers: readonly Answer[],
  ) {
    this.#answers = answers.map((answer) => {
      const { task_id, result } = answer;
      return { answer, rest: `,${JSON.stringify({ task_id, result }).slice(1)}` };
    });
  }

  /** Batches of `size`, `inFlight` of them at a time, for some seconds. */
  async closedLoop(size: number, inFlight: number, seconds: number): Promise<Phase> {
    const agent = new Agent({ keepAlive: true });
    const sent: Sent[] = [];
    const start = performance.now();
    const loop = async () => {
      while (performance.now() - start < seconds * 1000) sent.push(await this.#send(size, agent));
    };
    await Promise.all(Array.from({ length: inFlight }, loop));
    return phaseOf(sent, performance.now() - start, agent);
  }

  /** Batches of `size` at even intervals, `rate` rewards a second, however late replies are. Latencies count from the moment a request was due. */
  async openLoop(size: number, rate: number, seconds: number): Promise<Phase> {
    const agent = new Agent({ keepAlive: true });
    const sent: Promise<Sent>[] = [];
    const start = performance.now();
    const requests = Math.round((seconds * rate) / size);
    while (sent.length < requests) {
      const due = start + ((sent.length * size) / rate) * 1000;
      const early = due - performance.now();
      if (early > 0) await pause(early);
      sent.push(this.#send(size, agent, due));
    }
    const all = await Promise.all(sent);
    return phaseOf(all, performance.now() - start, agent);
  }

  /** Callers with a connection each, all at once, each of which asks for one reward after the other. */
  async callers(count: number, requests: number): Promise<Phase> {
    const agents = Array.from({ length: count }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const start = performance.now();
    const sent = await Promise.all(
      agents.map(async (agent) => {
        const own: Sent[] = [];
        while (own.length < requests) own.push(await this.#send(1, agent));
        return own;
      }),
    );
    return phaseOf(sent.flat(), performance.now() - start, ...agents);
  }

  async #send(size: number, agent: Agent, start = performance.now()): Promise<Sent> {
    const items: Answer[] = [];
    const texts: string[] = [];
    while (items.length < size) {
      const next = this.#answers[this.#asked % this.#answers.length];
      if (next === undefined) throw new RangeError('no answers to ask with');
      texts.push(`{"id":"${this.#asked++}"${next.rest}`);
      items.push(next.answer);
    }
    const body = `{"run_id":"load","items":[${texts.join(',')}]}`;
    const outcome = await post(`${this.url}/v1/score`, body, agent);
    return { items, milliseconds: performance.now() - start, ...outcome };
  }
}

/** Milliseconds until a connection without a word is given up. */
const SILENCE = 30_000;

function post(
  url: string,
  body: string,
  agent: Agent,
): Promise<{ readonly text: string } | { readonly fault: string }> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const fault = ({ message }: Error) => {
      resolve({ fault: message });
    };
    const asked = request(url, { method: 'POST', agent, headers, timeout: SILENCE }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fault);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve(
          response.statusCode === 200 ? { text } : { fault: `${response.statusCode}: ${text.slice(0, 200)}` },
        );
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no reply')));
    asked.on('error', fault);
    asked.end(body);
  });
}

/** Looks at replies when the time is over, so that this takes none from the server. */
function phaseOf(sent: readonly Sent[], milliseconds: number, ...agents: readonly Agent[]): Phase {
  for (const agent of agents) agent.destroy();
  const judged = sent.map((one) => ({ size: one.items.length, fault: faultOf(one) }));
  const answered = sent.filter((one) => 'text' in one);
  return {
    requests: sent.length,
    rewards: judged.reduce((total, { size, fault }) => total + (fault === undefined ? size : 0), 0),
    seconds: milliseconds / 1000,
    latencies: Float64Array.from(answered, (one) => one.milliseconds).sort(),
    faults: judged.flatMap(({ fault }) => fault ?? []),
  };
}

function faultOf(sent: Sent): string | undefined {
  if ('fault' in sent) return sent.fault;
  const reply = replyOf(sent.text);
  if (reply === undefined) return `no JSON with rewards: ${sent.text.slice(0, 200)}`;
  const { items } = reply;
  if (items.length !== sent.items.length) return `${items.length} rewards for ${sent.items.length} answers`;
  const wrong = items.findIndex(({ reward }, place) => (reward === 1) !== sent.items[place]?.isRight);
  return wrong < 0
    ? undefined
    : `reward ${items[wrong]?.reward ?? ''} for ${JSON.stringify(sent.items[wrong])}`;
}

function replyOf(text: string): z.output<typeof ReplySchema> | undefined {
  try {
    return ReplySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
