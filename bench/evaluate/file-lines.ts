import { createReadStream } from 'node:fs';
import { InputError, readLineBatches } from '../../datasets/index.ts';

const READ_SIZE = 1 << 20;

/** The lines of a UTF-8 file, batch by batch as it is read. @throws {InputError} if it cannot be read */
export async function* fileLineBatches(path: string): AsyncGenerator<readonly string[]> {
  try {
    yield* readLineBatches(createReadStream(path, { highWaterMark: READ_SIZE }));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new InputError(`${path} cannot be read (${error.message}).`, { cause: error });
  }
}
