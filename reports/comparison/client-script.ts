import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../datasets/index.ts';

/** The page's script, which the build makes of `client/`; as text that ends no script element. */
export function clientScript(): string {
  const file = path.join(packageRoot(import.meta.url), 'dist', 'reports', 'comparison', 'client.js');
  return readFileSync(file, 'utf8')
    .trim()
    .replace(/<\/(?=script)/gi, '<\\/')
    .replaceAll('<!--', '<\\!--');
}
