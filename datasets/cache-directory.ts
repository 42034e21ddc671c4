import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Io } from './command.ts';

/** InfTool's folder below the user's cache directory: `XDG_CACHE_HOME`, else `~/.cache`. */
export function cacheDirectory(io: Pick<Io, 'environment' | 'workingDirectory'>): string {
  const { XDG_CACHE_HOME: caches, HOME: home } = io.environment;
  const parent = caches === undefined || caches === '' ? join(home ?? homedir(), '.cache') : caches;
  return resolve(io.workingDirectory, parent, 'inftool');
}
