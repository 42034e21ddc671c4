import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from './package-root.ts';

/** The version in inftool's package.json. */
export function packageVersion(): string {
  const file = path.join(packageRoot(import.meta.url), 'package.json');
  // Our own file: checking it by a schema would load the schema library for `--help`.
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
