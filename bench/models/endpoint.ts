import type OpenAI from 'openai';
import { openClient, type Client, type ClientOptions } from './client.ts';
import type { Completion, CompletionRequest, Model } from './model.ts';
import { readAnswer, WireNames, wireMessages, wireTools } from './wire.ts';

export type EndpointOptions = ClientOptions & {
  /** As the server knows it. */
  readonly model: string;
  /** What the model is called here, else as the server knows it. */
  readonly name?: string;
  /** What is left out is left to the server. */
  readonly sampling?: { readonly temperature?: number; readonly maxTokens?: number };
  /** Further fields of every request. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
};

/** A model behind an OpenAI-compatible chat-completions server. */
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
    const send = (library: OpenAI, own: AbortSignal) =>
      library.chat.completions.create(body, { signal: own });
    return readAnswer(await this.client.send(send, signal), names);
  }
}
