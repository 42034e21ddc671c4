import { openClient, type Client, type ClientOptions, type Exchange } from './client.ts';
import { writeJson, type Dict } from '../../datasets/index.ts';
import type { ChatTemplate } from './chat-template.ts';
import type { Completion, CompletionRequest, Model } from './model.ts';
import { requestKey, type ResponseCache } from './response-cache.ts';
import { readAnswer, readText, WireNames, wireMessages, wireTools } from './wire.ts';

/** What is left out is left to the server. */
export type Sampling = {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  /** Of the answer. */
  readonly maxTokens?: number | undefined;
  /** Texts before which the answer ends. */
  readonly stop?: string | readonly string[] | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
};

export type EndpointOptions = ClientOptions & {
  /** As the server knows it. */
  readonly model: string;
  /** What the model is called here, else as the server knows it. */
  readonly name?: string;
  /** `chat`, unless `completions`: then the model goes on with a text, the request's `prompt` or what `template` makes of its messages. */
  readonly api?: 'chat' | 'completions';
  readonly template?: ChatTemplate | undefined;
  readonly sampling?: Sampling;
  /** Further fields of every request; where ours has the same name, these count. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /** Has what was answered before answered again. */
  readonly cache?: ResponseCache | undefined;
};

/**
 * A model behind an OpenAI-compatible server.
 * @throws {InputError} for a key, header or address that cannot be sent
 */
export async function openEndpoint(options: EndpointOptions): Promise<Model> {
  return new Endpoint(await openClient(options), options);
}

/** A request as it goes over the wire. */
type WireRequest = {
  /** Below the base address. */
  readonly path: string;
  readonly body: string;
  readonly read: (answer: unknown) => Completion;
};

class Endpoint implements Model {
  readonly name: string;
  /** Of tools as they are to be sent: the steps of a conversation offer the same list again and again. */
  readonly #toolTexts = new WeakMap<readonly Dict[], string>();

  constructor(
    private readonly client: Client,
    private readonly options: EndpointOptions,
  ) {
    this.name = options.name ?? options.model;
  }

  /** @throws {RangeError} where `completions` is asked with tools, or without a text to go on with */
  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    const { api, cache, baseUrl, headers } = this.options;
    const wire = api === 'completions' ? this.#text(request) : this.#chat(request);
    if (cache === undefined) return this.#ask(wire, request.seed, signal);
    const key = requestKey(baseUrl + wire.path, wire.body, headers);
    const known = await cache.get(key);
    if (known !== undefined) return known;
    const completion = await this.#ask(wire, request.seed, signal);
    await cache.put(key, completion);
    return completion;
  }

  async #ask({ path, body, read }: WireRequest, seed: number, signal: AbortSignal): Promise<Completion> {
    const headers = { 'content-type': 'application/json' };
    const exchange: Exchange<Completion> = {
      ask: (library, own) => library.post(path, { body, headers, signal: own }),
      read,
      seed,
    };
    const { answer, latency, attempts } = await this.client.send(exchange, signal);
    return { ...answer, latency, attempts };
  }

  #chat({ messages, tools, payloads, seed }: CompletionRequest): WireRequest {
    const names = new WireNames(payloads === undefined ? tools : []);
    const offered = payloads === undefined && tools.length > 0 && { tools: wireTools(tools, names) };
    const body = JSON.stringify({
      model: this.options.model,
      messages: wireMessages(messages, names),
      ...offered,
      ...this.#fields(seed),
    });
    return {
      path: '/chat/completions',
      // JSON of JavaScript has one kind of number: what stands in exact tools is written by itself.
      body: payloads?.length ? `${body.slice(0, -1)},"tools":${this.#toolText(payloads)}}` : body,
      read: (answer) => readAnswer(answer, names),
    };
  }

  #toolText(payloads: readonly Dict[]): string {
    const text = this.#toolTexts.get(payloads) ?? writeJson(payloads);
    this.#toolTexts.set(payloads, text);
    return text;
  }

  #text({ prompt, messages, tools, payloads, seed }: CompletionRequest): WireRequest {
    if (tools.length + (payloads?.length ?? 0) > 0)
      throw new RangeError('completions offer no tools: expected them in the words of the prompt');
    const text = prompt ?? this.options.template?.render(messages);
    if (text === undefined) throw new RangeError('completions go on with a text: expected a prompt');
    const body = JSON.stringify({ model: this.options.model, prompt: text, ...this.#fields(seed) });
    return { path: '/completions', body, read: readText };
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
