import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SuiteError } from '../suite.ts';
import { JsonSyntaxError } from '../values/errors.ts';
import { readJson } from '../values/json-read.ts';
import { isDict, type Dict, type Value } from '../values/value.ts';
import { sha256, type Release } from './release.ts';

export type ReadBytes = (path: string) => Promise<Uint8Array>;

/** The files of a data directory, each held to the release's digest when it is read. */
export class DataFiles {
  readonly release: Release;
  readonly #read: ReadBytes;
  readonly #entries = new Map<string, Promise<readonly Dict[]>>();

  constructor(release: Release, read: ReadBytes) {
    this.release = release;
    this.#read = read;
  }

  static in(directory: string, release: Release): DataFiles {
    return new DataFiles(release, (path) => readFile(join(directory, path)));
  }

  /** @throws {SuiteError} if the file cannot be read or is another than the release's */
  async text(path: string): Promise<string> {
    const content = await this.#read(path).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SuiteError(`BFCL data is not complete: ${reason}. ${remedy}`, { cause: error });
    });
    const expected = this.release.files.get(path);
    if (expected === undefined || sha256(content) !== expected) {
      throw new SuiteError(`${path} is not the file of bfcl-eval ${this.release.version}. ${remedy}`);
    }
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
  }

  /** A file that is one JSON value. @throws {SuiteError} */
  async json(path: string): Promise<Value> {
    return parse(await this.text(path), path);
  }

  /** A file with one JSON object a line, read once. Nobody changes the entries. @throws {SuiteError} */
  entries(path: string): Promise<readonly Dict[]> {
    const known = this.#entries.get(path) ?? this.#readEntries(path);
    this.#entries.set(path, known);
    return known;
  }

  async #readEntries(path: string): Promise<readonly Dict[]> {
    const lines = (await this.text(path)).split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.map((line, index) => {
      const where = `${path}:${index + 1}`;
      const entry = parse(line, where);
      if (isDict(entry)) return entry;
      throw new SuiteError(`${where}: expected a JSON object.`);
    });
  }
}

const remedy = 'Pull the data with `inftool data pull`.';

function parse(text: string, where: string): Value {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw new SuiteError(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}
