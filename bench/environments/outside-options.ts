import path from 'node:path';
import * as z from 'zod';
import { InputError, type CommandOption, type Io } from '../../datasets/index.ts';
import { openEmbedding } from './embedding.ts';
import { openOutside, type OutsideParts, type OutsidePort } from './outside-port.ts';
import { recordTo, replayFrom } from './recorded-outside.ts';
import { openPages } from './web-pages.ts';
import { openSearch } from './web-search.ts';

/** Options that commands share whose environments ask the world outside. */
export const outsideOptions: readonly CommandOption[] = [
  { flags: '--web', description: 'search (SERPAPI_API_KEY) and read the live web; without it both fail' },
  {
    flags: '--embedding-model <name>',
    description: 'of vector memories, at --embedding-url; without it lexical: hashed words',
  },
  {
    flags: '--embedding-url <url>',
    description: 'an OpenAI-compatible server, up to and with /v1 (OPENAI_BASE_URL)',
  },
  { flags: '--record <file>', description: 'keep what was asked outside, and the answers, at the end of it' },
  { flags: '--replay <file>', description: 'answer from such a recording, and nobody is asked' },
];

export const outsideFields = {
  web: z.boolean().default(false),
  embeddingModel: z.string().min(1).optional(),
  embeddingUrl: z.url().optional(),
  record: z.string().optional(),
  replay: z.string().optional(),
};

type OutsideChoice = z.output<z.ZodObject<typeof outsideFields>>;

/** Milliseconds for one try. */
const EMBEDDING_TIMEOUT = 60_000;

/** @returns undefined where nobody is to be asked. @throws {InputError} for options that do not go together */
export async function chosenOutside(choice: OutsideChoice, io: Io): Promise<OutsidePort | undefined> {
  const { web, embeddingModel, embeddingUrl, record, replay } = choice;
  const isLive = web || embeddingModel !== undefined;
  if (replay !== undefined) {
    if (isLive || record !== undefined)
      throw new InputError(
        '--replay asks nobody: expected it without --web, --embedding-model and --record.',
      );
    return replayFrom(path.resolve(io.workingDirectory, replay));
  }
  if (embeddingUrl !== undefined && embeddingModel === undefined)
    throw new InputError('--embedding-url is where --embedding-model is asked: expected both.');
  if (!isLive && record === undefined) return undefined;
  const port = openOutside(await partsOf(choice, io));
  return record === undefined ? port : (await recordTo(path.resolve(io.workingDirectory, record), port)).port;
}

async function partsOf({ web, embeddingModel, embeddingUrl }: OutsideChoice, io: Io): Promise<OutsideParts> {
  const { SERPAPI_API_KEY = '', OPENAI_BASE_URL, OPENAI_API_KEY = 'EMPTY' } = io.environment;
  const baseUrl = embeddingUrl ?? OPENAI_BASE_URL;
  if (embeddingModel !== undefined && baseUrl === undefined)
    throw new InputError('--embedding-model needs a server: expected --embedding-url or OPENAI_BASE_URL.');
  return {
    ...(web ? { search: openSearch({ apiKey: SERPAPI_API_KEY }), pages: openPages() } : {}),
    ...(embeddingModel === undefined || baseUrl === undefined
      ? {}
      : {
          embedding: await openEmbedding({
            model: embeddingModel,
            baseUrl,
            apiKey: OPENAI_API_KEY,
            timeout: EMBEDDING_TIMEOUT,
            maxRetries: 3,
          }),
        }),
  };
}
