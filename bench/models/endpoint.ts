import { openClient, type Client, type ClientOptions, type Exchange } from './client.ts';
import { writeJson, type Dict } from '../../datasets/index.ts';
import type { ChatMessage, Completion, CompletionRequest, Model } from './model.ts';
import { readAnswer, readText, WireNames, wireMessages, wireTools } from './wire.ts';

/** What is left out is left to the server. */
type Sampling = {
  readonly temperature?: number;
  readonly topP?: number;
  /** Of the answer. */
  readonly maxTokens?: number;
  /** Texts before which the answer ends. */
  readonly stop?: string | readonly string[];
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
};

export type EndpointOptions = ClientOptions & {
  /** As the server knows it. */
  readonly model: string;
  /** What the model is called here, else as the server knows it. */
  readonly name?: string;
  /** `chat`, unless `completions`: then the model goes on with the request's `prompt`. */
  readonly api?: 'chat' | 'completions';
  readonly sampling?: Sampling;
  /** Further fields of every request; where ours has the same name, these count. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
};

/**
 * A model behind an OpenAI-compatible server.
 * @throws {InputError} for a key, header or address that cannot be sent
 */
export async function openEndpoint(options: EndpointOptions): Promise<Model> {
  return new Endpoint(await openClient(options), options);
}

class Endpoint implements Model {
  readonly name: string;

  constructor(
    private readonly client: Client,
    private readonly options: EndpointOptions,
  ) {
    this.name = options.name ?? options.model;
  }

  /** @throws {RangeError} where `completions` is asked with tools, or without a prompt */
  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    const isText = this.options.api === 'completions';
    const exchange = isText ? this.#textExchange(request) : this.#chatExchange(request);
    const { answer, latency, attempts } = await this.client.send(exchange, signal);
    return { ...answer, latency, attempts };
  }

  #chatExchange({ messages, tools, payloads, seed }: CompletionRequest): Exchange<Completion> {
    if (payloads !== undefined) return this.#exactExchange(messages, payloads, seed);
    const names = new WireNames(tools);
    const body = {
      model: this.options.model,
      messages: wireMessages(messages, names),
      ...(tools.length > 0 ? { tools: wireTools(tools, names) } : {}),
      ...this.#fields(seed),
    };
    return {
      ask: (library, own) => library.chat.completions.create(body, { signal: own }),
      read: (answer) => readAnswer(answer, names),
      seed,
    };
  }

  /** JSON of JavaScript has one kind of number: what stands in these tools is written by itself. */
  #exactExchange(
    messages: readonly ChatMessage[],
    payloads: readonly Dict[],
    seed: number,
  ): Exchange<Completion> {
    const names = new WireNames([]);
    const { model } = this.options;
    const body = JSON.stringify({ model, messages: wireMessages(messages, names), ...this.#fields(seed) });
    const text = payloads.length === 0 ? body : `${body.slice(0, -1)},"tools":${writeJson(payloads)}}`;
    const headers = { 'content-type': 'application/json' };
    return {
      ask: (library, own) => library.post('/chat/completions', { body: text, headers, signal: own }),
      read: (answer) => readAnswer(answer, names),
      seed,
    };
  }

  #textExchange({ prompt, tools, seed }: CompletionRequest): Exchange<Completion> {
    if (tools.length > 0)
      throw new RangeError('completions offer no tools: expected them in the words of the prompt');
    if (prompt === undefined) throw new RangeError('completions go on with a text: expected a prompt');
    const body = { model: this.options.model, prompt, ...this.#fields(seed) };
    return {
      ask: (library, own) => library.completions.create(body, { signal: own }),
      read: readText,
      seed,
    };
  }

  /** What both ways of asking have in common. */
  #fields(seed: number): Record<string, unknown> {
    const { sampling = {}, extraBody } = this.options;
    return {
      temperature: sampling.temperature,
      top_p: sampling.topP,
      max_tokens: sampling.maxTokens,
      stop: sampling.stop,
      presence_penalty: sampling.presencePenalty,
      frequency_penalty: sampling.frequencyPenalty,
      seed,
      ...extraBody,
    };
  }
}
