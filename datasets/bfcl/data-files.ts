import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SuiteError } from '../suite.ts';
import { JsonSyntaxError } from '../values/errors.ts';
import { readJson } from '../values/json-read.ts';
import { isDict, type Dict, type Value } from '../values/value.ts';
import { sha256, type Release } from './release.ts';

export type ReadBytes = (path: string) => Promise<Uint8Array>;

/** One JSON object of a file with one a line. */
export class Line {
  constructor(
    readonly text: string,
    /** File and line, for messages. */
    readonly where: string,
  ) {}

  /** The `id` without reading the rest, where it comes first. @throws {SuiteError} where there is none */
  get id(): string {
    const first = /^\{"id": ?"([^"\\]*)"/.exec(this.text)?.[1];
    const id = first ?? this.exact().get('id');
    if (typeof id === 'string') return id;
    throw new SuiteError(`${this.where}: expected "id" to be a text.`);
  }

  /**
   * Whether Python's `json.dumps(entry, ensure_ascii=False)` gives this text again: the files are Python's own dumps with
   * non-ASCII escaped, but for lines mended by hand, in which a space is missing behind a comma.
   */
  get isVerbatim(): boolean {
    return !/\\u|,"/.test(this.text);
  }

  /** The object with its numbers kept apart. @throws {SuiteError} */
  exact(): Dict {
    const entry = parse(this.text, this.where);
    if (isDict(entry)) return entry;
    throw new SuiteError(`${this.where}: expected a JSON object.`);
  }

  /**
   * The text of the value of `key`, where that is the last key and the line is Python's own dump; else undefined or a
   * text that is no JSON.
   */
  lastField(key: string): string | undefined {
    const mark = `, "${key}": `;
    const start = this.text.indexOf(mark);
    return start < 0 ? undefined : this.text.slice(start + mark.length, -1);
  }

  /** The object as the engine reads it, several times as fast: not for numbers. @throws {SuiteError} */
  plain(): unknown {
    try {
      return JSON.parse(this.text);
    } catch (error) {
      throw new SuiteError(`${this.where}: ${String(error)}`, { cause: error });
    }
  }
}

/** The files of a data directory, each held to the release's digest when it is read. */
export class DataFiles {
  readonly release: Release;
  readonly #read: ReadBytes;
  readonly #lines = new Map<string, Promise<readonly Line[]>>();

  /** @param directory of the files, where they lie in one */
  constructor(
    release: Release,
    read: ReadBytes,
    private readonly directory?: string,
  ) {
    this.release = release;
    this.#read = read;
  }

  static in(directory: string, release: Release): DataFiles {
    // Local files of at most a few MB: reading at once takes half the time of waiting for a pool.
    const read = async (path: string) => Promise.resolve(readFileSync(join(directory, path)));
    return new DataFiles(release, read, directory);
  }

  /** @throws {SuiteError} if the file cannot be read or is another than the release's */
  async text(path: string): Promise<string> {
    const content = await this.#read(path).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SuiteError(`BFCL data is not complete: ${reason}. ${this.#remedy}`, { cause: error });
    });
    const expected = this.release.files.get(path);
    if (expected === undefined || sha256(content) !== expected) {
      const where = this.directory === undefined ? path : join(this.directory, path);
      throw new SuiteError(`${where} is not the file of bfcl-eval ${this.release.version}. ${this.#remedy}`);
    }
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
  }

  get #remedy(): string {
    const place = this.directory === undefined ? '' : ` --data-dir ${this.directory}`;
    return `Pull the data with \`inftool data pull${place}\`.`;
  }

  /** A file that is one JSON value. @throws {SuiteError} */
  async json(path: string): Promise<Value> {
    return parse(await this.text(path), path);
  }

  /** A file with one JSON object a line, split once. @throws {SuiteError} */
  lines(path: string): Promise<readonly Line[]> {
    const known = this.#lines.get(path) ?? this.#split(path);
    this.#lines.set(path, known);
    return known;
  }

  async #split(path: string): Promise<readonly Line[]> {
    const lines = (await this.text(path)).split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.map((line, index) => new Line(line, `${path}:${index + 1}`));
  }
}

function parse(text: string, where: string): Value {
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw new SuiteError(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}
