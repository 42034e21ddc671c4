import * as z from 'zod';
import { openClient, type Client, type ClientOptions } from '../models/client.ts';
import { ModelFault } from '../models/model.ts';
import type { Embedding } from './outside-port.ts';

export type EmbeddingOptions = ClientOptions & {
  /** As the server knows it. */
  readonly model: string;
};

/** Texts of one request. */
const BATCH = 128;

const AnswerSchema = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()).min(1) })),
});

/** Embeddings of a model behind an OpenAI-compatible server, brought to length 1. */
export async function openEmbedding(options: EmbeddingOptions): Promise<Embedding> {
  const client = await openClient(options);
  return {
    name: options.model,
    embed: async (texts, signal) => {
      const vectors: number[][] = [];
      for (let start = 0; start < texts.length; start += BATCH)
        vectors.push(...(await embedBatch(client, options.model, texts.slice(start, start + BATCH), signal)));
      return vectors;
    },
  };
}

async function embedBatch(
  client: Client,
  model: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  // Servers refuse an empty text.
  const input = texts.map((text) => (text === '' ? ' ' : text));
  const { answer } = await client.send(
    {
      ask: (library, own) =>
        library.embeddings.create({ model, input, encoding_format: 'float' }, { signal: own }),
      read: (body) => vectorsIn(body, input.length),
      seed: input.join('\n'),
    },
    signal,
  );
  return answer;
}

/** One vector for each text, in their order. @throws {ModelFault} `malformed` where one is missing */
function vectorsIn(body: unknown, count: number): number[][] {
  const parsed = AnswerSchema.safeParse(body);
  const vectors = new Map(parsed.data?.data.map(({ index, embedding }) => [index, embedding]));
  return Array.from({ length: count }, (_, index) => {
    const vector = vectors.get(index);
    if (vector === undefined)
      throw new ModelFault('malformed', `no embedding came for text ${index + 1} of ${count}`);
    return normalized(vector);
  });
}

function normalized(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map((part) => part / length);
}
