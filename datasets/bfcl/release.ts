import { createHash } from 'node:crypto';
import type { Category } from '../suite.ts';

/** One version of the data: every file that tasks are made of, by content. */
export type Release = {
  readonly version: string;
  readonly categories: readonly Category[];
  /** Hex sha256 by path below the data directory. */
  readonly files: ReadonlyMap<string, string>;
};

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Hex sha256 of the lines `<sha256>  <path>\n`, sorted by path: what `sha256sum` prints, summed again. */
export function digestOf(files: ReadonlyMap<string, string>): string {
  const paths = [...files.keys()].sort();
  return sha256(paths.map((path) => `${files.get(path) ?? ''}  ${path}\n`).join(''));
}
