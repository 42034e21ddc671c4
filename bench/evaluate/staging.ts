import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../datasets/index.ts';

/** In bytes. */
const CHUNK = 1 << 20;
/** At most, for each UTF-16 unit. */
const UTF8_BYTES = 3;

/**
 * Files written aside and moved into a directory together, so that a failure before `commit` leaves it as it was.
 * Writes are synchronous: there are dozens of small files, and nothing else to do meanwhile.
 */
export class Staging {
  readonly #names = new Set<string>();
  readonly #folders = new Set<string>();
  readonly #chunk = Buffer.allocUnsafe(CHUNK);

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
      this.#writePieces(file, pieces);
    } finally {
      closeSync(file);
    }
    this.#names.add(name);
  }

  #writePieces(file: number, pieces: Iterable<string>): void {
    const chunk = this.#chunk;
    let used = 0;
    for (const piece of pieces) {
      const most = piece.length * UTF8_BYTES;
      if (most > CHUNK - used) {
        writeWhole(file, chunk.subarray(0, used));
        used = 0;
      }
      if (most > CHUNK) writeWhole(file, Buffer.from(piece));
      else used += chunk.write(piece, used);
    }
    writeWhole(file, chunk.subarray(0, used));
  }

  /** @throws {InputError} where a folder stands in a file's place; nothing is moved then */
  commit(): void {
    for (const name of this.#names) refuseFolder(join(this.target, name));
    for (const name of this.#names) {
      const path = join(this.target, name);
      this.#makeFolder(dirname(path));
      renameSync(join(this.aside, name), path);
    }
    rmSync(this.aside, { recursive: true });
  }

  discard(): void {
    rmSync(this.aside, { recursive: true, force: true });
    if (this.isNew && readdirSync(this.target).length === 0) rmdirSync(this.target);
  }

  #makeFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.#folders.add(folder);
  }
}

function refuseFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  throw new InputError(
    `${path} is a folder where a file of scores goes. Remove it, or choose another --score-dir.`,
  );
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
