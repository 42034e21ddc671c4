import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, replaceFile } from '../../datasets/index.ts';

type Parser<Output> = { parse(value: unknown): Output };

/** A directory in which every stage leaves one file last, in one piece: what is there is done. */
export class RunDirectory {
  constructor(readonly root: string) {}

  path(...names: readonly string[]): string {
    return join(this.root, ...names);
  }

  /** What a file holds; undefined where there is none. @throws {InputError} for one that is not of the schema */
  async read<Output>(name: string, schema: Parser<Output>): Promise<Output | undefined> {
    const text = await readFile(this.path(name), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return undefined;
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      throw new InputError(
        `${this.path(name)}: expected a file of this version of InfTool. Remove the run's directory, or name another with --run-dir.`,
        { cause: error },
      );
    }
  }

  async write(name: string, text: string): Promise<void> {
    await replaceFile(this.path(name), text);
  }

  /** What a stage gave when it was done, else what it gives now. */
  async once<Output>(name: string, schema: Parser<Output>, make: () => Promise<Output>): Promise<Output> {
    const known = await this.read(name, schema);
    if (known !== undefined) return known;
    await this.write(name, `${JSON.stringify(await make(), null, 1)}\n`);
    // As it will be read the next time.
    const made = await this.read(name, schema);
    if (made === undefined) throw new Error(`${name} was written and is not there`);
    return made;
  }
}
