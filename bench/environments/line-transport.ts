import { parseJSONRPCMessage, type JSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import type { Io } from '../../datasets/index.ts';
import { faultCodes, faultMessage, MESSAGE_LIMIT, readMessage } from './messages.ts';

/** Milliseconds that answers under way have when no more input comes. */
const PATIENCE = 1000;

/** MCP over standard input and output, a message a line. What is no message is answered, too. */
export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  /** Resolves when no more input comes and all is answered, or when it is closed. */
  readonly ended: Promise<void>;
  #end: () => void = () => undefined;
  #isClosed = false;
  /** Ids of requests without an answer so far. */
  readonly #open = new Set<unknown>();
  #answered: () => void = () => undefined;

  constructor(private readonly io: Pick<Io, 'stdin' | 'stdout'>) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  start(): Promise<void> {
    void this.#read().catch((error: unknown) => this.onerror?.(error as Error));
    return Promise.resolve();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#isClosed) return;
    await this.#write(JSON.stringify(message));
    if ('method' in message) return;
    this.#open.delete(message.id);
    if (this.#open.size === 0) this.#answered();
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.onclose?.();
      this.#end();
    }
    return Promise.resolve();
  }

  #write(line: string): Promise<void> {
    return this.io.stdout.write(`${line}\n`);
  }

  async #read(): Promise<void> {
    try {
      for await (const line of boundedLines(this.io.stdin, MESSAGE_LIMIT)) {
        if (this.#isClosed) return;
        await this.#take(line);
      }
      if (this.#open.size > 0) await this.#lastAnswers();
    } finally {
      await this.close();
    }
  }

  async #take(line: string | undefined): Promise<void> {
    if (line === undefined) {
      await this.#write(faultMessage(faultCodes.request, `A message is longer than ${MESSAGE_LIMIT} bytes`));
      return;
    }
    if (line.trim() === '') return;
    let raw: unknown;
    try {
      raw = readMessage(line);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      await this.#write(faultMessage(faultCodes.parse, `Parse error: ${error.message}`));
      return;
    }
    const message = messageIn(raw);
    if (message === undefined) {
      const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null;
      await this.#write(faultMessage(faultCodes.request, 'Invalid Request: no JSON-RPC 2.0 message', id));
      return;
    }
    if ('method' in message && 'id' in message) this.#open.add(message.id);
    this.onmessage?.(message);
  }

  /** Requests that were cancelled, and those that last as long as the connection, get none. */
  #lastAnswers(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.#answered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function messageIn(raw: unknown): JSONRPCMessage | undefined {
  try {
    return parseJSONRPCMessage(raw);
  } catch {
    return undefined; // which part of it is none is not worth a schema's report
  }
}

/**
 * Lines of a UTF-8 stream, undefined for each that is too long: of that nothing is kept.
 * @param limit in bytes
 */
async function* boundedLines(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<string | undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array) => {
    length += part.length;
    if (length <= limit) parts.push(part);
    else parts = [];
  };
  const taken = () => {
    const line = length <= limit ? Buffer.concat(parts).toString('utf8') : undefined;
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end));
      yield taken();
      start = end + 1;
    }
    add(chunk.subarray(start));
  }
  if (length > 0) yield taken();
}
