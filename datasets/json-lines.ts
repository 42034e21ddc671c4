import type { FileHandle } from 'node:fs/promises';

/**
 * Lines of a UTF-8 stream without their `\n`, whatever their length: one batch for each chunk that completes lines, so that an
 * answer can be written before more input is there. A last line without `\n` counts, an empty one does not. Bytes that
 * are no UTF-8 become U+FFFD.
 */
export async function* readLineBatches(stream: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let pending: string[] = [];
  for await (const chunk of stream) {
    const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n');
    pending.push(first);
    const last = rest.pop();
    if (last === undefined) continue;
    yield [pending.join(''), ...rest];
    pending = [last];
  }
  pending.push(decoder.decode());
  const last = pending.join('');
  if (last !== '') yield [last];
}

/** The same, line by line. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const batch of readLineBatches(stream)) yield* batch;
}

/** Writes lines to a file in the order of the calls; lines that come while others are being written go out together. */
export class LineWriter {
  #last: Promise<void> = Promise.resolve();
  #waiting: string[] = [];

  /** @param handle open for writing; `close` closes it */
  constructor(private readonly handle: FileHandle) {}

  /** Resolves when the line is handed to the system. After a failure every further call fails, too. */
  write(line: string): Promise<void> {
    this.#waiting.push(`${line}\n`);
    this.#last = this.#last.then(() => this.#flush());
    return this.#last;
  }

  async #flush(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    if (lines.length > 0) await this.handle.appendFile(lines.join(''));
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined); // whoever wrote was told
    await this.handle.close();
  }
}
