import { setMaxListeners } from 'node:events';
import type OpenAI from 'openai';
import { ModelFault, type FaultClass } from './model.ts';

export type ClientOptions = {
  /** Up to and with `/v1`, as a rule. */
  readonly baseUrl: string;
  /** Servers that ask for none take any. */
  readonly apiKey: string;
  /** Milliseconds for one try, its body included. */
  readonly timeout: number;
  /** Tries after the first, with growing pauses or those that the server asks for. */
  readonly maxRetries: number;
};

/** The library's client of an OpenAI-compatible server. */
export async function openClient(options: ClientOptions): Promise<Client> {
  // Loaded here: most users of this room ask no endpoint.
  const library = await import('openai');
  const client = new library.OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    timeout: options.timeout,
    maxRetries: options.maxRetries,
    logLevel: 'off',
    fetch: fetchWhole,
  });
  return new Client(client, library);
}

/** The library stops its clock at the headers: a body that never ends must not outlive it. */
async function fetchWhole(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const { status, statusText, headers } = response;
  const text = await response.text();
  return new Response(text === '' ? null : text, { status, statusText, headers });
}

export class Client {
  constructor(
    private readonly client: OpenAI,
    private readonly openai: typeof import('openai'),
  ) {}

  /**
   * @param ask makes one request with the signal that it is given
   * @returns what came, which may be anything
   * @throws {ModelFault} where nothing came; the signal's reason where it is aborted
   */
  async send(
    ask: (client: OpenAI, signal: AbortSignal) => PromiseLike<unknown>,
    signal: AbortSignal,
  ): Promise<unknown> {
    // The library leaves its listeners on the signal it is given; this one lives no longer than the request.
    const own = new AbortController();
    const abort = () => {
      own.abort();
    };
    signal.throwIfAborted();
    setMaxListeners(0, signal);
    signal.addEventListener('abort', abort);
    try {
      return await ask(this.client, own.signal);
    } catch (error) {
      signal.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      throw new ModelFault(this.#classOf(error), message, { cause: error });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #classOf(error: unknown): FaultClass {
    const { APIConnectionTimeoutError, APIConnectionError, APIError } = this.openai;
    if (error instanceof APIConnectionTimeoutError) return 'timeout';
    if (error instanceof APIConnectionError) return 'connection';
    if (error instanceof SyntaxError) return 'malformed';
    if (error instanceof APIError) return classOfStatus(error.status as number | undefined);
    throw error;
  }
}

function classOfStatus(status: number | undefined): FaultClass {
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate_limit';
  return status === undefined || status >= 500 ? 'server' : 'refused';
}
