import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const PackageSchema = z.object({ name: z.literal('inftool'), version: z.string() });

/** The version in the package.json above this module, in the sources as in the built package. */
export function packageVersion(): string {
  const candidates = ['../../package.json', '../../../package.json'];
  const found = candidates.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (found === undefined) throw new Error('the package.json of inftool is missing');
  return PackageSchema.parse(JSON.parse(readFileSync(found, 'utf8'))).version;
}
