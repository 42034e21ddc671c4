import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { kill, pid } from 'node:process';
import * as z from 'zod';
import { SuiteError } from '../suite.ts';
import { digestOf, sha256, type Release } from './release.ts';

/** Says what a data directory holds; it is written last. */
const markerName = 'inftool-data.json';

const MarkerSchema = z.object({ suite: z.literal('bfcl'), version: z.string(), digest: z.string() });

export type Marker = z.infer<typeof MarkerSchema>;

/** What `install` left in a directory, null where it did not. */
export async function readMarker(directory: string): Promise<Marker | null> {
  const text = await readFile(join(directory, markerName), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return MarkerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export type FileState = { readonly missing: readonly string[]; readonly different: readonly string[] };

/** Every file of the release against what stands in the directory. */
export async function compareFiles(directory: string, release: Release): Promise<FileState> {
  const missing: string[] = [];
  const different: string[] = [];
  for (const [path, digest] of release.files) {
    const content = await readFile(join(directory, path)).catch(() => null);
    if (content === null) missing.push(path);
    else if (sha256(content) !== digest) different.push(path);
  }
  return { missing, different };
}

/** Whether everything is there, byte for byte. */
export async function isInstalled(directory: string, release: Release): Promise<boolean> {
  if ((await readMarker(directory))?.digest !== digestOf(release.files)) return false;
  const { missing, different } = await compareFiles(directory, release);
  return missing.length + different.length === 0;
}

/** @throws {SuiteError} if `directory` holds anything that `install` did not write */
export async function refuseForeign(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: unknown): string[] => {
    if (hasCode(error, 'ENOENT')) return [];
    throw cannotUse(directory, error);
  });
  if (names.length === 0 || names.includes(markerName)) return;
  throw new SuiteError(
    `${directory} holds files that InfTool did not put there. Name an empty or new directory (--data-dir, INFTOOL_DATA); to take data from this one, name it as --from.`,
  );
}

/**
 * Writes the files beside `directory`, then moves them into place in one step: whoever reads `directory` finds
 * nothing or everything, also when several do this at once.
 * @throws {SuiteError} if it cannot be written
 */
export async function install(
  directory: string,
  files: ReadonlyMap<string, Uint8Array>,
  release: Release,
): Promise<void> {
  try {
    const staged = await stage(directory);
    try {
      const content = join(staged, 'new');
      for (const [path, bytes] of files) await write(join(content, path), bytes);
      const marker: Marker = { suite: 'bfcl', version: release.version, digest: digestOf(release.files) };
      await write(join(content, markerName), `${JSON.stringify(marker)}\n`);
      await moveInto(directory, content, join(staged, 'old'), release);
    } finally {
      await rm(staged, { recursive: true, force: true });
    }
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

/** A new folder beside `directory`, named after this process; those of processes that were killed are removed. */
async function stage(directory: string): Promise<string> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true });
  const ours = `.${basename(directory)}-${hostname()}-`;
  for (const name of await readdir(parent)) {
    const owner = name.startsWith(ours) ? Number(name.slice(ours.length).split('-')[0]) : pid;
    if (!isAlive(owner)) await rm(join(parent, name), { recursive: true, force: true });
  }
  return mkdtemp(join(parent, `${ours}${pid}-`));
}

function isAlive(process: number): boolean {
  try {
    return kill(process, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

async function write(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** What stood there before, and is not complete, is moved to `aside`. Each round that fails is another's success. */
async function moveInto(directory: string, content: string, aside: string, release: Release): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      await rename(content, directory);
      return;
    } catch (error) {
      if (await isInstalled(directory, release)) return;
      if (round === maximumRounds || !occupied.some((code) => hasCode(error, code))) throw error;
    }
    await rename(directory, `${aside}${round}`).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
  }
}

const maximumRounds = 100;

/** How systems say that a directory to rename to is not empty. */
const occupied = ['ENOTEMPTY', 'EEXIST', 'EPERM'];

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function cannotUse(directory: string, error: unknown): SuiteError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SuiteError(
    `Cannot keep data in ${directory}: ${reason}. Name another directory (--data-dir, INFTOOL_DATA).`,
    { cause: error },
  );
}
