import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { InputError, type Host } from '../../datasets/index.ts';
import { fault, HttpSessions, type SessionLimits } from './http-sessions.ts';
import { faultCodes, MESSAGE_LIMIT } from './messages.ts';
import type { Stage } from './server.ts';

export type HttpOptions = {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Names besides `host` and localhost's by which clients may call. */
  readonly allowedHosts: readonly string[];
  readonly limits: SessionLimits;
  readonly now: Host['now'];
  /** Told of what should not happen. */
  readonly note: (text: string) => void;
};

export type HttpServer = { readonly url: string; readonly sessions: HttpSessions; close(): Promise<void> };

const PATH = '/mcp';

/** Milliseconds of silence after which a connection is closed. */
const SILENCE = 60_000;

/** MCP over streamable HTTP. @throws {InputError} where nothing can listen */
export async function serveHttp(stage: Stage, options: HttpOptions): Promise<HttpServer> {
  const { host, port, limits, now, note } = options;
  const sessions = new HttpSessions(stage, limits, now);
  const names = [...localhostAllowedHostnames(), host, ...options.allowedHosts].map(hostname);
  const server = createServer((request, response) => {
    answer(request, names, sessions)
      .catch((error: unknown) => {
        note(
          `a request could not be answered: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
        );
        return fault(500, faultCodes.internal, 'Internal error');
      })
      .then((answered) => send(response, answered))
      .catch(() => response.destroy());
  });
  server.setTimeout(SILENCE);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new InputError(`${host}:${port}: expected a free port to listen on (${error.message}).`, {
          cause: error,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
  const sweep = setInterval(() => void sessions.dropIdle(), Math.max(1000, limits.idle / 4));
  sweep.unref();
  const address = server.address() as AddressInfo;
  return {
    url: `http://${hostname(host)}:${address.port}${PATH}`,
    sessions,
    close: async () => {
      clearInterval(sweep);
      await sessions.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As URLs have it: IPv6 in brackets. */
function hostname(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

async function answer(incoming: IncomingMessage, names: string[], sessions: HttpSessions): Promise<Response> {
  const head = new Request(new URL('http://localhost'), { headers: headersOf(incoming) });
  const refused = hostHeaderValidationResponse(head, names) ?? originValidationResponse(head, names);
  if (refused !== undefined) return refused;
  const { method = 'GET', url = '/' } = incoming;
  if (url.split('?', 1)[0] !== PATH) return fault(404, faultCodes.request, `Expected ${PATH}`);
  // The server has nothing to say but answers, so that there is no stream to listen to.
  if (method !== 'POST' && method !== 'DELETE')
    return new Response(null, { status: 405, headers: { allow: 'POST, DELETE' } });
  const body = method === 'POST' ? await bodyOf(incoming) : undefined;
  if (body === null) return fault(413, faultCodes.request, `A message is longer than ${MESSAGE_LIMIT} bytes`);
  const request = new Request(`http://localhost${PATH}`, {
    method,
    headers: head.headers,
    body: body ?? null,
  });
  return sessions.answer(request, body);
}

/** All but the length, which is that of the raw body. */
function headersOf({ headers }: IncomingMessage): Headers {
  const copied = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'content-length') continue;
    copied.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return copied;
}

/** Null where it is too long: the rest of it is let go by. */
function bodyOf(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MESSAGE_LIMIT) resolve(null);
      else chunks.push(chunk);
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', reject);
  });
}

async function send(response: ServerResponse, answered: Response): Promise<void> {
  const body = Buffer.from(await answered.arrayBuffer());
  const headers = Object.fromEntries(answered.headers);
  // What is left of a request that was not read to its end must not be taken for the next one.
  if (answered.status === 413) headers['connection'] = 'close';
  response.writeHead(answered.status, headers).end(body);
}
