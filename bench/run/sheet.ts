import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { FailureRow } from '../../datasets/index.ts';

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

/** Written aside and renamed, so that a reader sees all of it or what was there before. */
async function writeLines(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  // The same name each time: what a killed process has left is written over.
  const aside = `${file}.partial`;
  try {
    await writeFile(aside, lines.map((line) => `${line}\n`).join(''));
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
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
