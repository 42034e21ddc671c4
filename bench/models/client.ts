import { setTimeout as timer } from 'node:timers/promises';
import type OpenAI from 'openai';
import { chanceAt, InputError } from '../../datasets/index.ts';
import { jsonOf, wholeOf } from './body.ts';
import { ModelFault, type FaultClass } from './model.ts';
import { askedPause, backoff, LONGEST_ASKED } from './pauses.ts';
import { Secrets } from './secrets.ts';
import { post } from './transport.ts';

export type ClientOptions = {
  /** Up to and with `/v1`, as a rule. */
  readonly baseUrl: string;
  /** Servers that ask for none take any. */
  readonly apiKey: string;
  /** Of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for one try, its body included. */
  readonly timeout: number;
  /** Tries after the first, with growing pauses or those that the server asks for. */
  readonly maxRetries: number;
  /** Waits the milliseconds, at most until the signal is aborted. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** In place of `post`. */
  readonly fetch?: typeof fetch;
};

export type Exchange<Answer> = {
  /** Makes one request with the signal that it is given. */
  readonly ask: (client: OpenAI, signal: AbortSignal) => { asResponse(): Promise<Response> };
  /** @throws {ModelFault} where the body is no answer */
  readonly read: (body: unknown) => Answer;
  /** Of the pauses between tries: those that ask at the same time should not ask again at the same time. */
  readonly seed: number | string;
};

export type Answered<Answer> = {
  readonly answer: Answer;
  /** Seconds of the try that was answered. */
  readonly latency: number;
  /** Tries made, 1 or more. */
  readonly attempts: number;
};

/** A try that came to nothing. */
type Setback = {
  readonly class: FaultClass;
  readonly message: string;
  /** Milliseconds that the server wants to be left alone. */
  readonly asked?: number | undefined;
  /** Whether others will hardly fare better. */
  readonly isGeneral?: boolean;
};

/** Characters of a message: servers answer whole pages. */
const MESSAGE_LIMIT = 500;

/**
 * The library's client of an OpenAI-compatible server.
 * @throws {InputError} for a key, header or address that cannot be sent
 */
export async function openClient(options: ClientOptions): Promise<Client> {
  checkSendable(options);
  // Loaded here: most users of this room ask no endpoint.
  const library = await import('openai');
  const client = new library.OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    timeout: options.timeout,
    // Which tries are made again is decided here, where the answer has been read.
    maxRetries: 0,
    defaultHeaders: options.headers,
    logLevel: 'off',
    fetch: wholeOf(options.fetch ?? post),
  });
  const secrets = new Secrets([options.apiKey, ...(await headersOf(client))]);
  return new Client(client, library, secrets, options);
}

/** Values of the headers that the library does not make up: those of the options, and those it takes from the environment. */
async function headersOf(client: OpenAI): Promise<string[]> {
  const { req } = await client.buildRequest({ method: 'post', path: '/' });
  const isMadeUp = /^(accept|content-type|user-agent|x-stainless-.*)$/;
  return [...new Headers(req.headers)].flatMap(([name, value]) => (isMadeUp.test(name) ? [] : [value]));
}

/** What cannot be sent is told without its value, which the platform's own errors quote. */
function checkSendable({ apiKey, headers = {}, baseUrl }: ClientOptions): void {
  checkHeader('The API key', 'authorization', `Bearer ${apiKey}`);
  for (const [name, value] of Object.entries(headers))
    checkHeader(`The header ${JSON.stringify(name)}`, name, value);
  if (apiKey === '')
    throw new InputError('The API key is empty: expected one, or any word where the server asks for none.');
  if (!/^https?:/i.test(baseUrl) || !URL.canParse(baseUrl))
    throw new InputError('The endpoint has no address: expected one such as http://localhost:8000/v1.');
  const { username, password } = new URL(baseUrl);
  if (username !== '' || password !== '')
    throw new InputError('The address of the endpoint holds a name or password: expected them in a header.');
}

function checkHeader(what: string, name: string, value: string): void {
  try {
    new Headers({ [name]: value });
  } catch {
    throw new InputError(`${what} cannot be sent: expected one line of Latin-1 characters.`);
  }
}

export class Client {
  constructor(
    private readonly client: OpenAI,
    private readonly openai: typeof import('openai'),
    private readonly secrets: Secrets,
    private readonly options: ClientOptions,
  ) {}

  /**
   * Asks until there is an answer, the tries are used up, or the server refuses. Whatever says nothing about the request itself is
   * asked again: no connection, no time, too many requests, the server's own errors, and what is no answer.
   * @throws {ModelFault} where there is no answer; the signal's reason where it is aborted
   */
  async send<Answer>(exchange: Exchange<Answer>, signal: AbortSignal): Promise<Answered<Answer>> {
    const { maxRetries, pause = waited } = this.options;
    const chance = chanceAt(exchange.seed, 'pause');
    for (let attempts = 1; ; attempts++) {
      const outcome = await this.#try(exchange, signal);
      if ('answer' in outcome) return { ...outcome, attempts };
      const { class: faultClass, message, asked, isGeneral = false } = outcome;
      if (asked !== undefined && asked > LONGEST_ASKED) {
        const wish = `the server asks for a pause of ${asked / 1000} s, and ${LONGEST_ASKED / 1000} s is the longest`;
        throw new ModelFault(faultClass, `${message} (${wish})`, { attempts, isGeneral });
      }
      if (faultClass === 'refused' || attempts > maxRetries)
        throw new ModelFault(faultClass, message, { attempts, isGeneral });
      await pause(asked ?? backoff(attempts, chance), signal).finally(() => {
        signal.throwIfAborted();
      });
    }
  }

  async #try<Answer>(
    { ask, read }: Exchange<Answer>,
    signal: AbortSignal,
  ): Promise<Omit<Answered<Answer>, 'attempts'> | Setback> {
    const { now = monotonicNow } = this.options;
    signal.throwIfAborted();
    // The library leaves its listeners on the signal it is given; this one lives no longer than the request.
    const own = new AbortController();
    const all = followersOf(signal);
    all.add(own);
    const start = now();
    try {
      const response = await ask(this.client, own.signal).asResponse();
      const latency = (now() - start) / 1000;
      return { answer: read(await jsonOf(response)), latency };
    } catch (error) {
      signal.throwIfAborted();
      const setback = this.#setback(error, now);
      // Hidden before it is cut, so that no half of a secret is left.
      const message = this.secrets.hide(setback.message);
      const isLong = message.length > MESSAGE_LIMIT;
      return { ...setback, message: isLong ? `${message.slice(0, MESSAGE_LIMIT)}…` : message };
    } finally {
      all.delete(own);
    }
  }

  /** Of the library's errors only words are kept: they hold what was sent, and all that came. */
  #setback(error: unknown, now: () => number): Setback {
    const { APIConnectionTimeoutError, APIConnectionError, APIError } = this.openai;
    if (error instanceof ModelFault) return { class: error.class, message: error.message };
    if (error instanceof APIConnectionTimeoutError) return { class: 'timeout', message: error.message };
    if (error instanceof APIConnectionError)
      return { class: 'connection', message: chainText(error), isGeneral: true };
    if (!(error instanceof APIError)) throw error;
    const { status, headers } = error as { status: number | undefined; headers: Headers | undefined };
    const faultClass = classOfStatus(status);
    const isGeneral = generalStatuses.has(status ?? 0);
    if (faultClass === 'refused' || headers === undefined)
      return { class: faultClass, message: error.message, isGeneral };
    return { class: faultClass, message: error.message, asked: askedPause(headers, now()), isGeneral };
  }
}

const followers = new WeakMap<AbortSignal, Followers>();

/** Controllers that abort when a signal does. Signals look through all of their listeners when one more is added: this is one. */
class Followers {
  readonly #all = new Set<AbortController>();
  readonly #abort = () => {
    for (const one of this.#all) one.abort();
  };

  constructor(private readonly signal: AbortSignal) {}

  add(controller: AbortController): void {
    if (this.#all.size === 0) this.signal.addEventListener('abort', this.#abort);
    this.#all.add(controller);
  }

  delete(controller: AbortController): void {
    this.#all.delete(controller);
    if (this.#all.size === 0) this.signal.removeEventListener('abort', this.#abort);
  }
}

function followersOf(signal: AbortSignal): Followers {
  const all = followers.get(signal) ?? new Followers(signal);
  followers.set(signal, all);
  return all;
}

/** No rights, no such model or address, nobody behind the door. */
const generalStatuses: ReadonlySet<number> = new Set([401, 403, 404, 407, 502, 503]);

/** A conflict, or a request that came too early, is the server's state: it may pass. */
function classOfStatus(status: number | undefined): FaultClass {
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate_limit';
  if (status === undefined || status >= 500 || status === 409 || status === 425) return 'server';
  return 'refused';
}

/** What an error and its causes say, from the outermost in. */
function chainText(error: unknown): string {
  const words: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause)
    words.push(at.message !== '' ? at.message : 'code' in at ? String(at.code) : at.name);
  return words.map((text) => text.replace(/\.$/, '')).join(': ');
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  await timer(milliseconds, undefined, { signal });
}

/** The time of day when the process began, and what has passed since: it never goes back. */
function monotonicNow(): number {
  return performance.timeOrigin + performance.now();
}
