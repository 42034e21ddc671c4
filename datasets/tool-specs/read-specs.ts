import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { InputError } from '../command.ts';
import { packageRoot } from '../package-root.ts';
import { readMcpServer } from './mcp-server.ts';
import { readOpenApi } from './openapi.ts';
import { serviceNames } from './service-names.ts';
import type { ToolSpec } from './tool-spec.ts';

const documentEndings = /\.(?:ya?ml|json)$/;

/**
 * The tools of all OpenAPI documents in files and folders (with all below them), in byte order of their paths, and of
 * MCP servers. A document's domain is the name of its folder, a server's its own name; its service is its own name, with
 * that of its folder in front where two are called alike.
 * @param servers command lines
 * @throws {InputError} for a path or server that cannot be read, a document that is none, and two tools of one id
 */
export async function readSpecs(
  paths: readonly string[],
  servers: readonly string[] = [],
): Promise<ToolSpec[]> {
  const files = (await Promise.all(paths.map(documentsAt))).flat();
  if (paths.length > 0 && files.length === 0) {
    throw new InputError(`${paths.join(', ')}: found no .yaml, .yml or .json file.`);
  }
  const specs = new Map<string, ToolSpec>();
  const origins = new Map<string, string>();
  const add = (origin: string, read: readonly ToolSpec[]) => {
    for (const spec of read) {
      const other = origins.get(spec.id);
      if (other !== undefined) {
        throw new InputError(
          `${origin}: ${spec.id} is a tool of ${other} already. Rename or leave out one of the two.`,
        );
      }
      origins.set(spec.id, origin);
      specs.set(spec.id, spec);
    }
  };
  const services = serviceNames(files);
  for (const file of files) {
    const service = services.get(file);
    // Our own documents are checked by a test.
    const isChecked = resolve(file).startsWith(ownSpecsFolder() + sep);
    add(file, await readOpenApi(file, { isChecked, ...(service !== undefined && { service }) }));
  }
  for (const server of servers) add(server, await readMcpServer(server));
  return [...specs.values()];
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
