import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../datasets/index.ts';

export type PythonEnvironment = {
  /** Where it lies or is to be made. */
  readonly folder: string;
  /** What it is for, as messages say it. */
  readonly purpose: string;
  /** As pip takes them; the first is what the environment is for. */
  readonly requirements: readonly string[];
  /** Whether pip installs what the requirements ask for, too; otherwise they are all there is. */
  readonly withDependencies: boolean;
};

/** Stands in environments that we make, from their first file on. */
const markerName = 'inftool-environment';

const lookUp = 'import sys, importlib.metadata as m; [m.version(name) for name in sys.argv[1:]]';

function nameOf(requirement: string): string {
  return requirement.replace(/==.*/, '');
}

function isComplete(python: string, requirements: readonly string[]): boolean {
  return spawnSync(python, ['-c', lookUp, ...requirements.map(nameOf)]).status === 0;
}

/** @throws {InputError} if the folder holds anything but an environment of ours */
async function refuseForeign({ folder, requirements: [first = ''] }: PythonEnvironment): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder).catch(() => ['a file']) : [];
  if (names.length === 0 || names.includes(markerName)) return;
  throw new InputError(
    `${folder} is no Python environment with ${nameOf(first)}, and holds files that InfTool did not put there. Name another folder with --venv, or remove this one.`,
  );
}

/**
 * The Python of a virtual environment with some packages, made on first use; one that was half made is made anew.
 * @throws {InputError} without Python, where the folder holds something else, or where the installation fails
 */
export async function pythonIn(
  environment: PythonEnvironment,
  say: (text: string) => Promise<void>,
): Promise<string> {
  const { folder, purpose, requirements, withDependencies } = environment;
  const python = path.join(folder, 'bin', 'python');
  if (isComplete(python, requirements)) return python;
  await refuseForeign(environment);
  const base = ['python3.11', 'python3'].find(isPython311);
  if (base === undefined) {
    throw new InputError(
      `${purpose} needs CPython 3.11 with venv and pip, as what it does differs between versions of Python; neither python3.11 nor python3 on the PATH is one`,
    );
  }
  await say(`installing ${purpose} into ${folder} …`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, markerName), '');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const steps = [
    [base, ['-m', 'venv', folder]],
    [python, [...pip, ...(withDependencies ? [] : ['--no-deps']), ...requirements]],
  ] as const;
  for (const [command, given] of steps) {
    const { status, stderr } = spawnSync(command, given, { encoding: 'utf8' });
    if (status === 0) continue;
    await rm(folder, { recursive: true, force: true });
    throw new InputError(`${command} ${given.join(' ')} failed:\n${stderr}`);
  }
  return python;
}

function isPython311(command: string): boolean {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith('Python 3.11.');
}
