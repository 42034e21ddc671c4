import { writeJsonWithFallback, type Value } from '../../datasets/index.ts';
import { exceed } from '../decode/python/evaluate/failure.ts';
import { dict } from './result.ts';
import { lexicalEmbedding } from './lexical-embedding.ts';

/** How a page is given back: as it came, as Markdown, or as its text without markup. */
export type PageMode = 'raw' | 'markdown' | 'truncate';

/** What an environment asks of the world outside: plain data. */
export type OutsideRequest =
  | { readonly kind: 'embed'; readonly texts: readonly string[] }
  | { readonly kind: 'encode'; readonly given: readonly Value[] }
  | { readonly kind: 'search'; readonly keywords: Value; readonly region: Value }
  | { readonly kind: 'fetch'; readonly url: string; readonly mode: PageMode };

/**
 * The world outside, as environments ask it. Answers are
 * - to `embed`: a list of one vector a text, each a list of as many floats, of length 1;
 * - to `encode`, of what are not all texts: as to `embed`, or `{exception: text, type: name}`; null where nobody can tell, as it hangs
 *   on the encoder;
 * - to `search`: what the provider responded, `{organic_results: [{title, link, snippet}]}` or `{error}`; `{exception: text}`
 *   where there was no response;
 * - to `fetch`: `{content: text}` of the page in that mode, or `{error: text}`.
 * @throws {OutsideNeeded} where the answer is not there yet
 */
export type Outside = (request: OutsideRequest) => Value;

/** An answer from outside is needed before the call can be made; it is no failure of the call. */
export class OutsideNeeded extends Error {
  override readonly name = 'OutsideNeeded';
  constructor(readonly request: OutsideRequest) {
    super(
      `an environment needs an answer from outside (${request.kind}); make the calls by \`executeOutside\``,
    );
  }
}

/** For whoever answers: this call has asked too often. It fails, as calls beyond the budget of work do. */
export function refuseOutside(limit: number): never {
  return exceed(`a call with more than ${limit} requests to the outside`);
}

/** The same text for the same request, by which answers are kept. */
export function outsideKey(request: OutsideRequest): string {
  return writeJsonWithFallback(new Map<Value, Value>(Object.entries(request)));
}

/** What is answered where nobody is outside: embeddings are `lexical`, searching and fetching fail and say why. */
export function offlineAnswer(request: OutsideRequest): Value {
  switch (request.kind) {
    case 'embed':
      return request.texts.map(lexicalEmbedding);
    case 'encode':
      return null;
    case 'search':
      return dict({ exception: 'no search provider is configured' });
    case 'fetch':
      return dict({ error: 'no access to the web is configured' });
  }
}
