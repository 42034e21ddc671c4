import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkpointFolder, LoopRecordSchema, type LoopRecord } from '../../datasets/index.ts';

/** Where a loop's scores lie below its run directory, suite by suite. */
const SCORES = 'score';

export type LoopRuns = {
  /** Of its checkpoints' scores on one suite, in the order of training. */
  readonly folders: readonly string[];
  /** Of its scores on other suites. */
  readonly others: readonly string[];
};

/**
 * The checkpoints of a loop that has ended.
 * @param place its run directory, for the suite that its gate decides on; or its scores on another suite
 * @returns undefined for any other place
 */
export async function loopRuns(place: string): Promise<LoopRuns | undefined> {
  const own = await loopRecord(place);
  const [decidedOn] = Object.keys(own?.suites ?? {});
  if (own !== undefined && decidedOn !== undefined)
    return {
      folders: foldersOf(own, path.join(place, SCORES, decidedOn), decidedOn),
      others: Object.keys(own.suites)
        .slice(1)
        .map((suite) => path.join(SCORES, suite)),
    };
  const scores = path.dirname(place);
  const record = path.basename(scores) === SCORES ? await loopRecord(path.dirname(scores)) : undefined;
  const suite = path.basename(place);
  return record?.suites[suite] && { folders: foldersOf(record, place, suite), others: [] };
}

function foldersOf({ scores }: LoopRecord, place: string, of: string): string[] {
  return scores
    .filter(({ suite }) => suite === of)
    .map(({ checkpoint }) => path.join(place, checkpointFolder(checkpoint)))
    .filter((folder) => existsSync(path.join(folder, 'manifest.json')));
}

async function loopRecord(folder: string): Promise<LoopRecord | undefined> {
  const text = await readFile(path.join(folder, 'record.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return LoopRecordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
