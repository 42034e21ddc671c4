import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { InputError } from './command.ts';

/** What a YAML or JSON file holds. @throws {InputError} for one that cannot be read, or is none */
export async function readYaml(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InputError(`${file} cannot be read (${String(error)}). Name a YAML or JSON file.`, {
      cause: error,
    });
  }
}
