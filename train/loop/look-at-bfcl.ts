import { resolve } from 'node:path';
import {
  dataDirectoryOf,
  ensureBfcl,
  InputError,
  SuiteError,
  type CheckpointScore,
  type Io,
  type Suite,
} from '../../datasets/index.ts';
import { bfclStage, NotEnteredError } from './bfcl-stage.ts';
import type { LoopContext } from './context.ts';
import type { Checkpoint, Learner } from './learner.ts';
import type { LoopResult } from './loop.ts';
import { scoreTable } from './telling.ts';

/** Of the loop's command. */
export type LookOptions = {
  readonly bfcl: boolean;
  readonly dataDir?: string | undefined;
  readonly ledger: string;
  readonly campaign: string;
  /** Of the code. */
  readonly commit: string;
  /** As typed. */
  readonly command: string;
};

/** BFCL where it was asked for and can be had, else what to say about it. */
export type Had = { readonly suite: Suite } | { readonly why: string };

export async function bfclOf(options: Pick<LookOptions, 'bfcl' | 'dataDir'>, io: Io): Promise<Had> {
  if (!options.bfcl) return { why: 'BFCL was not looked at: `--bfcl` scores on it.' };
  try {
    return { suite: await ensureBfcl({ dataDir: options.dataDir }, io) };
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof SuiteError)) throw error;
    const why = `BFCL was not looked at: ${error.message}`;
    await io.stderr.write(
      `${why}\nThe loop goes on without it. \`inftool data pull\` fetches its data, \`inftool data pull --from <file>\` takes it from a package that you have.\n`,
    );
    return { why };
  }
}

export type Look = {
  readonly bfcl: { readonly suite: Suite; readonly scores: readonly CheckpointScore[] } | undefined;
  readonly note: string;
};

/** Last of all, when nothing can be chosen by it any more. */
export async function lookAtBfcl<State extends Checkpoint>(
  context: LoopContext,
  learner: Learner<State>,
  { checkpoints }: LoopResult<State>,
  had: Had,
  { dataDir, ledger, campaign, commit, command }: LookOptions,
  io: Io,
): Promise<Look> {
  if ('why' in had) return { bfcl: undefined, note: had.why };
  const { suite } = had;
  try {
    const look = {
      suite,
      dataDirectory: dataDirectoryOf({ dataDir }, io),
      ledger: resolve(io.workingDirectory, ledger),
      ...{ campaign, commit, command },
      date: new Date().toISOString().slice(0, 10),
    };
    const scores = await bfclStage(context, learner, look, checkpoints);
    await context.progress.tell(scoreTable(scores, 'BFCL entries', 'clusters', io));
    return {
      bfcl: { suite, scores },
      note: `Looks at BFCL are entered in ${ledger}, this one as of ${campaign} if these weights have no entry yet.`,
    };
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof NotEnteredError) throw error;
    const note = `BFCL was not looked at: ${error.message}`;
    await context.progress.tell(`${note}\n`);
    return { bfcl: undefined, note };
  }
}
