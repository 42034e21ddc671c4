import { mkdir, rm } from 'node:fs/promises';
import {
  appendTrajectories,
  appendVerifications,
  openOwnSuite,
  parseOwnTask,
  readJson,
  readTrajectories,
  readVerifications,
  YieldTableSchema,
  type ScenarioKind,
  type Split,
  type Suite,
  type Task,
  type Trajectory,
  type YieldTable,
} from '../../datasets/index.ts';
import { synthesise, tasksOf, writeSuites, type Roles } from '../../synth/index.ts';
import type { AskedFor } from '../learn/gold.ts';
import type { LoopContext } from './context.ts';

export type Mix = Readonly<Record<ScenarioKind, number>>;

export type SynthesisStage = {
  /** Below the run's directory. */
  readonly folder: string;
  readonly split: Split;
  readonly seed: number;
  readonly count: number;
  readonly mix: Mix;
  readonly roles?: Partial<Roles>;
};

export type Synthesised = { readonly suite: Suite; readonly table: YieldTable };

/** Plays scenarios into a folder of the run: trajectories, verifications, a suite of what was kept, and last the yield. */
export async function synthesisStage(context: LoopContext, stage: SynthesisStage): Promise<Synthesised> {
  const { run } = context;
  const { folder, split } = stage;
  const table = await run.once(`${folder}/yield.json`, YieldTableSchema, async () => {
    const made = await playInto(context, stage);
    const written = await writeSuites(run.path(folder), () => keptTrajectories(context, folder));
    if (written[split] === undefined) throw new RangeError(`no trajectory was kept in ${folder}`);
    return made;
  });
  const file = split === 'training' ? 'training.jsonl' : 'held-out.jsonl';
  return { suite: await openOwnSuite(run.path(folder, file)), table };
}

async function playInto(
  context: LoopContext,
  { folder, split, seed, count, mix, roles }: SynthesisStage,
): Promise<YieldTable> {
  const { run, tree, audit, signal, progress } = context;
  await mkdir(run.path(folder), { recursive: true });
  const files = {
    trajectories: run.path(folder, 'trajectories.jsonl'),
    verifications: run.path(folder, 'verifications.jsonl'),
  };
  // What an earlier process left is played anew: it is the same.
  for (const file of Object.values(files)) await rm(file, { force: true });
  const trajectories = await appendTrajectories(files.trajectories);
  const verifications = await appendVerifications(files.verifications);
  try {
    return await synthesise(tree, [{ split, phrasing: split, seed, count, mix }], {
      seed,
      ...(roles === undefined ? {} : { roles }),
      concurrency: 1,
      contamination: audit,
      signal,
      onPlayed: async ({ trajectory, verification }, done, total) => {
        await trajectories.append(trajectory);
        await verifications.append(verification);
        progress.at(done, total);
      },
    });
  } finally {
    await trajectories.close();
    await verifications.close();
  }
}

async function* keptTrajectories({ run }: LoopContext, folder: string): AsyncGenerator<Trajectory> {
  const kept = new Set<string>();
  for await (const { id, kept: isKept } of readVerifications(run.path(folder, 'verifications.jsonl')))
    if (isKept) kept.add(id);
  for await (const trajectory of readTrajectories(run.path(folder, 'trajectories.jsonl'))) {
    if (kept.has(trajectory.id)) yield trajectory;
  }
}

/** A task to be learnt from, and what its conversation shows beside it. */
export type TaskLesson = { readonly task: Task; readonly askedFor?: AskedFor };

/** The decisions of the kept trajectories in a folder, in order. */
export async function lessonsIn(context: LoopContext, folder: string): Promise<TaskLesson[]> {
  const lessons: TaskLesson[] = [];
  for await (const trajectory of keptTrajectories(context, folder)) {
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
