import { join, resolve } from 'node:path';
import { cacheDirectory } from '../cache-directory.ts';
import type { Io } from '../command.ts';
import type { Suite } from '../suite.ts';
import { openBfcl } from './bfcl-suite.ts';
import { DataFiles } from './data-files.ts';
import { readEnvironmentTools, type EnvironmentTools } from './environment-entry.ts';
import { readMarker } from './install.ts';
import { bfclRelease } from './pinned-release.ts';
import { digestOf } from './release.ts';

export type DataOptions = {
  /** As given on the command line. */
  readonly dataDir?: string | undefined;
};

/** Where BFCL lies: `--data-dir`, else `INFTOOL_DATA`, else `bfcl-v4` in the cache directory. */
export function dataDirectoryOf(
  { dataDir }: DataOptions,
  io: Pick<Io, 'environment' | 'workingDirectory'>,
): string {
  const named = io.environment['INFTOOL_DATA'];
  const chosen = dataDir ?? (named === '' ? undefined : named);
  return chosen === undefined ? join(cacheDirectory(io), 'bfcl-v4') : resolve(io.workingDirectory, chosen);
}

/**
 * BFCL for a command that needs it: pulled first, saying so on stderr, where it is not there yet.
 * @throws {SuiteError} if it cannot be had
 */
export async function ensureBfcl(options: DataOptions, io: Io): Promise<Suite> {
  const directory = dataDirectoryOf(options, io);
  if (!(await isPulled(directory))) {
    const note = (line: string) => io.stderr.write(`inftool: ${line}\n`);
    await note(`no data of bfcl-eval ${bfclRelease.version} in ${directory} yet`);
    const { pullBfcl } = await import('./pull.ts');
    await pullBfcl({ directory, release: bfclRelease, environment: io.environment, note });
  }
  return openBfcl(directory);
}

async function isPulled(directory: string): Promise<boolean> {
  const marker = await readMarker(directory);
  return marker?.digest === digestOf(bfclRelease.files);
}

/** The official docs of environments; undefined where BFCL is not there: nothing is pulled for them. */
export async function pulledEnvironmentTools(
  options: DataOptions,
  io: Io,
): Promise<EnvironmentTools | undefined> {
  const directory = dataDirectoryOf(options, io);
  if (!(await isPulled(directory))) return undefined;
  return readEnvironmentTools(DataFiles.in(directory, bfclRelease));
}
