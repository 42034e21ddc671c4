import type { Io } from '../command.ts';
import { openBfcl } from '../bfcl/bfcl-suite.ts';
import { dataDirectoryOf, type DataOptions } from '../bfcl/ensure.ts';
import { readMarker } from '../bfcl/install.ts';
import { buildContaminationAudit, type ContaminationAudit } from './audit.ts';

/**
 * The audit against BFCL where its data lies already; nothing is pulled.
 * @returns undefined where there is no data: then nothing can be audited, which whoever asks has to say
 * @throws {SuiteError} if the data is there and cannot be read
 */
export async function auditAgainstBfcl(
  options: DataOptions,
  io: Pick<Io, 'environment' | 'workingDirectory'>,
): Promise<ContaminationAudit | undefined> {
  const directory = dataDirectoryOf(options, io);
  if ((await readMarker(directory)) === null) return undefined;
  return buildContaminationAudit(openBfcl(directory));
}
