import { YieldTableSchema, type ScenarioKind, type Split, type YieldTable } from '../../datasets/index.ts';
import { openPlayedFolder, synthesise, type Played, type Players } from '../../synth/index.ts';
import type { PolicyOrder } from '../crew/desk.ts';
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
  /** Waited for after every conversation. */
  readonly onPlayed?: (played: Played) => Promise<void>;
};

/** `file` is that of the suite of what was kept. */
type Synthesised = { readonly file: string; readonly table: YieldTable };

/** Plays scenarios into a folder of the run: trajectories, verifications, a suite of what was kept, and last the yield. */
export async function synthesisStage(context: LoopContext, stage: SynthesisStage): Promise<Synthesised> {
  const { run } = context;
  const { folder, split } = stage;
  const table = await run.once(`${folder}/yield.json`, YieldTableSchema, () => playInto(context, stage));
  return { file: run.path(folder, split === 'training' ? 'training.jsonl' : 'held-out.jsonl'), table };
}

async function playInto(
  context: LoopContext,
  { folder, split, seed, count, mix, assistant, onPlayed }: SynthesisStage,
): Promise<YieldTable> {
  const { run, audit, signal, progress, crew } = context;
  const played = await openPlayedFolder(run.path(folder));
  let turn = 0;
  const players: Players = (batch) =>
    crew.ask(turn++, 'play', { batch, ...(assistant === undefined ? {} : { assistant }) });
  try {
    const table = await synthesise([{ split, phrasing: split, seed, count, mix }], players, {
      seed,
      batches: 2 * crew.size,
      contamination: audit,
      signal,
      onPlayed: async (one, done, total) => {
        progress.at(done, total);
        await played.append(one);
        await onPlayed?.(one);
      },
    });
    const suites = await played.finish();
    if (suites[split] === undefined) throw new RangeError(`no trajectory was kept in ${folder}`);
    return table;
  } finally {
    await played.close();
  }
}
