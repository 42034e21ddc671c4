import { extname, resolve, sep } from 'node:path';

/** What documents are called that have no name of their own: their folder says what they describe. */
const nameless = new Set(['openapi', 'swagger']);

/**
 * A name for the service that each document describes: that of the file, or of its folder where the file is called
 * `openapi` or `swagger`; with as many folders in front as it takes to tell it from the others.
 */
export function serviceNames(files: readonly string[]): ReadonlyMap<string, string> {
  const parts = new Map(files.map((file) => [resolve(file), partsOf(file)]));
  const names = new Map([...parts].map(([file, path]) => [file, path.at(-1) ?? 'service']));
  for (let count = 2; count <= Math.max(0, ...[...parts.values()].map(({ length }) => length)); count++) {
    const counts = new Map<string, number>();
    for (const name of names.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [file, path] of parts) {
      if ((counts.get(names.get(file) ?? '') ?? 0) > 1) names.set(file, path.slice(-count).join('-'));
    }
  }
  return new Map(files.map((file) => [file, names.get(resolve(file)) ?? 'service']));
}

function partsOf(file: string): readonly string[] {
  const path = resolve(file);
  const parts = path
    .slice(0, path.length - extname(path).length)
    .split(sep)
    .filter((part) => part !== '');
  const isNameless = parts.length > 1 && nameless.has((parts.at(-1) ?? '').toLowerCase());
  return isNameless ? parts.slice(0, -1) : parts;
}
