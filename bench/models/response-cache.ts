import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Completion } from './model.ts';

/** Answers kept from one run to the next. */
export type ResponseCache = {
  get(key: string): Promise<Completion | undefined>;
  put(key: string, completion: Completion): Promise<void>;
};

const CompletionSchema = z.strictObject({
  content: z.string().nullable(),
  calls: z.array(z.strictObject({ id: z.string(), name: z.string(), arguments: z.string() })),
  isEmptyList: z.literal(true).exactOptional(),
  usage: z.strictObject({ input: z.number(), output: z.number() }).exactOptional(),
  reasoning: z.string().exactOptional(),
  latency: z.number().exactOptional(),
  attempts: z.number().exactOptional(),
});

/**
 * Answers in a folder, which several processes may use at a time. What is there and is no answer is as good as absent.
 * @throws {Error} where the folder cannot be written
 */
export async function openCache(folder: string): Promise<ResponseCache> {
  // Loaded here: most users keep no answers.
  const { default: store } = await import('cacache');
  return {
    async get(key) {
      const found = await store.get(folder, key).catch((error: unknown) => {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'EINTEGRITY') return undefined;
        throw error;
      });
      if (found === undefined) return undefined;
      const completion = CompletionSchema.safeParse(JSON.parse(found.data.toString()));
      return completion.success ? { ...completion.data, isCached: true } : undefined;
    },
    async put(key, completion) {
      await store.put(folder, key, JSON.stringify(completion));
    },
  };
}

/** The whole of a request: where it goes, what it says, and the headers that are not the same for all. */
export function requestKey(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> | undefined,
): string {
  return createHash('sha256')
    .update(JSON.stringify([url, Object.entries(headers ?? {}).sort(), body]))
    .digest('hex');
}
