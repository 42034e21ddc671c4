import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { replaceFile, type FailureRow } from '../../datasets/index.ts';

/** Rows of one file, filled in any order, written in that of the suite as soon as none is missing. */
export class Sheet {
  readonly #rows: (string | undefined)[];
  #left: number;

  constructor(
    private readonly file: string,
    count: number,
  ) {
    this.#rows = new Array<string | undefined>(count);
    this.#left = count;
  }

  /** @param row undefined: this place stays empty */
  async fill(place: number, row: string | undefined): Promise<void> {
    this.#rows[place] = row;
    this.#left--;
    if (this.#left > 0) return;
    await writeLines(
      this.file,
      this.#rows.filter((line) => line !== undefined),
    );
  }
}

function writeLines(file: string, lines: readonly string[]): Promise<void> {
  return replaceFile(file, lines.map((line) => `${line}\n`).join(''));
}

const KnownRowSchema = z.looseObject({ id: z.string() });

/** Replaces what a file of failures says about the tasks that were asked; of others it stays as it is. */
export async function writeFailures(
  file: string,
  asked: ReadonlySet<string>,
  failures: readonly FailureRow[],
): Promise<void> {
  const kept = (await linesOf(file)).filter((line) => {
    const row = KnownRowSchema.safeParse(JSON.parse(line));
    return !row.success || !asked.has(row.data.id);
  });
  await writeLines(file, [...kept, ...failures.map((row) => JSON.stringify(row))]);
}

async function linesOf(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
