import { open, readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { openPromise } from 'yauzl';
import { SuiteError } from '../suite.ts';
import { readTar } from './tar.ts';

/** A file of an archive or a folder. Read it before the next member is asked for. */
export type Member = { readonly path: string; readonly read: () => Promise<Uint8Array> };

type MemberLimits = {
  /** Of one file that is read. */
  readonly fileBytes: number;
  /** Of an unpacked archive. */
  readonly archiveBytes: number;
};

const defaultLimits: MemberLimits = { fileBytes: 16 * 2 ** 20, archiveBytes: 4 * 2 ** 30 };

/** The files of a zip archive (a wheel is one). @throws if it is damaged or a file too large */
export async function* zipMembers(file: string, limits = defaultLimits): AsyncGenerator<Member> {
  const archive = await openPromise(file);
  try {
    for await (const entry of archive.eachEntry()) {
      const read = async (): Promise<Uint8Array> => {
        refuseLarge(entry.fileName, entry.uncompressedSize, limits.fileBytes);
        return buffer(await archive.openReadStreamPromise(entry));
      };
      yield { path: entry.fileName, read };
    }
  } finally {
    archive.close();
  }
}

/** The files of a gzipped tar archive, read as it arrives. @throws if it is damaged, cut off or too large */
export async function* tarMembers(
  bytes: AsyncIterable<Uint8Array>,
  limits = defaultLimits,
): AsyncGenerator<Member> {
  const unpacked = pipeline(bytes, createGunzip(), passErrorsOn);
  for await (const { path, size, read } of readTar(upTo(limits.archiveBytes, unpacked))) {
    const readSmall = (): Promise<Uint8Array> => {
      refuseLarge(path, size, limits.fileBytes);
      return read();
    };
    yield { path, read: readSmall };
  }
}

/** The files of a folder at those of `paths` that exist. */
export async function* folderMembers(
  paths: Iterable<readonly [path: string, file: string]>,
  limits = defaultLimits,
): AsyncGenerator<Member> {
  for (const [path, file] of paths) {
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) continue;
    const read = async (): Promise<Uint8Array> => {
      refuseLarge(file, found.size, limits.fileBytes);
      return readFile(file);
    };
    yield { path, read };
  }
}

/** By its first bytes. */
export async function archiveKind(file: string): Promise<'zip' | 'gzip' | 'other'> {
  const handle = await open(file);
  try {
    const { buffer: start } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (start.toString('latin1') === 'PK\x03\x04') return 'zip';
    return start[0] === 0x1f && start[1] === 0x8b ? 'gzip' : 'other';
  } finally {
    await handle.close();
  }
}

/** Whoever reads the last stream of a pipeline gets its errors. */
function passErrorsOn(): void {
  return;
}

async function* upTo(limit: number, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    refuseLarge('The archive', total, limit);
    yield chunk;
  }
}

function refuseLarge(what: string, bytes: number, limit: number): void {
  if (bytes > limit) throw new SuiteError(`${what} is larger than ${limit} bytes.`);
}
