import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  appendTrajectories,
  appendVerifications,
  readTrajectories,
  readVerifications,
  type Trajectory,
} from '../datasets/index.ts';
import type { Played } from './synthesise.ts';
import { openSuiteWriter, type SuiteFiles } from './verify/write-suites.ts';

function filesIn(folder: string) {
  return {
    trajectories: join(folder, 'trajectories.jsonl'),
    verifications: join(folder, 'verifications.jsonl'),
  };
}

/** Takes up conversations, each written at once. */
export type PlayedFolder = {
  append(played: Played): Promise<void>;
  /** Suites of what was kept. */
  finish(): Promise<SuiteFiles>;
  /** Afterwards nothing more is taken up; without `finish` before it there are no new suites. */
  close(): Promise<void>;
};

/** Begins a folder of conversations anew: what an earlier process left there is played again, and comes out the same. */
export async function openPlayedFolder(folder: string): Promise<PlayedFolder> {
  const suites = await openSuiteWriter(folder);
  const files = filesIn(folder);
  for (const file of Object.values(files)) await rm(file, { force: true });
  const trajectories = await appendTrajectories(files.trajectories);
  const verifications = await appendVerifications(files.verifications);
  let isFinished = false;
  return {
    async append({ trajectory, verification }) {
      await Promise.all([
        trajectories.append(trajectory),
        verifications.append(verification),
        verification.kept ? suites.add(trajectory) : undefined,
      ]);
    },
    async finish() {
      isFinished = true;
      return suites.finish();
    },
    async close() {
      await trajectories.close();
      await verifications.close();
      if (!isFinished) await suites.discard();
    },
  };
}

/** The trajectories of a folder that verification kept, in order. */
export async function* keptTrajectories(folder: string): AsyncGenerator<Trajectory> {
  const files = filesIn(folder);
  const kept = new Set<string>();
  for await (const { id, kept: isKept } of readVerifications(files.verifications)) if (isKept) kept.add(id);
  for await (const trajectory of readTrajectories(files.trajectories))
    if (kept.has(trajectory.id)) yield trajectory;
}
