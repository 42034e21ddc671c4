import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, LineWriter, type Split, type Trajectory } from '../../datasets/index.ts';
import { decisionsOf } from './tasks-of.ts';

/** Names of suites are those of their files. */
const fileNames: Readonly<Record<Split, string>> = { training: 'training', held_out: 'held-out' };
const splits = Object.keys(fileNames) as Split[];

/** Files by split; undefined where nothing was kept for it. */
export type SuiteFiles = Readonly<Record<Split, string | undefined>>;

/** Writes suites of what is kept, a file for each split. */
export type SuiteWriter = {
  /** @throws {InputError} for two tasks of one id */
  add(trajectory: Trajectory): Promise<void>;
  /** Puts the files in place, or removes those of splits that got nothing. */
  finish(): Promise<SuiteFiles>;
  /** Leaves the files that were there as they are. */
  discard(): Promise<void>;
};

/** What becomes a file when everything is written. */
type Aside = { readonly lines: LineWriter; count: number };

/**
 * Begins the suites of the tasks of kept trajectories, `training.jsonl` and `held-out.jsonl`, in a folder, made where there is
 * none. Files of those names stay until everything is written.
 * @throws {InputError} if the folder cannot be written
 */
export async function openSuiteWriter(folder: string): Promise<SuiteWriter> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new InputError(`${folder} cannot be made (${String(error)}). Choose another folder.`, {
      cause: error,
    });
  });
  const owners = new Map<string, string>();
  const asides = new Map<Split, Aside>();
  for (const split of splits)
    asides.set(split, { lines: new LineWriter(await open(asideOf(folder, split), 'w')), count: 0 });
  const close = () => Promise.all([...asides.values()].map(({ lines }) => lines.close()));
  return {
    async add(trajectory) {
      const aside = asides.get(trajectory.scenario.split);
      if (aside === undefined) return;
      const decisions = decisionsOf(trajectory);
      for (const { id } of decisions) refuseRepeated(id, trajectory.id, owners);
      aside.count += decisions.length;
      await Promise.all(decisions.map(({ task }) => aside.lines.write(JSON.stringify(task))));
    },
    async finish() {
      await close();
      for (const [split, { count }] of asides) await putInPlace(folder, split, count);
      const written = (split: Split) => (asides.get(split)?.count === 0 ? undefined : fileOf(folder, split));
      return { training: written('training'), held_out: written('held_out') };
    },
    async discard() {
      await close();
      for (const split of splits) await rm(asideOf(folder, split), { force: true });
    },
  };
}

function fileOf(folder: string, split: Split): string {
  return join(folder, `${fileNames[split]}.jsonl`);
}

function asideOf(folder: string, split: Split): string {
  return `${fileOf(folder, split)}.partial`;
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
  if (count > 0) return rename(asideOf(folder, split), file);
  await rm(asideOf(folder, split));
  await rm(file, { force: true });
}
