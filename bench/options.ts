import path from 'node:path';
import * as z from 'zod';
import { ensureBfcl, openOwnSuite, type CommandOption, type Io, type Suite } from '../datasets/index.ts';

/** Options that several commands share: how they are told, and their fields in the commands' schemas. */
export const dataDirOption: CommandOption = {
  flags: '--data-dir <folder>',
  description: 'where the BFCL data lies',
};

export const dataDirField = { dataDir: z.string().optional() };

export const suiteFields = { suite: z.string().optional(), ...dataDirField };

/** The suite that `--suite` names, else BFCL. @throws {SuiteError} */
export function openSuite(
  { suite, dataDir }: z.output<z.ZodObject<typeof suiteFields>>,
  io: Io,
): Promise<Suite> {
  return suite === undefined
    ? ensureBfcl({ dataDir }, io)
    : openOwnSuite(path.resolve(io.workingDirectory, suite));
}
