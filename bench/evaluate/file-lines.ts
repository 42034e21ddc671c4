import { createReadStream, readFileSync, statSync } from 'node:fs';
import { InputError, readLineBatches } from '../../datasets/index.ts';

/** Bytes: files up to this size are read at once, which is faster than in pieces. */
const READ_SIZE = 1 << 22;

/** The lines of a UTF-8 file, batch by batch as it is read. @throws {InputError} if it cannot be read */
export async function* fileLineBatches(path: string): AsyncGenerator<readonly string[]> {
  try {
    const isSmall = statSync(path).size <= READ_SIZE;
    yield* readLineBatches(isSmall ? whole(path) : createReadStream(path, { highWaterMark: READ_SIZE }));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new InputError(`${path} cannot be read (${error.message}).`, { cause: error });
  }
}

async function* whole(path: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(readFileSync(path));
}
