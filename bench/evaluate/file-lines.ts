import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { InputError, readLineBatches } from '../../datasets/index.ts';

/** Bytes: files up to this size are read at once, which is faster than in pieces. */
const READ_SIZE = 1 << 22;

/** The lines of a UTF-8 file, batch by batch as it is read. @throws {InputError} if it cannot be read */
export async function* fileLineBatches(path: string): AsyncGenerator<readonly string[]> {
  try {
    const isSmall = statSync(path).size <= READ_SIZE;
    yield* readLineBatches(isSmall ? whole(path) : createReadStream(path, { highWaterMark: READ_SIZE }));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Bytes: a first line is looked for among these. */
const HEAD_SIZE = 1 << 16;

/** The first line of a UTF-8 file, without reading what follows it; cut off at 64 KiB. @throws {InputError} if it cannot be read */
export function firstLine(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(HEAD_SIZE);
      const text = head.toString('utf8', 0, readSync(file, head));
      return text.split('\n', 1)[0] ?? '';
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  return new InputError(`${path} cannot be read (${error.message}).`, { cause: error });
}

async function* whole(path: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(readFileSync(path));
}
