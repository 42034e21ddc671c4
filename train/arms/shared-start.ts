import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LoopConfigSchema, type LoopConfig } from '../loop/config.ts';
import { RunDirectory } from '../loop/run-directory.ts';
import { folderOf, type RunName } from './arm-runs.ts';

/** What a run has to itself: its configuration and its end, rounds after the first, looks at BFCL. */
const own = /^(?:config|record|bfcl)\.json$|^report\.|^lock$|(?:^|\/)(?:bfcl|round-(?!1\b)\d+)/;

/**
 * Until the first round ends, the arms of a seed do the same: a run that has not begun is given what one of another arm did
 * until there, if that one is done and configured alike.
 * @param configOf the configuration of a run
 */
export async function shareStart(
  out: string,
  name: RunName,
  names: readonly RunName[],
  configOf: (name: RunName) => Promise<LoopConfig>,
): Promise<void> {
  const folder = join(out, folderOf(name));
  if (existsSync(folder)) return;
  // Without GRPO the first round is only half of what the other arms do.
  const others = names.filter(
    ({ arm, seed }) => seed === name.seed && arm !== name.arm && arm !== 'sft-only',
  );
  for (const other of others) {
    const source = join(out, folderOf(other));
    if (!existsSync(join(source, 'record.json'))) continue;
    const begun = await new RunDirectory(source).read('config.json', LoopConfigSchema);
    if (JSON.stringify(begun) !== JSON.stringify(await configOf(other))) continue;
    const isShared = (path: string): boolean =>
      !own.test(path) && !(name.arm === 'sft-only' && path.includes('grpo'));
    // Aside first: half a copy would be taken for a run that was cut off.
    const aside = `${folder}.partial`;
    await rm(aside, { recursive: true, force: true });
    await cp(source, aside, {
      recursive: true,
      filter: (path) => isShared(relative(source, path).split(sep).join('/')),
    });
    await rename(aside, folder);
    return;
  }
}
