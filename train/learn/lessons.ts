import { join } from 'node:path';
import {
  parseOwnTask,
  readJson,
  readTrajectories,
  readVerifications,
  type Task,
  type Trajectory,
} from '../../datasets/index.ts';
import { tasksOf } from '../../synth/index.ts';
import type { AskedFor } from './gold.ts';

/** The files of a folder that scenarios were played into. */
export function playedFiles(folder: string): {
  readonly trajectories: string;
  readonly verifications: string;
} {
  return {
    trajectories: join(folder, 'trajectories.jsonl'),
    verifications: join(folder, 'verifications.jsonl'),
  };
}

/** The trajectories of a folder that verification kept, in order. */
export async function* keptTrajectories(folder: string): AsyncGenerator<Trajectory> {
  const files = playedFiles(folder);
  const kept = new Set<string>();
  for await (const { id, kept: isKept } of readVerifications(files.verifications)) if (isKept) kept.add(id);
  for await (const trajectory of readTrajectories(files.trajectories))
    if (kept.has(trajectory.id)) yield trajectory;
}

/** A task to be learnt from, and what its conversation shows beside it. */
export type TaskLesson = { readonly task: Task; readonly askedFor?: AskedFor };

/** The decisions of the kept trajectories in a folder, in order. */
export async function lessonsIn(folder: string): Promise<TaskLesson[]> {
  const lessons: TaskLesson[] = [];
  for await (const trajectory of keptTrajectories(folder)) {
    const tasks = tasksOf(trajectory).map((task) =>
      parseOwnTask(readJson(JSON.stringify(task)), trajectory.id),
    );
    for (const task of tasks) {
      const askedFor = task.expected.kind === 'no-call' ? askedForIn(trajectory, tasks) : undefined;
      lessons.push(askedFor === undefined ? { task } : { task, askedFor });
    }
  }
  return lessons;
}

/** The call that the conversation comes to, and which of its arguments were asked for. */
function askedForIn({ scenario }: Trajectory, tasks: readonly Task[]): AskedFor | undefined {
  const held = scenario.facts.filter(({ telling }) => telling === 'held_back');
  const expected = tasks.map((task) => task.expected).find(({ kind }) => kind === 'calls');
  const call = expected?.kind === 'calls' ? expected.calls[0] : undefined;
  if (call === undefined || held.length === 0) return undefined;
  return { call, parameters: new Set(held.map(({ parameter }) => parameter)) };
}
