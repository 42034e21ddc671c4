import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../datasets/index.ts';

export type PythonEnvironment = {
  /** Where it lies or is to be made. */
  readonly folder: string;
  /** What it is for, as messages say it. */
  readonly purpose: string;
  /** As pip takes them, `name` or `name==version`. Others make the environment anew. */
  readonly requirements: readonly string[];
  /** Whether pip installs what the requirements ask for, too; otherwise they are all there is. */
  readonly withDependencies: boolean;
  /** CPython 3.11, where it is left out. */
  readonly python?: PythonChoice;
};

type PythonChoice = {
  /** Of CPython 3: `['10', '11']`. */
  readonly minors: readonly string[];
  /** The program that makes the environment; missing: any on the PATH of these versions. */
  readonly program?: string | undefined;
};

/** A requirements file's lines, without comments. */
export async function requirementsIn(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8'))
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*/, '').trim());
  return lines.filter((line) => line !== '');
}

/** Stands in environments that we make, from their first file on. */
const markerName = 'inftool-environment';

/** Builds for one kind of machine have a version of their own behind a `+`. */
const lookUp = `
import sys, importlib.metadata as metadata
for requirement in sys.argv[1:]:
    name, _, version = requirement.partition('==')
    known = metadata.version(name.partition('[')[0])
    if version and version not in (known, known.partition('+')[0]): sys.exit(1)
`;

/** Whoever made it: what is required is there, in the versions that are. */
function isComplete(python: string, requirements: readonly string[]): boolean {
  return spawnSync(python, ['-c', lookUp, ...requirements]).status === 0;
}

/** @throws {InputError} if the folder holds anything but an environment of ours */
async function refuseForeign({ folder, purpose }: PythonEnvironment): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder).catch(() => ['a file']) : [];
  if (names.length === 0 || names.includes(markerName)) return;
  throw new InputError(
    `${folder} is no Python environment of ${purpose}, and holds files that InfTool did not put there. Name another folder with --venv, or remove this one.`,
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
  const base = baseOf(environment);
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

function baseOf({ purpose, python = { minors: ['11'] } }: PythonEnvironment): string {
  const { minors, program } = python;
  const programs =
    program === undefined ? [...minors.map((minor) => `python3.${minor}`), 'python3'] : [program];
  const base = programs.find((name) => minors.includes(minorOf(name) ?? ''));
  if (base !== undefined) return base;
  const versions = [...minors]
    .sort()
    .map((minor) => `3.${minor}`)
    .join(' or ');
  throw new InputError(
    `${purpose} needs CPython ${versions} with venv and pip, and none of ${programs.join(', ')} is one.`,
  );
}

function minorOf(program: string): string | undefined {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? /^Python 3\.(\d+)\./.exec(stdout)?.[1] : undefined;
}
