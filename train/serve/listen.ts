import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { InputError } from '../../datasets/index.ts';

export type ListenOptions = {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Milliseconds in which a request has to be there, head and body. */
  readonly requestTimeout: number;
};

export type Listening = {
  readonly url: string;
  /** Takes no more connections, and resolves when all requests are answered, or after some milliseconds. */
  readonly close: (grace: number) => Promise<void>;
};

/** Milliseconds in which the head of a request has to be there, and between looks for those that are late. */
const [HEAD, LOOK] = [10_000, 1000];

/** Milliseconds between looks for connections without a request, when the server ends. */
const SWEEP = 20;

/** @throws {InputError} where nothing can listen */
export async function listen(app: Hono, { host, port, requestTimeout }: ListenOptions): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      requestTimeout,
      headersTimeout: Math.min(HEAD, requestTimeout),
      connectionsCheckingInterval: LOOK,
      keepAliveTimeout: 65_000,
    },
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new InputError(`${host}:${port}: expected a free port to listen on (${error.message}).`, {
          cause: error,
        }),
      );
    });
    server.listen({ port, host, backlog: 4096 }, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${address.port}`, close: (grace) => closed(server, grace) };
}

async function closed(server: Server, grace: number): Promise<void> {
  const done = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // Those that are kept alive become idle one after the other.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP);
  const late = setTimeout(() => {
    server.closeAllConnections();
  }, grace);
  await done;
  clearInterval(sweep);
  clearTimeout(late);
}
