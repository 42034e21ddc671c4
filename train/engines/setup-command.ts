import path from 'node:path';
import * as z from 'zod';
import { defineCommand, InputError, type Io } from '../../datasets/index.ts';
import { pythonIn, requirementsIn } from '../../bench/index.ts';
import { trlEnvironment, trlRequirements } from './trl/python.ts';

const OptionsSchema = z.object({ venv: z.string().optional(), python: z.string().min(1).optional() });
type Options = z.output<typeof OptionsSchema>;

const trlCommand = defineCommand({
  name: 'trl',
  summary:
    'Makes the Python environment that `inftool loop --engine trl` trains in: TRL, transformers with its server, torch, PEFT, in the versions that requirements.txt pins. About 1.4 GB without CUDA, several with it. One that is whole is left as it is.',
  options: [
    { flags: '--venv <folder>', description: "where it lies or is to be made (in the user's cache)" },
    { flags: '--python <program>', description: '3.10 to 3.12, with venv and pip (any on the PATH)' },
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

/** @returns the interpreter. @throws {InputError} as `pythonIn` does */
export async function ensureTrl({ venv, python: program }: Options, io: Io): Promise<string> {
  const folder = venv === undefined ? trlEnvironment(io) : path.resolve(io.workingDirectory, venv);
  const requirements = await requirementsIn(trlRequirements);
  return pythonIn(
    {
      ...{ folder, purpose: 'TRL', requirements, withDependencies: true },
      python: { minors: ['11', '12', '10'], program },
    },
    (text) => io.stderr.write(`inftool: ${text}\n`),
  );
}
