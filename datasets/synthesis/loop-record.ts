import * as z from 'zod';

/** A share with its interval. `n` tasks, in `clusters` groups that are drawn together. */
const RateSchema = z.strictObject({
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.int().nonnegative(),
  clusters: z.int().nonnegative(),
});
export type Rate = z.output<typeof RateSchema>;

/** One checkpoint's scores on one suite. */
export const CheckpointScoreSchema = z.strictObject({
  /** `untrained`, `round-1/sft`, `round-1/grpo`, … */
  checkpoint: z.string(),
  /** Hex sha256 of the weights. */
  digest: z.string(),
  suite: z.string(),
  overall: RateSchema,
  /** By category of the suite. */
  categories: z.record(z.string(), RateSchema),
  /** Failed tasks by class. */
  failures: z.record(z.string(), z.int().nonnegative()),
  /** Tasks without a verdict, and why. */
  skipped: z.record(z.string(), z.int().nonnegative()),
});
export type CheckpointScore = z.output<typeof CheckpointScoreSchema>;

/** What the folders of a checkpoint's results and scores are called. */
export function checkpointFolder(checkpoint: string): string {
  return checkpoint.replaceAll('/', '-');
}

/** One step of an optimiser that is worth a point in a plot. */
const TrainingMetricSchema = z.strictObject({
  round: z.int().nonnegative(),
  stage: z.enum(['sft', 'grpo']),
  step: z.int().nonnegative(),
  /** Samples seen up to here in this stage. */
  samples: z.int().nonnegative(),
  /** Loss of SFT, mean reward of GRPO, and what else was measured: `reward`, `pass`, `tool`, `kl`, `entropy`, … */
  values: z.record(z.string(), z.number()),
});
export type TrainingMetric = z.output<typeof TrainingMetricSchema>;

/** What the gate said of a round's checkpoint against the champion. */
const RoundDecisionSchema = z.strictObject({
  decision: z.enum(['PROMOTE', 'HOLD', 'REJECT', 'INCONCLUSIVE']),
  base: z.string(),
  candidate: z.string(),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  mcnemar: z.number(),
  n: z.int().nonnegative(),
  clusters: z.int().nonnegative(),
  /** Of confidence, of the interval: every decision of a loop has a part of its alpha. */
  level: z.number(),
  margins: z.strictObject({ superiority: z.number(), nonInferiority: z.number() }),
});
export type RoundDecision = z.output<typeof RoundDecisionSchema>;

/** A task that one checkpoint passed and another did not. */
const FlipSchema = z.strictObject({
  taskId: z.string(),
  category: z.string(),
  asked: z.string(),
  expected: z.string(),
  before: z.string(),
  after: z.string(),
  /** Error types; null = passed. */
  errorBefore: z.string().nullable(),
  errorAfter: z.string().nullable(),
});
export type Flip = z.output<typeof FlipSchema>;

const LoopRoundSchema = z.strictObject({
  round: z.int().positive(),
  /** Share of each scenario kind in the plan, adding up to 1. */
  plan: z.record(z.string(), z.number()),
  yield: z.array(
    z.strictObject({
      kind: z.string(),
      played: z.int().nonnegative(),
      kept: z.int().nonnegative(),
      rejected: z.record(z.string(), z.int().nonnegative()),
    }),
  ),
  decisions: z.array(RoundDecisionSchema),
  /** Groups of GRPO whose rewards were all equal, of all groups. */
  flatGroups: z.strictObject({ dropped: z.int().nonnegative(), of: z.int().nonnegative() }),
  seconds: z.record(z.string(), z.number()),
});
export type LoopRound = z.output<typeof LoopRoundSchema>;

/** Everything that a loop's report shows. */
export const LoopRecordSchema = z.strictObject({
  record: z.literal('inftool-loop/1'),
  inftool: z.string(),
  grader: z.string(),
  arm: z.enum(['gaps', 'uniform', 'sft-only', 'self']),
  seed: z.int(),
  node: z.string(),
  /** The configuration as given. */
  config: z.record(z.string(), z.json()),
  suites: z.record(
    z.string(),
    z.strictObject({ version: z.string(), digest: z.string(), tasks: z.int().nonnegative() }),
  ),
  /** Smallest difference that the gate finds four times in five, in pass rate, told before training. */
  minimumDetectableEffect: z.number(),
  scores: z.array(CheckpointScoreSchema),
  metrics: z.array(TrainingMetricSchema),
  rounds: z.array(LoopRoundSchema),
  champion: z.string(),
  /** From the untrained checkpoint to the champion. */
  gained: z.array(FlipSchema),
  lost: z.array(FlipSchema),
  /** What was left out, and how to get it: for example BFCL without its data. */
  notes: z.array(z.string()),
  stopped: z.string(),
});
export type LoopRecord = z.output<typeof LoopRecordSchema>;
