import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { defineCommand, InputError, type Io } from '../../datasets/index.ts';
import { trlEnvironment, trlRequirements } from './trl/python.ts';

const OptionsSchema = z.object({ venv: z.string().optional(), python: z.string().min(1).default('python3') });
type Options = z.output<typeof OptionsSchema>;

/** Stands in an environment that is whole. */
const MARK = 'inftool-ready';

const trlCommand = defineCommand({
  name: 'trl',
  summary:
    'Makes the Python environment that `inftool loop --engine trl` trains in: TRL, transformers with its server, torch, PEFT, in the versions that requirements.txt pins. About 1.4 GB without CUDA, several with it. One that is whole is left as it is.',
  options: [
    { flags: '--venv <folder>', description: "where it lies or is to be made (in the user's cache)" },
    { flags: '--python <program>', description: '3.10 to 3.12, with venv and pip (python3)' },
  ],
  examples: ['setup trl', 'setup trl --venv .venv-trl --python python3.11'],
  schema: OptionsSchema,
  run: async (options, io) => {
    await io.stdout.write(`${await ensureTrl(options, io)}\n`);
    return 0;
  },
});

export const setupCommand = defineCommand({
  name: 'setup',
  summary: 'Python environments of the engines that train language models.',
  options: [],
  examples: ['setup trl'],
  schema: z.object({}),
  subcommands: [trlCommand],
  run: () => {
    throw new InputError('Expected the name of an engine: `inftool setup trl`.');
  },
});

/** @returns the interpreter. @throws {InputError} where it cannot be had */
export async function ensureTrl({ venv, python: base }: Options, io: Io): Promise<string> {
  const folder = venv === undefined ? trlEnvironment(io) : path.resolve(io.workingDirectory, venv);
  const python = path.join(folder, 'bin', 'python');
  if (await exists(path.join(folder, MARK))) return python;
  if ((await exists(folder)) && !(await exists(path.join(folder, 'pyvenv.cfg'))))
    throw new InputError(
      `${folder}: expected a Python environment, or no folder there. Name another with --venv.`,
    );
  await io.stderr.write(`installing TRL into ${folder}: this takes minutes\n`);
  await run([base, '-m', 'venv', folder], io);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', trlRequirements];
  await run([python, ...pip], io);
  const part = path.join(folder, `${MARK}.part`);
  await writeFile(part, '');
  await rename(part, path.join(folder, MARK));
  return python;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function run([program = '', ...given]: readonly string[], io: Io): Promise<void> {
  const child = spawn(program, given, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...io.environment } });
  const release = io.atExit(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-2000)));
  const failure = once(child, 'error').then(([error]) => error as Error);
  const code = await Promise.race([once(child, 'close').then(([status]) => status as number), failure]);
  release();
  if (code === 0) return;
  throw new InputError(
    `${[program, ...given].join(' ')} failed: ${code instanceof Error ? code.message : said}\nPython 3.10 to 3.12 with venv and pip is needed.`,
  );
}
