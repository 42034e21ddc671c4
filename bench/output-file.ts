import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError, type Io } from '../datasets/index.ts';

/**
 * Writes what a user has named a file for; its folder is made if need be. Devices (`/dev/stdout`) are files, too.
 * @throws {InputError} where it cannot be written
 */
export async function writeOutput(file: string | undefined, text: string, io: Io): Promise<void> {
  if (file === undefined) return;
  const place = path.resolve(io.workingDirectory, file);
  try {
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(
      `${place} cannot be written (${reason}). Name a file in a folder that can be written to.`,
      { cause },
    );
  }
}
