import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../command.ts';
import { packageRoot } from '../package-root.ts';
import { readOpenApi } from './openapi.ts';
import type { ToolSpec } from './tool-spec.ts';

const documentEndings = /\.(?:ya?ml|json)$/;

/**
 * The tools of all OpenAPI documents in files and folders (with all below them), in byte order of their paths. A document's domain
 * is the name of its folder.
 * @throws {InputError} for a path that cannot be read, a document that is none, and two tools of one id
 */
export async function readSpecs(paths: readonly string[]): Promise<ToolSpec[]> {
  const files = (await Promise.all(paths.map(documentsAt))).flat();
  if (files.length === 0) throw new InputError(`${paths.join(', ')}: found no .yaml, .yml or .json file.`);
  const specs: ToolSpec[] = [];
  const origins = new Map<string, string>();
  for (const file of files) {
    for (const spec of await readOpenApi(file)) {
      const other = origins.get(spec.id);
      if (other !== undefined) {
        throw new InputError(
          `${file}: ${spec.id} is a tool of ${other} already. Rename one of the documents.`,
        );
      }
      origins.set(spec.id, file);
      specs.push(spec);
    }
  }
  return specs;
}

/** The documents written for this project. */
export function ownSpecsFolder(): string {
  return join(packageRoot(import.meta.url), 'datasets', 'specs');
}

async function documentsAt(path: string): Promise<string[]> {
  const info = await stat(path).catch((error: unknown) => {
    throw new InputError(`${path} cannot be read: expected an OpenAPI document or a folder of them.`, {
      cause: error,
    });
  });
  if (!info.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => documentEndings.test(name))
    .sort()
    .map((name) => join(path, name));
}
