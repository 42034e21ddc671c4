import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packageVersion } from '../datasets/index.ts';

/** The commit of a checkout, marked where files differ from it; for an installed package its version. */
export async function commitOf(root: string): Promise<string> {
  const git = async (...words: string[]) =>
    (await promisify(execFile)('git', ['-C', root, ...words])).stdout.trim();
  try {
    const changed = await git('status', '--porcelain', '--untracked-files=no', '--', ':!experiments');
    return `${await git('rev-parse', 'HEAD')}${changed === '' ? '' : '-changed'}`;
  } catch {
    return `inftool-${packageVersion()}`;
  }
}
