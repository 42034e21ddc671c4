import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory, InputError, packageRoot, type Io } from '../../../datasets/index.ts';

/** Of the environment's folder: another requirements file makes another environment. */
const ENVIRONMENT = 'trl-1.13.0';

const engines = path.join(packageRoot(import.meta.url), 'train', 'engines');

export const trlRequirements = path.join(engines, 'trl', 'requirements.txt');
const script = path.join(engines, 'trl', 'inftool_trl.py');

/** Where `inftool setup trl` puts it. */
export function trlEnvironment(io: Io): string {
  return path.join(cacheDirectory(io), ENVIRONMENT);
}

/** @throws {InputError} where there is no interpreter */
export async function trlPython(named: string | undefined, io: Io): Promise<string> {
  const file =
    named === undefined
      ? path.join(trlEnvironment(io), 'bin', 'python')
      : path.resolve(io.workingDirectory, named);
  try {
    await access(file);
    return file;
  } catch (cause) {
    const what =
      named === undefined
        ? 'There is no Python environment for TRL: expected `inftool setup trl` to be run once, or engine.python to name an interpreter.'
        : `engine.python: expected an interpreter, and there is no ${file}.`;
    throw new InputError(what, { cause });
  }
}

/** The command line of our entry script. */
export function trlCommand(python: string, ...given: readonly string[]): string[] {
  return [python, script, ...given];
}

/** The environment variables that it runs with. @param threads of the processor */
export function trlVariables(threads: number): Record<string, string> {
  return {
    PYTHONPATH: path.join(engines, 'python'),
    PYTHONUNBUFFERED: '1',
    OMP_NUM_THREADS: String(threads),
    // Compiled files stay out of a package that others may share.
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** What one of the script's brief commands writes to its standard output. @throws {InputError} where it fails */
export async function trlOutput(python: string, given: readonly string[], io: Io): Promise<string> {
  const [program = '', ...rest] = trlCommand(python, ...given);
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...io.environment, ...trlVariables(1) },
  });
  const release = io.atExit(() => child.kill('SIGKILL'));
  let [said, complained] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (complained = (complained + part.toString()).slice(-4000)));
  const [code] = (await once(child, 'close')) as [number | null];
  release();
  if (code === 0) return said;
  const last = complained.trimEnd().split('\n').at(-1) ?? '';
  throw new InputError(`${path.basename(script)} ${given.join(' ')} failed: ${last}`);
}
