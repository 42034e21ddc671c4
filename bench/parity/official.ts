import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { InputError } from '../../datasets/index.ts';
import { OfficialProcess } from './official-process.ts';

/** What the official checkers import; the package itself is installed without its own list of some forty. */
const requirements = [
  'bfcl-eval==2026.3.23',
  'tree_sitter==0.21.3',
  'tree-sitter-java==0.21.0',
  'tree-sitter-javascript==0.21.4',
  'filelock',
  'numpy==1.26.4',
  'overrides',
  'tqdm',
  'mpmath==1.3.0',
  'rank_bm25==0.2.2',
  'faiss-cpu==1.11.0',
  'packaging',
];

const AnswerSchema = z.union([
  z.strictObject({
    valid: z.boolean(),
    error_type: z.string().nullable(),
    error: z.string(),
    decoded_repr: z.string().nullable(),
    /** Of the fastest repetition, where repetitions were asked for. */
    seconds: z.number().optional(),
  }),
  z.strictObject({ abort: z.string() }),
  z.strictObject({ timeout: z.literal(true) }),
]);
export type OfficialAnswer = z.infer<typeof AnswerSchema>;

/** Stands in environments that we make, from their first file on. */
const markerName = 'inftool-environment';

const lookUp = 'import sys, importlib.metadata as m; [m.version(name) for name in sys.argv[1:]]';

function hasOfficial(python: string): boolean {
  const names = requirements.map((requirement) => requirement.replace(/==.*/, ''));
  return spawnSync(python, ['-c', lookUp, ...names]).status === 0;
}

/** @throws {InputError} if `folder` holds anything but an environment of ours */
async function refuseForeign(folder: string): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder).catch(() => ['a file']) : [];
  if (names.length === 0 || names.includes(markerName)) return;
  throw new InputError(
    `${folder} is no Python environment with bfcl-eval, and holds files that InfTool did not put there. Name another folder with --venv, or remove this one.`,
  );
}

/**
 * The Python of a virtual environment with the official evaluator, made on first use; one that was half made is made
 * anew.
 * @throws {InputError} without Python, where the folder holds something else, or where the installation fails
 */
export async function officialPython(folder: string, say: (text: string) => Promise<void>): Promise<string> {
  const python = path.join(folder, 'bin', 'python');
  if (hasOfficial(python)) return python;
  await refuseForeign(folder);
  const base = ['python3.11', 'python3'].find(isPython311);
  if (base === undefined) {
    throw new InputError(
      'the parity harness needs CPython 3.11 with venv and pip, as verdicts differ between versions of Python; neither python3.11 nor python3 on the PATH is one',
    );
  }
  await say(`installing the official evaluator into ${folder} …`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, markerName), '');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const steps = [
    [base, ['-m', 'venv', folder]],
    [python, [...pip, ...requirements]],
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

/** The official evaluator of single-turn entries. */
export class OfficialGrader extends OfficialProcess<OfficialAnswer> {
  constructor(python: string) {
    super(python, 'grade_cases.py', AnswerSchema);
  }
}
