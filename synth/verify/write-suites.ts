import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError, openOwnSuite, type Split, type Suite, type Trajectory } from '../../datasets/index.ts';
import { decisionsOf } from './tasks-of.ts';

/** Names of suites are those of their files. */
const fileNames: Readonly<Record<Split, string>> = { training: 'training', held_out: 'held-out' };

type WrittenSuite = {
  readonly file: string;
  /** Opened again; its categories have counts. */
  readonly suite: Suite;
};

/** By split; undefined where nothing was kept for it. */
export type WrittenSuites = Readonly<Record<Split, WrittenSuite | undefined>>;

/**
 * Writes the tasks of kept trajectories as `training.jsonl` and `held-out.jsonl` into a folder, made where there is none, and
 * opens both. Files of those names are replaced once everything is written, or removed where no task belongs there.
 * @param trajectories read twice, each time in the same order
 * @throws {InputError} for two tasks of one id, and if the folder cannot be written
 */
export async function writeSuites(
  folder: string,
  trajectories: () => Iterable<Trajectory> | AsyncIterable<Trajectory>,
): Promise<WrittenSuites> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new InputError(`${folder} cannot be made (${String(error)}). Choose another folder.`, {
      cause: error,
    });
  });
  const owners = new Map<string, string>();
  const splits = Object.keys(fileNames) as Split[];
  const counts = new Map<Split, number>();
  try {
    for (const split of splits) counts.set(split, await writeAside(folder, split, trajectories(), owners));
    for (const split of splits) await putInPlace(folder, split, counts.get(split) ?? 0);
  } finally {
    for (const split of splits) await rm(asideOf(folder, split), { force: true });
  }
  const opened = async (split: Split) => {
    const file = fileOf(folder, split);
    return (counts.get(split) ?? 0) === 0 ? undefined : { file, suite: await openOwnSuite(file) };
  };
  return { training: await opened('training'), held_out: await opened('held_out') };
}

function fileOf(folder: string, split: Split): string {
  return join(folder, `${fileNames[split]}.jsonl`);
}

function asideOf(folder: string, split: Split): string {
  return `${fileOf(folder, split)}.partial`;
}

/** @returns how many tasks */
async function writeAside(
  folder: string,
  split: Split,
  trajectories: Iterable<Trajectory> | AsyncIterable<Trajectory>,
  owners: Map<string, string>,
): Promise<number> {
  let count = 0;
  const lines = async function* () {
    for await (const trajectory of trajectories) {
      if (trajectory.scenario.split !== split) continue;
      for (const { id, task } of decisionsOf(trajectory)) {
        refuseRepeated(id, trajectory.id, owners);
        count++;
        yield `${JSON.stringify(task)}\n`;
      }
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(asideOf(folder, split)));
  return count;
}

function refuseRepeated(taskId: string, trajectoryId: string, owners: Map<string, string>): void {
  const owner = owners.get(taskId);
  if (owner !== undefined) {
    throw new InputError(
      `Trajectories ${owner} and ${trajectoryId} both make the task "${taskId}": expected each id once. Keep one trajectory of a scenario.`,
    );
  }
  owners.set(taskId, trajectoryId);
}

async function putInPlace(folder: string, split: Split, count: number): Promise<void> {
  const file = fileOf(folder, split);
  if (count === 0) await rm(file, { force: true });
  else await rename(asideOf(folder, split), file);
}
