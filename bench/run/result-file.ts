import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { InputError, LineWriter, readLines } from '../../datasets/index.ts';

const RowSchema = z.looseObject({ id: z.string() });

/**
 * The results of one category while they come in. A row stands in the file as soon as its task is done: whoever kills the
 * process loses none, and finds them when the file is opened again.
 */
export class ResultFile {
  #writer: Promise<LineWriter> | undefined;

  private constructor(
    private readonly file: string,
    private readonly ids: Set<string>,
    /** Bytes that hold whole rows. */
    private readonly end: number,
  ) {}

  /**
   * What is there already stays, but for a last line that was cut off while it was written.
   * @throws {InputError} for another line that is no result, or a second one of a task
   */
  static async open(file: string): Promise<ResultFile> {
    const ids = new Set<string>();
    const size = await sizeOf(file);
    let [end, number] = [0, 0];
    for await (const line of size === 0 ? [] : readLines(createReadStream(file))) {
      number++;
      const next = end + Buffer.byteLength(line) + 1;
      // It lacks its line break, and may lack more.
      if (next > size) break;
      const id = idIn(line);
      if (id === undefined)
        throw new InputError(
          `${file}:${number}: expected a result, found ${line.slice(0, 100)}. Mend or remove the line.`,
        );
      if (ids.has(id))
        throw new InputError(`${file}:${number}: there is a second result of ${id}. Remove one of them.`);
      ids.add(id);
      end = next;
    }
    return new ResultFile(file, ids, end);
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Resolves when the row outlives this process. */
  async append(id: string, row: string): Promise<void> {
    this.#writer ??= this.#opened();
    const writer = await this.#writer;
    await writer.write(row);
    this.ids.add(id);
  }

  async #opened(): Promise<LineWriter> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const handle = await open(this.file, 'a');
    await truncate(this.file, this.end);
    return new LineWriter(handle);
  }

  /** No row comes any more: they are brought into the order of these ids, others behind them. */
  async close(order: readonly string[]): Promise<void> {
    await (await this.#writer)?.close();
    if (this.#writer === undefined && this.end < (await sizeOf(this.file)))
      await truncate(this.file, this.end);
    if (this.ids.size === 0) return;
    const places = new Map(order.map((id, place) => [id, place]));
    const rows: { readonly place: number; readonly line: string }[] = [];
    for await (const line of readLines(createReadStream(this.file))) {
      const id = idIn(line);
      if (id !== undefined && this.ids.has(id)) rows.push({ place: places.get(id) ?? order.length, line });
    }
    if (rows.every(({ place }, index) => index === 0 || (rows[index - 1]?.place ?? 0) <= place)) return;
    rows.sort((a, b) => a.place - b.place);
    // The same name each time: what a killed process has left is written over.
    const aside = `${this.file}.partial`;
    try {
      const lines = new LineWriter(await open(aside, 'w'));
      for (const { line } of rows) await lines.write(line);
      await lines.close();
      await rename(aside, this.file);
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** The id of a result, undefined for what is none. */
export function idIn(line: string): string | undefined {
  try {
    const row = RowSchema.safeParse(JSON.parse(line));
    return row.success ? row.data.id : undefined;
  } catch {
    return undefined;
  }
}
