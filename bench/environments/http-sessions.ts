import { randomUUID } from 'node:crypto';
import { isInitializeRequest, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { faultCodes, faultMessage, readMessage } from './messages.ts';
import { environmentServer, type Stage } from './server.ts';

export type SessionLimits = {
  /** How many there may be at a time. */
  readonly count: number;
  /** Milliseconds without a request after which one is dropped. */
  readonly idle: number;
};

type HttpSession = {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  lastUse: number;
};

/** Sessions of streamable HTTP by their ids, each with environments of its own. */
export class HttpSessions {
  readonly #sessions = new Map<string, HttpSession>();

  /** @param now in milliseconds */
  constructor(
    private readonly stage: Stage,
    private readonly limits: SessionLimits,
    private readonly now: () => number,
  ) {}

  get count(): number {
    return this.#sessions.size;
  }

  /** @param body of a POST */
  async answer(request: Request, body: string | undefined): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    const message = body === undefined ? undefined : messageIn(body);
    if (id === null) return this.#open(request, message);
    await this.dropIdle();
    const session = this.#sessions.get(id);
    if (session === undefined) return fault(404, -32_001, 'Session not found');
    session.lastUse = this.now();
    return session.transport.handleRequest(request, { parsedBody: message });
  }

  async dropIdle(): Promise<void> {
    const idle = [...this.#sessions.values()].filter(
      ({ lastUse }) => this.now() - lastUse > this.limits.idle,
    );
    await Promise.all(idle.map(({ transport }) => transport.close()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()));
  }

  /** A session only for who asks for one; everything else gets the library's answer to a request without. */
  async #open(request: Request, message: unknown): Promise<Response> {
    if (isInitializeRequest(message)) {
      await this.dropIdle();
      if (this.count >= this.limits.count)
        return fault(503, faultCodes.internal, `${this.count} sessions are open, no more are taken`);
    }
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      enableJsonResponse: true,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { transport, lastUse: this.now() });
      },
    });
    const server = environmentServer(this.stage);
    server.onclose = () => {
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId);
    };
    await server.connect(transport);
    const response = await transport.handleRequest(request, { parsedBody: message });
    if (transport.sessionId === undefined) await transport.close();
    return response;
  }
}

/** Undefined where it is no JSON: the library, which reads the request again, says so. */
function messageIn(body: string): unknown {
  try {
    return readMessage(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function fault(status: number, code: number, message: string): Response {
  return new Response(faultMessage(code, message), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}
