import * as z from 'zod';

const LedgerScoreSchema = z.strictObject({
  n: z.int().positive(),
  /** Share passed, 0 to 1. */
  rate: z.number().min(0).max(1),
});

/** A policy of ours on the benchmark. */
const LedgerCheckpointSchema = z.strictObject({
  checkpoint: z.string().min(1),
  /** Hex sha256 of features and weights. */
  policy: z.string().min(1),
  /** Over all tasks of the categories. */
  overall: LedgerScoreSchema,
  /** By category of the suite; those that were not run are not named. */
  categories: z.record(z.string(), LedgerScoreSchema),
});

/** One look at a public benchmark with policies of ours, the checkpoints of one run: a line of the ledger. */
export const LedgerEntrySchema = z.strictObject({
  record: z.literal('inftool-ledger/1'),
  /** What the evaluations of one limit belong to: an issue, a study. */
  campaign: z.string().min(1),
  /** Of the evaluation, `YYYY-MM-DD`. */
  date: z.iso.date(),
  /** Hex, of the code that trained and evaluated. */
  commit: z.string().min(1),
  /** As typed. */
  command: z.string().min(1),
  /** Hex sha256 of the configuration. */
  config: z.string().min(1),
  seed: z.int(),
  suite: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
  /** Version of the grader. */
  grader: z.string(),
  /** In the order of training. */
  checkpoints: z.array(LedgerCheckpointSchema).min(1),
  /** Why it was looked at. */
  purpose: z.string().min(1),
});
export type LedgerEntry = z.output<typeof LedgerEntrySchema>;
