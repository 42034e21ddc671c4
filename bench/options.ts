import path from 'node:path';
import * as z from 'zod';
import {
  cacheDirectory,
  ensureBfcl,
  openOwnSuite,
  type CommandOption,
  type Io,
  type Suite,
} from '../datasets/index.ts';

/** Options that several commands share: how they are told, and their fields in the commands' schemas. */
export const dataDirOption: CommandOption = {
  flags: '--data-dir <folder>',
  description: 'where the BFCL data lies',
};

export const dataDirField = { dataDir: z.string().optional() };

export const todayOption: CommandOption = {
  flags: '--today <date>',
  description: 'YYYY-MM-DD: the day on which executed tasks are played; today',
};

export const todayField = {
  today: z.iso.date('expected a day as YYYY-MM-DD').transform(dayIn).optional(),
};

type Day = ReturnType<Io['host']['today']>;

/** @param text as `--today` takes it */
export function dayIn(text: string): Day {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return { year, month, day };
}

/** A day as `--today` takes it. */
export function dayText({ year, month, day }: Day): string {
  return [year, month, day].map((part, place) => String(part).padStart(place === 0 ? 4 : 2, '0')).join('-');
}

const ShardSchema = z
  .string()
  .regex(/^\d+\/\d+$/, 'expected a part and how many there are, such as 2/8')
  .transform((text) => {
    const [index = 0, count = 0] = text.split('/').map(Number);
    return { index, count };
  })
  .refine(({ index, count }) => index >= 1 && index <= count, 'expected a part from 1 to their number');

export const shardField = { shard: ShardSchema.optional() };

export const suiteFields = { suite: z.string().optional(), ...dataDirField };

export const venvOption: CommandOption = {
  flags: '--venv <folder>',
  description: 'where the Python environment lies or is to be made',
};

export const venvField = { venv: z.string().optional() };

export const officialPackage = 'bfcl-eval 2026.3.23';

/** The Python environment that `--venv` names, else one in the cache directory. */
export function venvFolder({ venv }: z.output<z.ZodObject<typeof venvField>>, io: Io): string {
  return venv === undefined
    ? path.join(cacheDirectory(io), `parity-${officialPackage.replace(' ', '-')}`)
    : path.resolve(io.workingDirectory, venv);
}

/** The suite that `--suite` names, else BFCL. @throws {SuiteError} */
export function openSuite(
  { suite, dataDir }: z.output<z.ZodObject<typeof suiteFields>>,
  io: Io,
): Promise<Suite> {
  return suite === undefined
    ? ensureBfcl({ dataDir }, io)
    : openOwnSuite(path.resolve(io.workingDirectory, suite));
}
