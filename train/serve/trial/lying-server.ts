import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

/** What a server may say in the place of an answer. */
export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

const AskedSchema = z.object({ run_id: z.string(), items: z.array(z.object({ id: z.string() })) });
type Asked = z.output<typeof AskedSchema>;

/** The answer of a server that knows the reward of each item by its place: 0, 0.25, 0.5, 0.75, 0, … */
export function honestReply({ run_id, items }: Asked) {
  const rewards = items.map(({ id }, place) => ({ id, reward: (place % 4) / 4 }));
  return { run_id, grader_version: 'a-grader', reward: 'gated', items: rewards };
}

/** By what is wrong with them, replies that hold no rewards to learn from. */
export const lies: Readonly<Record<string, (asked: Asked) => string>> = {
  'a reward that is NaN': (asked) => textWith(asked, 'NaN'),
  'a reward that is Infinity': (asked) => textWith(asked, 'Infinity'),
  'a reward too large for a float': (asked) => textWith(asked, '1e999'),
  'a reward above 1': (asked) => textWith(asked, '1.5'),
  'a text for a reward': (asked) => textWith(asked, '"1"'),
  'true for a reward': (asked) => textWith(asked, 'true'),
  'null for a reward': (asked) => textWith(asked, 'null'),
  'no reward': (asked) => textWith(asked, 'null').replace(/,"reward":null/g, ''),
  'an item too few': (asked) => changed(asked, (items) => items.slice(1)),
  'an item too many': (asked) => changed(asked, (items) => [...items, ...items.slice(0, 1)]),
  'items in another order': (asked) => changed(asked, (items) => items.toReversed()),
  'ids of others': (asked) => changed(asked, (items) => items.map((item) => ({ ...item, id: 'other' }))),
  'rewards of another run': (asked) => JSON.stringify(honestReply({ ...asked, run_id: 'other' })),
  'rewards of another grader': (asked) =>
    JSON.stringify({ ...honestReply(asked), grader_version: 'another' }),
  'a page': () => '<html>Please log in.</html>',
  'half an answer': (asked) => JSON.stringify(honestReply(asked)).slice(0, 40),
  'a list': () => '[]',
};

function textWith(asked: Asked, reward: string): string {
  return JSON.stringify(honestReply(asked)).replaceAll(/"reward":[\d.]+/g, `"reward":${reward}`);
}

type Rewarded = ReturnType<typeof honestReply>['items'];

function changed(asked: Asked, change: (items: Rewarded) => Rewarded): string {
  const reply = honestReply(asked);
  return JSON.stringify({ ...reply, items: change(reply.items) });
}

/** A server that says what it is told to. `reply` gets how many requests came before; undefined: hangs up. */
export async function lyingServer(
  reply: (asked: Asked, before: number) => Reply | undefined,
): Promise<{ readonly url: string; readonly requests: () => number; readonly close: () => void }> {
  let requests = 0;
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      say(response, reply(AskedSchema.parse(JSON.parse(text)), requests++));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, requests: () => requests, close };
}

function say(response: ServerResponse, reply: Reply | undefined): void {
  if (reply === undefined) {
    response.destroy();
    return;
  }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(reply.body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
