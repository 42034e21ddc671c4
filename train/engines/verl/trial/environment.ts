import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory, InputError, type Io } from '../../../../datasets/index.ts';
import { checkoutFile } from '../../../serve/trial/trainer.ts';

/** Of verl and Ray, as `requirements.txt` has them. */
export const VERL = '0.9.1';

/** Has pip put verl into an environment of its own, unless it is there. @returns its folder @throws {InputError} where it cannot */
export function ensureVerl(named: string | undefined, io: Io): string {
  const requirements = checkoutFile('train', 'engines', 'verl', 'requirements.txt');
  const venv = path.resolve(io.workingDirectory, named ?? path.join(cacheDirectory(io), `verl-${VERL}`));
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = path.join(venv, 'inftool-requirements');
  if (markIn(mark) === digest) return venv;
  const python = path.join(venv, 'bin', 'python');
  const steps = [
    ['python3', '-m', 'venv', venv],
    [python, '-m', 'pip', 'install', '--quiet', '--requirement', requirements],
  ];
  for (const [program = '', ...given] of steps) {
    const { status, stderr, error } = spawnSync(program, given, { encoding: 'utf8' });
    if (status === 0) continue;
    throw new InputError(
      `${[program, ...given].join(' ')} failed (${error === undefined ? stderr.slice(-1000) : error.message}). Python 3.10 to 3.12 with venv and pip is needed.`,
    );
  }
  writeFileSync(mark, digest);
  return venv;
}

function markIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not made yet, or not to its end.
    return undefined;
  }
}
