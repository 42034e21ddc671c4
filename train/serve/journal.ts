import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { InputError, LineWriter, readLines, RewardRowSchema, type RewardRow } from '../../datasets/index.ts';
import type { Entry } from './scorer.ts';

/** Which items were answered, by run and item: what they were, so that the same item is never two answers. */
export class Journal {
  readonly #digests = new Map<string, string>();

  private constructor(private readonly writer: LineWriter) {}

  /** Goes on with a file that is there. @throws {InputError} for one that is no journal */
  static async open(file: string): Promise<Journal> {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(file, 'a+');
    try {
      const journal = new Journal(new LineWriter(handle));
      await journal.#read(file, handle);
      return journal;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async #read(file: string, handle: FileHandle): Promise<void> {
    let [number, whole, isTorn] = [0, 0, false];
    for await (const line of readLines(handle.createReadStream({ autoClose: false, start: 0 }))) {
      if (isTorn) throw notAJournal(file, number);
      number++;
      const row = rowIn(line);
      isTorn = row === undefined;
      if (row === undefined) continue;
      whole += Buffer.byteLength(line) + 1;
      for (const { id, digest } of row.items) this.#digests.set(key(row.run_id, id), digest);
    }
    if (isTorn && whole === 0) throw notAJournal(file, number);
    // A process that was killed leaves a part of its last line; nobody was answered with it.
    if (isTorn) await handle.truncate(whole);
    else if ((await handle.stat()).size < whole) await handle.appendFile('\n');
  }

  /** The first item that was asked for with another answer before; undefined where there is none. */
  changed(run: string, entries: readonly Entry[]): Entry | undefined {
    const now = new Map<string, string>();
    return entries.find(({ id, digest }) => {
      const known = now.get(id) ?? this.#digests.get(key(run, id)) ?? digest;
      now.set(id, digest);
      return known !== digest;
    });
  }

  /** Resolves when the row is handed to the system. */
  async enter(row: Omit<RewardRow, 'record' | 'items'>, entries: readonly Entry[]): Promise<void> {
    const items = entries.map((entry) => {
      const place = key(row.run_id, entry.id);
      const isRepeated = this.#digests.has(place);
      this.#digests.set(place, entry.digest);
      return isRepeated ? { ...entry, is_repeated: true as const } : { ...entry };
    });
    await this.writer.write(
      JSON.stringify({ record: 'inftool-rewards/1', ...row, items } satisfies RewardRow),
    );
  }

  async close(): Promise<void> {
    await this.writer.close();
  }
}

function key(run: string, id: string): string {
  return JSON.stringify([run, id]);
}

function rowIn(line: string): RewardRow | undefined {
  try {
    return RewardRowSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function notAJournal(file: string, line: number): InputError {
  return new InputError(
    `${file}:${line}: expected a line of a journal as \`inftool serve\` writes it. Name another file with --journal, or move this one away.`,
  );
}
