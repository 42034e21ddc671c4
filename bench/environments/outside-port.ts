import type { Value } from '../../datasets/index.ts';
import { offlineAnswer, type OutsideRequest, type PageMode } from '../../graders/index.ts';

/** An answer as environments take it, and who gave it. */
export type OutsideAnswer = { readonly answer: Value; readonly by: string };

/**
 * The world outside, asked one request at a time; any number may be under way.
 * @throws {ModelFault} where there is no answer, for reasons that say nothing about the model
 */
export type OutsidePort = (request: OutsideRequest, signal: AbortSignal) => Promise<OutsideAnswer>;

/** Texts to vectors of length 1, in order. */
export type Embedding = {
  readonly name: string;
  embed(texts: readonly string[], signal: AbortSignal): Promise<number[][]>;
};

/** What a provider of web searches responds. */
export type Search = {
  readonly name: string;
  search(keywords: Value, region: Value, signal: AbortSignal): Promise<Value>;
};

/** Pages of the web: `{content}` in a mode, or `{error}`. */
export type Pages = {
  readonly name: string;
  page(url: string, mode: PageMode, signal: AbortSignal): Promise<Value>;
};

/** Who answers what; what nobody answers is answered as if nobody were outside. */
export type OutsideParts = {
  readonly embedding?: Embedding;
  readonly search?: Search;
  readonly pages?: Pages;
};

export function openOutside({ embedding, search, pages }: OutsideParts): OutsidePort {
  return async (request, signal) => {
    if (request.kind === 'embed' && embedding)
      return { answer: await embedding.embed(request.texts, signal), by: embedding.name };
    if (request.kind === 'search' && search)
      return { answer: await search.search(request.keywords, request.region, signal), by: search.name };
    if (request.kind === 'fetch' && pages)
      return { answer: await pages.page(request.url, request.mode, signal), by: pages.name };
    return { answer: offlineAnswer(request), by: request.kind === 'embed' ? 'lexical' : 'nobody' };
  };
}
