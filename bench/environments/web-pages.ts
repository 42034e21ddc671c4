import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Dict, type Value } from '../../datasets/index.ts';
import type { Pages } from './outside-port.ts';
import { pageText } from './page-text.ts';
import { checkHost, isPublicAddress, lookupWithin, type AddressPolicy } from './public-address.ts';

export type PageOptions = {
  /** Milliseconds for a page, redirects included. */
  readonly timeout?: number;
  /** Of the page, unpacked. */
  readonly maxBytes?: number;
  readonly maxRedirects?: number;
  /** Addresses that are connected to; unless told otherwise those of public hosts only. */
  readonly allows?: AddressPolicy;
};

const headers = {
  'user-agent': 'Mozilla/5.0 (compatible; inftool)',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.9',
  'accept-encoding': 'gzip, deflate, br',
};

/**
 * Pages of the public web, by GET. What fails is an answer for the model, as in the official: names that do not resolve,
 * status 4xx and 5xx, no end within 20 s; also what the official has no bound for: addresses that are not public, pages
 * beyond 2 MiB, more than 10 redirects.
 */
export function openPages(options: PageOptions = {}): Pages {
  return {
    name: 'web',
    page: async (url, mode, signal): Promise<Value> => {
      try {
        return new Map([['content', await pageText(await fetchPage(url, options, signal), mode)]]);
      } catch (error) {
        signal.throwIfAborted();
        return failure(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function failure(text: string): Dict {
  return new Map([['error', text]]);
}

async function fetchPage(url: string, options: PageOptions, signal: AbortSignal): Promise<string> {
  const { timeout = 20_000, maxBytes = 2 << 20, maxRedirects = 10 } = options;
  const limit = AbortSignal.timeout(timeout);
  const both = AbortSignal.any([signal, limit]);
  try {
    let address = addressOf(url);
    for (let redirects = 0; ; redirects++) {
      const response = await responseOf(address, options, both);
      const next = redirectOf(response, address);
      if (next === undefined) return await textOf(response, address, maxBytes);
      response.destroy();
      if (redirects >= maxRedirects) throw new Error(`Exceeded ${maxRedirects} redirects.`);
      address = next;
    }
  } catch (error) {
    if (limit.aborted && !signal.aborted)
      throw new Error(`Read timed out. (read timeout=${timeout / 1000})`, { cause: error });
    throw error;
  }
}

/** @throws {Error} for what is no address of the web */
function addressOf(url: string, base?: URL): URL {
  const address = URL.canParse(url, base?.href) ? new URL(url, base) : undefined;
  if (address !== undefined && /^https?:$/.test(address.protocol)) return address;
  throw new Error(`Invalid URL ${JSON.stringify(url)}: expected an address of http or https`);
}

function responseOf(
  address: URL,
  { allows = isPublicAddress }: PageOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  checkHost(address.hostname, allows);
  const request = address.protocol === 'https:' ? requestHttps : requestHttp;
  const options = { headers, signal, agent: false, lookup: lookupWithin(allows) };
  return new Promise((resolve, reject) => {
    request(address, options, resolve).once('error', reject).end();
  });
}

const redirectStatuses: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);

function redirectOf({ statusCode, headers: { location } }: IncomingMessage, from: URL): URL | undefined {
  if (!redirectStatuses.has(statusCode) || location === undefined) return undefined;
  return addressOf(location, from);
}

/** @throws {Error} for other statuses than those of success, a body that is cut short, and one that is too large */
async function textOf(response: IncomingMessage, address: URL, maxBytes: number): Promise<string> {
  const { statusCode = 0, statusMessage = '' } = response;
  if (statusCode >= 400) {
    response.destroy();
    const side = statusCode < 500 ? 'Client' : 'Server';
    throw new Error(`${statusCode} ${side} Error: ${statusMessage} for url: ${address.href}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpacked(response) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= maxBytes) continue;
    response.destroy();
    throw new Error(`the page is larger than ${maxBytes} bytes`);
  }
  return decoded(Buffer.concat(chunks), response.headers['content-type']);
}

function unpacked(response: IncomingMessage): Readable {
  const unpack = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (!(encoding in unpack)) return response;
  const stream = unpack[encoding as keyof typeof unpack]();
  response.once('error', (error) => stream.destroy(error));
  return response.pipe(stream);
}

/** By the charset of the header, else as UTF-8, and where it is none as Windows-1252. */
function decoded(bytes: Uint8Array, contentType = ''): string {
  const [, charset = 'utf-8'] = /charset=["']?([^"';\s]+)/i.exec(contentType) ?? [];
  for (const [label, fatal] of [
    [charset, charset.toLowerCase() === 'utf-8'],
    ['utf-8', true],
  ] as const) {
    try {
      return new TextDecoder(label, { fatal }).decode(bytes);
    } catch (error) {
      // RangeError: a charset that is not known; TypeError: bytes that are not of it.
      if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}
