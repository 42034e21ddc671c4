import { open, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { InputError } from '../../datasets/index.ts';

/** Milliseconds between two looks, and until we give up. */
export type Patience = { readonly pause: number; readonly longest: number };

/**
 * Does `work` while no other process does work on the same file: a file `<file>.lock` stands beside it meanwhile.
 * @throws {InputError} if another's lock does not go away
 */
export async function whileLocked<Result>(
  file: string,
  work: () => Promise<Result>,
  { pause, longest }: Patience = { pause: 20, longest: 10_000 },
): Promise<Result> {
  const lock = `${file}.lock`;
  for (let waited = 0; !(await take(lock)); waited += pause) {
    if (waited >= longest) {
      throw new InputError(
        `${file} is locked, and was for ${longest / 1000} s. If nothing writes to it any more, remove ${lock} and try again.`,
      );
    }
    await setTimeout(pause);
  }
  try {
    return await work();
  } finally {
    await rm(lock);
  }
}

/** Whether the lock was free. */
async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
