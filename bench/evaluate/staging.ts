import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../datasets/index.ts';

/** In UTF-16 units. */
const CHUNK = 1 << 20;

/**
 * Files written aside and moved into a directory together, so that a failure before `commit` leaves it as it was.
 * Writes are synchronous: there are dozens of small files, and nothing else to do meanwhile.
 */
export class Staging {
  readonly #names = new Set<string>();
  readonly #folders = new Set<string>();

  private constructor(
    private readonly target: string,
    private readonly aside: string,
    private readonly isNew: boolean,
  ) {}

  /** @throws {InputError} if `target` can be neither used nor made */
  static open(target: string): Staging {
    try {
      const made = mkdirSync(target, { recursive: true });
      return new Staging(target, mkdtempSync(join(target, '.partial-')), made !== undefined);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InputError(`${target} cannot be written (${reason}). Choose another --score-dir.`, {
        cause: error,
      });
    }
  }

  /** @param name path with `/` below the target; a file of that name is replaced by `commit` */
  write(name: string, pieces: Iterable<string>): void {
    const path = join(this.aside, name);
    this.#makeFolder(dirname(path));
    const file = openSync(path, 'w');
    try {
      for (const chunk of inChunks(pieces)) writeWhole(file, Buffer.from(chunk));
    } finally {
      closeSync(file);
    }
    this.#names.add(name);
  }

  commit(): void {
    for (const name of this.#names) {
      const path = join(this.target, name);
      this.#makeFolder(dirname(path));
      renameSync(join(this.aside, name), path);
    }
    rmSync(this.aside, { recursive: true });
  }

  discard(): void {
    rmSync(this.aside, { recursive: true, force: true });
    if (this.isNew) rmdirSync(this.target);
  }

  #makeFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.#folders.add(folder);
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}

function* inChunks(pieces: Iterable<string>): Generator<string> {
  let pending: string[] = [];
  let size = 0;
  for (const piece of pieces) {
    pending.push(piece);
    size += piece.length;
    if (size < CHUNK) continue;
    yield pending.join('');
    pending = [];
    size = 0;
  }
  if (size > 0) yield pending.join('');
}
