import { setTimeout as pause } from 'node:timers/promises';
import {
  InputError,
  isDict,
  isList,
  JsonSyntaxError,
  readJson,
  str,
  type Dict,
  type Value,
} from '../../datasets/index.ts';
import { ModelFault } from '../models/model.ts';
import type { Search } from './outside-port.ts';

export type SearchOptions = {
  /** Of SerpAPI. */
  readonly apiKey: string;
  /** Where it is asked. */
  readonly url?: string;
  /** Milliseconds for one try, its body included. */
  readonly timeout?: number;
  /** Tries after the first, where there have been too many requests. */
  readonly maxRetries?: number;
  /** Milliseconds before the second try; doubled from try to try, up to two minutes. */
  readonly firstPause?: number;
};

const LONGEST_PAUSE = 120_000;

/**
 * Web searches by SerpAPI's DuckDuckGo engine, as the official asks it. The official goes on trying for ever where there
 * have been too many requests; here that ends, and the task counts as not run.
 * @throws {InputError} without a key
 * @see bfcl-eval `WebSearchAPI.search_engine_query`
 */
export function openSearch(options: SearchOptions): Search {
  if (options.apiKey === '')
    throw new InputError(
      'Searching the web needs a key of SerpAPI. Set SERPAPI_API_KEY, or replay a recording.',
    );
  const { maxRetries = 8, firstPause = 2000 } = options;
  return {
    name: 'serpapi',
    search: async (keywords, region, signal) => {
      for (let attempt = 0; ; attempt++) {
        const response = await responseOf(addressOf(options, keywords, region), options, attempt + 1, signal);
        if (response !== undefined) return response;
        if (attempt >= maxRetries)
          throw new ModelFault('rate_limit', 'the search provider has had too many requests', {
            attempts: attempt + 1,
          });
        await pause(Math.min(firstPause * 2 ** attempt, LONGEST_PAUSE), undefined, { signal });
      }
    },
  };
}

function addressOf(
  { apiKey, url = 'https://serpapi.com/search' }: SearchOptions,
  keywords: Value,
  region: Value,
): URL {
  const address = new URL(url);
  const parameters: [string, Value][] = [
    ['engine', 'duckduckgo'],
    ['q', keywords],
    ['kl', region],
    ['api_key', apiKey],
    ['output', 'json'],
  ];
  for (const [name, value] of parameters)
    for (const one of isList(value) ? value : [value])
      if (one !== null) address.searchParams.append(name, str(one));
  return address;
}

/** @returns undefined where there have been too many requests @throws {ModelFault} where the key is refused */
async function responseOf(
  address: URL,
  { apiKey, timeout = 60_000 }: SearchOptions,
  attempts: number,
  signal: AbortSignal,
): Promise<Dict | undefined> {
  const failure = (error: unknown): Dict => new Map([['exception', withoutKey(causeText(error), apiKey)]]);
  let response: { readonly status: number; readonly text: string };
  try {
    const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) });
    response = { status: answer.status, text: withoutKey(await answer.text(), apiKey) };
  } catch (error) {
    signal.throwIfAborted();
    return failure(error);
  }
  if (response.status === 401 || response.status === 403)
    throw new ModelFault('refused', `the search provider refuses the key (status ${response.status})`, {
      attempts,
    });
  if (response.status === 429) return undefined;
  try {
    const found = readJson(response.text);
    return isDict(found) ? essentials(found) : failure(new Error('the response is no JSON object'));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return failure(error);
    throw error;
  }
}

/** Providers repeat what they were asked, the key as it is or as it stands in an address. */
function withoutKey(text: string, key: string): string {
  return text.replaceAll(key, '***').replaceAll(encodeURIComponent(key), '***');
}

/** What environments look at; the rest tells of the account. */
function essentials(response: Dict): Dict | undefined {
  const error = response.get('error');
  if (error !== undefined && str(error).includes('429')) return undefined;
  return new Map([...response].filter(([name]) => name === 'organic_results' || name === 'error'));
}

/** `fetch` says only that it failed; why stands in the cause. */
function causeText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
