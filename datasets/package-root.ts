import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of inftool's package.json, from a module of the sources as well as of any build.
 * @param moduleUrl `import.meta.url` of the caller
 */
export function packageRoot(moduleUrl: string): string {
  let folder = path.dirname(fileURLToPath(moduleUrl));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('the package.json of inftool is missing');
    folder = parent;
  }
  return folder;
}
