import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { packageRoot } from '../../datasets/index.ts';

const PackageSchema = z.object({ name: z.literal('inftool'), version: z.string() });

/** The version in inftool's package.json. */
export function packageVersion(): string {
  const file = path.join(packageRoot(import.meta.url), 'package.json');
  return PackageSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
