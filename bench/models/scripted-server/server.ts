import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { ChatBodySchema, chatCompletion, type ChatBody, type ChatScript } from './completion.ts';
import { drawFault, playFault, type FaultPlan } from './faults.ts';
import { send, sendError } from './send.ts';
import { Tally, type Counts } from './tally.ts';

export type ScriptedServerOptions = {
  readonly answer: ChatScript;
  /** Milliseconds from a request's last byte to the answer, or to what comes instead. */
  readonly latency: number;
  readonly faults?: FaultPlan | undefined;
};

export type ScriptedServer = {
  /** Up to and with `/v1`. */
  readonly url: string;
  /** As they stand now; over HTTP at `/counts`, beside `/v1`. */
  readonly counts: Counts;
  /** Whoever waits for an answer is cut off. */
  close(): Promise<void>;
};

/** Milliseconds for which a connection without requests is kept: as good as for ever, so that none is closed as the next comes. */
const IDLE = 600_000;

/** Connections that may wait to be taken: clients open hundreds at once. */
const BACKLOG = 4096;

/** A chat-completions server on this machine whose answers, and whose faults, hang on the requests alone. */
export async function startScriptedServer(options: ScriptedServerOptions): Promise<ScriptedServer> {
  const tally = new Tally();
  const desk = new Desk(options, tally);
  const server = createServer({ keepAliveTimeout: IDLE }, (request, response) => {
    desk.serve(request, response).catch((error: unknown) => {
      // An incomplete request is one whose client has gone; a script's own error must not look like a fault that passes.
      if (response.destroyed || !request.complete) response.destroy();
      else sendError(response, 400, `the script failed: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG }, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get counts() {
      return tally.counts;
    },
    close: () => closed(server),
  };
}

async function closed(server: Server): Promise<void> {
  const end = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await end;
}

class Desk {
  constructor(
    private readonly options: ScriptedServerOptions,
    private readonly tally: Tally,
  ) {}

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method ?? ''} ${request.url?.split('?', 1)[0] ?? ''}`;
    if (route === 'POST /v1/chat/completions') {
      response.once('close', this.tally.enter());
      const bytes = Buffer.concat((await request.toArray()) as Buffer[]);
      this.#chat(bytes, response);
    } else if (route === 'GET /v1/models') {
      const model = { id: 'scripted', object: 'model', created: 0, owned_by: 'inftool' };
      send(response, 200, JSON.stringify({ object: 'list', data: [model] }));
    } else if (route === 'GET /counts') {
      send(response, 200, JSON.stringify(this.tally.counts));
    } else {
      sendError(response, 404, `there is no ${route}`);
    }
  }

  #chat(bytes: Buffer, response: ServerResponse): void {
    const { answer, latency, faults } = this.options;
    const digest = createHash('sha256').update(bytes).digest('hex');
    const before = this.tally.ask(digest);
    const body = bodyIn(bytes);
    if (typeof body === 'string') {
      sendError(response, 400, body);
      return;
    }
    const completion = chatCompletion(body, answer({ body, seed: body.seed ?? 0, digest }), {
      digest,
      length: bytes.length,
    });
    const fault = faults === undefined ? undefined : drawFault(faults, digest, before);
    if (fault !== undefined) this.tally.fail(fault.kind);
    const timer = setTimeout(() => {
      if (response.destroyed) return;
      if (fault === undefined) send(response, 200, JSON.stringify(completion));
      else playFault(fault, response, completion);
    }, latency);
    response.once('close', () => {
      clearTimeout(timer);
    });
  }
}

/** The request, or what is wrong with it. */
function bodyIn(bytes: Buffer): ChatBody | string {
  try {
    const parsed = ChatBodySchema.safeParse(JSON.parse(bytes.toString()));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
