import { SuiteError } from '../suite.ts';

/** A regular file of a tar archive, whose `size` bytes follow. */
export type TarFile = { readonly path: string; readonly size: number; readonly read: () => Promise<Buffer> };

const blockSize = 512;
const maximumMetadataBytes = 2 ** 20;

/**
 * The regular files of a tar stream (ustar, pax, GNU), in order; links, folders and devices are left out. `read`
 * a file before the next is asked for, or not at all.
 * @throws {SuiteError} if the stream is no tar archive or ends too early
 */
export async function* readTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const source = new ByteSource(bytes);
  let metadata: Metadata = {};
  try {
    for (;;) {
      const block = await source.take(blockSize, 'or end');
      if (block === null || block.every((byte) => byte === 0)) return;
      const header = readHeader(block);
      const size = metadata.size ?? header.size;
      const next = source.position + Math.ceil(size / blockSize) * blockSize;
      if (metadataKinds.has(header.kind)) {
        if (size > maximumMetadataBytes) throw new SuiteError('a name in the archive is too long');
        metadata = { ...metadata, ...readMetadata(header.kind, await source.take(size)) };
      } else {
        if (regularKinds.has(header.kind)) {
          yield { path: metadata.path ?? header.path, size, read: () => source.take(size) };
        }
        metadata = {};
      }
      await source.skipTo(bodilessKinds.has(header.kind) ? source.position : next);
    }
  } finally {
    await source.close();
  }
}

type Header = { readonly kind: string; readonly path: string; readonly size: number };
type Metadata = { readonly path?: string; readonly size?: number };

const regularKinds: ReadonlySet<string> = new Set(['0', '\0', '7']);
/** Links, devices, folders and pipes have no bytes, whatever their size field says. */
const bodilessKinds: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);
const paxKind = 'x';
const longPathKind = 'L';
/** Also the global header `g` and the long link name `K`, which say nothing of a file. */
const metadataKinds: ReadonlySet<string> = new Set([paxKind, longPathKind, 'g', 'K']);

function readHeader(block: Buffer): Header {
  const checksum = Number.parseInt(block.toString('latin1', 148, 156), 8);
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  if (checksum !== sum) throw new SuiteError('it is no tar archive, or damaged');
  const name = textIn(block, 0, 100);
  const prefix = block.toString('latin1', 257, 262) === 'ustar' ? textIn(block, 345, 500) : '';
  return {
    kind: block.toString('latin1', 156, 157),
    path: prefix === '' ? name : `${prefix}/${name}`,
    size: readSize(block),
  };
}

/** Octal digits, or a binary number where the first bit is set. */
function readSize(block: Buffer): number {
  const size =
    block.readUInt8(124) >= 0x80
      ? block.readUIntBE(130, 6)
      : Number.parseInt(block.toString('latin1', 124, 136).trim() || '0', 8);
  if (Number.isSafeInteger(size)) return size;
  throw new SuiteError('it is no tar archive, or damaged');
}

function readMetadata(kind: string, bytes: Buffer): Metadata {
  if (kind === longPathKind) return { path: textIn(bytes, 0, bytes.length) };
  return kind === paxKind ? readPax(bytes) : {};
}

/** Records `<length> <key>=<value>\n`, the length that of the whole record in bytes. */
function readPax(bytes: Buffer): Metadata {
  const records = new Map<string, string>();
  for (let start = 0; start < bytes.length;) {
    const length = Number.parseInt(bytes.toString('latin1', start, start + 20), 10);
    if (!(length > 0)) break;
    const record = bytes.toString('utf8', start, start + length - 1);
    const key = record.slice(record.indexOf(' ') + 1, record.indexOf('='));
    records.set(key, record.slice(record.indexOf('=') + 1));
    start += length;
  }
  const path = records.get('path');
  const size = Number(records.get('size') ?? Number.NaN);
  return { ...(path === undefined ? {} : { path }), ...(Number.isSafeInteger(size) ? { size } : {}) };
}

function textIn(bytes: Buffer, start: number, end: number): string {
  const zero = bytes.indexOf(0, start);
  return bytes.toString('utf8', start, zero < 0 ? end : Math.min(zero, end));
}

/** A stream as bytes to take in pieces of any length. */
class ByteSource {
  position = 0;
  #rest: Buffer = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer>;
  /** Null where the stream has ended before the first byte. */
  async take(length: number, orEnd: 'or end'): Promise<Buffer | null>;
  async take(length: number, orEnd?: 'or end'): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    for (let missing = length; missing > 0;) {
      const piece = await this.#upTo(missing);
      if (piece === null && orEnd !== undefined && missing === length) return null;
      if (piece === null) throw new SuiteError('the archive ends too early');
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async skipTo(position: number): Promise<void> {
    while (this.position < position) {
      if ((await this.#upTo(position - this.position)) === null) {
        throw new SuiteError('the archive ends too early');
      }
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #upTo(length: number): Promise<Buffer | null> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return null;
      this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    }
    const piece = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(piece.length);
    this.position += piece.length;
    return piece;
  }
}
