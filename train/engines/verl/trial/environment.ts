import path from 'node:path';
import { cacheDirectory, type Io } from '../../../../datasets/index.ts';
import { pythonIn, requirementsIn } from '../../../../bench/index.ts';
import { checkoutFile } from '../../../serve/trial/trainer.ts';

/** Of verl and Ray, as `requirements.txt` has them. */
export const VERL = '0.9.1';

/** Has pip put verl into an environment of its own, unless it is there. @returns its folder @throws {InputError} where it cannot */
export async function ensureVerl(named: string | undefined, io: Io): Promise<string> {
  const requirements = await requirementsIn(checkoutFile('train', 'engines', 'verl', 'requirements.txt'));
  const folder = path.resolve(io.workingDirectory, named ?? path.join(cacheDirectory(io), `verl-${VERL}`));
  await pythonIn(
    {
      ...{ folder, purpose: 'verl', requirements, withDependencies: true },
      python: { minors: ['11', '12', '10'] },
    },
    (text) => io.stderr.write(`inftool: ${text}\n`),
  );
  return folder;
}
