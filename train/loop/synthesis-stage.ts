import { mkdir, rm } from 'node:fs/promises';
import {
  appendTrajectories,
  appendVerifications,
  openOwnSuite,
  YieldTableSchema,
  type ScenarioKind,
  type Split,
  type Suite,
  type YieldTable,
} from '../../datasets/index.ts';
import { synthesise, writeSuites, type Players } from '../../synth/index.ts';
import type { PolicyOrder } from '../crew/desk.ts';
import { keptTrajectories, playedFiles } from '../learn/lessons.ts';
import type { LoopContext } from './context.ts';

export type Mix = Readonly<Record<ScenarioKind, number>>;

export type SynthesisStage = {
  /** Below the run's directory. */
  readonly folder: string;
  readonly split: Split;
  readonly seed: number;
  readonly count: number;
  readonly mix: Mix;
  /** Who plays the assistant; the procedure where nobody is named. */
  readonly assistant?: PolicyOrder;
};

/** `file` is the suite's. */
export type Synthesised = { readonly suite: Suite; readonly file: string; readonly table: YieldTable };

/** Plays scenarios into a folder of the run: trajectories, verifications, a suite of what was kept, and last the yield. */
export async function synthesisStage(context: LoopContext, stage: SynthesisStage): Promise<Synthesised> {
  const { run } = context;
  const { folder, split } = stage;
  const table = await run.once(`${folder}/yield.json`, YieldTableSchema, async () => {
    const made = await playInto(context, stage);
    const written = await writeSuites(run.path(folder), () => keptTrajectories(run.path(folder)));
    if (written[split] === undefined) throw new RangeError(`no trajectory was kept in ${folder}`);
    return made;
  });
  const file = run.path(folder, split === 'training' ? 'training.jsonl' : 'held-out.jsonl');
  return { suite: await openOwnSuite(file), file, table };
}

async function playInto(
  context: LoopContext,
  { folder, split, seed, count, mix, assistant }: SynthesisStage,
): Promise<YieldTable> {
  const { run, audit, signal, progress, crew } = context;
  await mkdir(run.path(folder), { recursive: true });
  const files = playedFiles(run.path(folder));
  // What an earlier process left is played anew: it is the same.
  for (const file of Object.values(files)) await rm(file, { force: true });
  const trajectories = await appendTrajectories(files.trajectories);
  const verifications = await appendVerifications(files.verifications);
  let turn = 0;
  const players: Players = (batch) =>
    crew.ask(turn++, 'play', { batch, ...(assistant === undefined ? {} : { assistant }) });
  try {
    return await synthesise([{ split, phrasing: split, seed, count, mix }], players, {
      seed,
      batches: 2 * crew.size,
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
