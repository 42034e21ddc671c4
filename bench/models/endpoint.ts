import { setMaxListeners } from 'node:events';
import type OpenAI from 'openai';
import { ModelFault, type Completion, type CompletionRequest, type FaultClass, type Model } from './model.ts';
import { readAnswer, WireNames, wireMessages, wireTools } from './wire.ts';

type Body = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

export type EndpointOptions = {
  /** Up to and with `/v1`, as a rule. */
  readonly baseUrl: string;
  /** Servers that ask for none take any. */
  readonly apiKey: string;
  /** As the server knows it. */
  readonly model: string;
  /** What the model is called here, else as the server knows it. */
  readonly name?: string;
  /** What is left out is left to the server. */
  readonly sampling?: { readonly temperature?: number; readonly maxTokens?: number };
  /** Milliseconds for one try, its body included. */
  readonly timeout: number;
  /** Tries after the first, with growing pauses or those that the server asks for. */
  readonly maxRetries: number;
  /** Further fields of every request. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
};

/** A model behind an OpenAI-compatible chat-completions server. */
export async function openEndpoint(options: EndpointOptions): Promise<Model> {
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
  return new Endpoint(client, library, options);
}

/** The library stops its clock at the headers: a body that never ends must not outlive it. */
async function fetchWhole(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const { status, statusText, headers } = response;
  const text = await response.text();
  return new Response(text === '' ? null : text, { status, statusText, headers });
}

class Endpoint implements Model {
  readonly name: string;

  constructor(
    private readonly client: OpenAI,
    private readonly openai: typeof import('openai'),
    private readonly options: EndpointOptions,
  ) {
    this.name = options.name ?? options.model;
  }

  async complete({ messages, tools, seed }: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    const { model, sampling = {}, extraBody } = this.options;
    const names = new WireNames(tools);
    const body = {
      model,
      messages: wireMessages(messages, names),
      ...(tools.length > 0 ? { tools: wireTools(tools, names) } : {}),
      ...(sampling.temperature === undefined ? {} : { temperature: sampling.temperature }),
      ...(sampling.maxTokens === undefined ? {} : { max_tokens: sampling.maxTokens }),
      seed,
      ...extraBody,
    };
    return readAnswer(await this.#send(body, signal), names);
  }

  async #send(body: Body, signal: AbortSignal): Promise<unknown> {
    // The library leaves its listeners on the signal it is given; this one lives no longer than the request.
    const own = new AbortController();
    const abort = () => {
      own.abort();
    };
    signal.throwIfAborted();
    setMaxListeners(0, signal);
    signal.addEventListener('abort', abort);
    try {
      return await this.client.chat.completions.create(body, { signal: own.signal });
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
