import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  CheckpointScoreSchema,
  InputError,
  type CheckpointScore,
  type LedgerEntry,
  type Suite,
} from '../../datasets/index.ts';
import { graderVersion } from '../../graders/index.ts';
import { appendLedger, checkLedger, isEntered } from '../../bench/index.ts';
import type { LoopContext } from './context.ts';
import type { Checkpoint, Learner } from './learner.ts';

/** A look at BFCL: where it lies, and what the ledger has to be told. */
export type BfclLook = {
  readonly suite: Suite;
  readonly dataDirectory: string;
  /** A file. */
  readonly ledger: string;
  readonly campaign: string;
  /** Of the code. */
  readonly commit: string;
  /** As typed. */
  readonly command: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
};

/** Scores were made, and the ledger could not be written. */
export class NotEnteredError extends InputError {
  constructor(ledger: string, options: { readonly cause: unknown }) {
    const { cause } = options;
    super(
      `The checkpoints were scored on BFCL, and that could not be entered in ${ledger}: ${cause instanceof Error ? cause.message : String(cause)} Mend that and run the same command again: it enters the look.`,
      options,
    );
  }
}

const EnteredSchema = z.strictObject({
  ledger: z.string(),
  campaign: z.string(),
  scores: z.array(CheckpointScoreSchema),
});

/**
 * Scores checkpoints on BFCL, when all decisions are made: nothing is chosen by it. One look is one entry of the ledger.
 * @throws {InputError} if the ledger has no room for it; nothing is scored then. {NotEnteredError} if it cannot be written after
 */
export async function bfclStage<State extends Checkpoint>(
  context: LoopContext,
  learner: Learner<State>,
  look: BfclLook,
  checkpoints: readonly State[],
): Promise<readonly CheckpointScore[]> {
  const { run, config, progress } = context;
  const { suite, ledger, campaign } = look;
  const policies = checkpoints.map(({ digest }) => digest);
  const isKnown = () => isEntered(ledger, { suite: suite.digest, grader: graderVersion, policies });
  const { scores } = await run.once('bfcl.json', EnteredSchema, async () => {
    if (!(await isKnown())) await checkLedger(ledger, campaign);
    await learner.openSuite({ kind: 'bfcl', dataDirectory: look.dataDirectory });
    const made: CheckpointScore[] = [];
    for (const checkpoint of checkpoints) {
      await progress.begin(`Scoring ${checkpoint.name} on ${suite.id}`);
      made.push(await learner.score(suite, checkpoint));
    }
    // Seen and not entered is the one thing that must not be: no result is kept, and the loop does not end well.
    if (!(await isKnown())) {
      await enter(look, config, made).catch((error: unknown) => {
        throw new NotEnteredError(ledger, { cause: error });
      });
    }
    return { ledger, campaign, scores: made };
  });
  return scores;
}

async function enter(
  { suite, ledger, campaign, commit, command, date }: BfclLook,
  config: LoopContext['config'],
  scores: readonly CheckpointScore[],
): Promise<void> {
  const entry: LedgerEntry = {
    record: 'inftool-ledger/1',
    campaign,
    date,
    commit,
    command,
    config: createHash('sha256').update(JSON.stringify(config)).digest('hex'),
    seed: config.seed,
    suite: { id: suite.id, version: suite.version, digest: suite.digest },
    grader: graderVersion,
    checkpoints: scores.map(({ checkpoint, digest, overall, categories }) => ({
      checkpoint,
      policy: digest,
      overall: shareOf(overall),
      categories: Object.fromEntries(Object.entries(categories).map(([name, rate]) => [name, shareOf(rate)])),
    })),
    purpose: 'the checkpoints of a finished loop',
  };
  await appendLedger(ledger, entry);
}

function shareOf({ n, rate }: { readonly n: number; readonly rate: number }): { n: number; rate: number } {
  return { n, rate };
}
