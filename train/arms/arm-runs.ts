import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InputError, LoopRecordSchema, type LoopRecord } from '../../datasets/index.ts';
import { RunDirectory } from '../loop/run-directory.ts';

export type Arm = LoopRecord['arm'];
export type RunName = { readonly arm: Arm; readonly seed: number };

export const heldOutId = 'held-out';
export const bfclId = 'bfcl';

/** The folder of a run. */
export function folderOf({ arm, seed }: RunName): string {
  return `${arm}-${seed}`;
}

/** The records of runs that are done, in the order of the names, and the names of those that are not. */
export async function readRecords(
  out: string,
  names: readonly RunName[],
): Promise<{ records: LoopRecord[]; missing: RunName[] }> {
  const records: LoopRecord[] = [];
  const missing: RunName[] = [];
  for (const name of names) {
    const file = join(out, folderOf(name));
    const record = await new RunDirectory(file).read('record.json', LoopRecordSchema);
    if (record === undefined) missing.push(name);
    else if (record.arm !== name.arm || record.seed !== name.seed) {
      throw new InputError(
        `${file} holds a run of arm ${record.arm} with seed ${record.seed}. Name another directory with --out, or remove this one.`,
      );
    } else records.push(record);
  }
  return { records, missing };
}

/** Of the configuration without its seed: one for each arm. Hex sha256. */
export function configurationDigest({ config }: LoopRecord): string {
  return digestWithout(config, ['seed']);
}

function digestWithout(config: LoopRecord['config'], left: readonly string[]): string {
  const kept = Object.entries(config).filter(([name]) => !left.includes(name));
  return createHash('sha256').update(JSON.stringify(kept)).digest('hex');
}

/**
 * Runs are compared if they differ in arm and seed alone, are graded alike, and share the held-out suite of their seed.
 * @throws {InputError} naming two that are not so
 */
export function checkComparable(records: readonly LoopRecord[]): void {
  demandAlike(records, 'configuration', ({ config }) => digestWithout(config, ['seed', 'arm']));
  demandAlike(records, 'the version of the grader', ({ grader }) => grader);
  demandAlike(records, 'the BFCL data', ({ suites }) => suites[bfclId]?.digest);
  for (const seed of new Set(records.map((record) => record.seed))) {
    const some = records.filter((record) => record.seed === seed);
    demandAlike(some, 'the held-out suite', ({ suites }) => suites[heldOutId]?.digest);
  }
}

/** @param valueOf undefined where a run has none */
function demandAlike(
  records: readonly LoopRecord[],
  what: string,
  valueOf: (record: LoopRecord) => string | undefined,
): void {
  const having = records.filter((record) => valueOf(record) !== undefined);
  const [first] = having;
  if (first === undefined) return;
  const other = having.find((record) => valueOf(record) !== valueOf(first));
  if (other === undefined) return;
  throw new InputError(
    `${folderOf(first)} and ${folderOf(other)} differ in ${what}: they cannot be compared. Run one of them anew.`,
  );
}
