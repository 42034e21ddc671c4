import { parseOwnTask, readJson, type Task, type Trajectory } from '../../datasets/index.ts';
import { keptTrajectories, tasksOf } from '../../synth/index.ts';
import type { AskedFor } from './gold.ts';

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
