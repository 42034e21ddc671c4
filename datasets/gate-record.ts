import * as z from 'zod';

export const GateVerdictSchema = z.enum(['PROMOTE', 'HOLD', 'REJECT', 'INCONCLUSIVE']);
export type GateVerdict = z.infer<typeof GateVerdictSchema>;

/** Null: there is no bound, as too few clusters or resamples tell nothing. */
const bound = z.number().nullable();

/** A difference of two runs on the same tasks. Rates are shares of 1. */
export const EstimateSchema = z.strictObject({
  /** `overall`, a family, a category or a guard. */
  name: z.string(),
  base: z.number(),
  candidate: z.number(),
  /** Candidate less base. */
  difference: z.number(),
  /** Of the interval by inverted sign flips. */
  low: bound,
  high: bound,
  /** Of the interval, for example 0.95. */
  level: z.number(),
  /** Of no difference, two-sided, by sign flips. */
  p: z.number(),
  /** Holm's, over the tests of one kind; null where it was not tested. */
  p_holm: z.number().nullable(),
  /** Cluster-robust. */
  standard_error: z.number(),
  /** The smallest true gain that is found with 80 % power at this level. */
  minimum_detectable: z.number(),
  tasks: z.int().positive(),
  clusters: z.int().positive(),
  /** Pairs with two different outcomes. */
  discordant: z.int().nonnegative(),
});
export type Estimate = z.infer<typeof EstimateSchema>;

/** Both models pass or fail once: pairs that only one of them passes, with the exact test on single tasks. */
export const FlipsSchema = z.strictObject({
  only_base: z.int().nonnegative(),
  only_candidate: z.int().nonnegative(),
  /** Exact McNemar, two-sided; it takes tasks for independent. */
  mcnemar_p: z.number(),
});
export type Flips = z.infer<typeof FlipsSchema>;

const GuardSchema = z.strictObject({
  ...EstimateSchema.shape,
  description: z.string(),
  /** How much worse is allowed, in the guard's measure; of a relative one as a share of the base's. */
  margin: z.number(),
  /** One-sided: that it is worse by no more than the margin. */
  p_worse: z.number(),
  status: z.enum(['fine', 'breached', 'worse']),
});
export type GuardEstimate = z.infer<typeof GuardSchema>;

const SideSchema = z.strictObject({
  name: z.string(),
  folder: z.string(),
  repeats: z.int().positive(),
  inftool: z.string(),
  mode: z.string(),
  /** SHA-256 over its verdicts. */
  digest: z.string(),
});
export type GateSide = z.infer<typeof SideSchema>;

/** What a gate decided, and how that came about. */
export const GateRecordSchema = z.strictObject({
  record: z.literal('inftool-gate/1'),
  inftool: z.string(),
  verdict: GateVerdictSchema,
  reasons: z.array(z.string()),
  /** What would settle it; empty where it is settled. */
  resolve: z.array(z.string()),
  base: SideSchema,
  candidate: SideSchema,
  suite: z.string(),
  grader: z.string(),
  fidelity: z.string(),
  /** The shares by which categories make up the primary; of the official ones, what share they are. */
  primary_label: z.string(),
  policy: z.strictObject({
    digest: z.string(),
    primary: z.string(),
    alpha: z.number(),
    superiority: z.number(),
    non_inferiority: z.number(),
    resamples: z.int(),
    seed: z.int(),
  }),
  alpha: z.strictObject({
    /** Two-sided, of this decision. */
    used: z.number(),
    /** Null without a ledger: then nothing is known of other looks. */
    lineage: z.string().nullable(),
    round: z.int().positive().nullable(),
    rounds: z.int().positive().nullable(),
    /** Of the lineage, by this decision and those before. */
    spent: z.number().nullable(),
    /** It was decided before, and this is what was decided. */
    is_repeated: z.boolean(),
  }),
  primary: EstimateSchema,
  flips: FlipsSchema.nullable(),
  /** The primary and its verdict, were all tasks that one side lost to infrastructure failed by the candidate and passed by the base, and the other way round; null where none was lost. */
  bounds: z
    .strictObject({
      lost: z.int().positive(),
      worst: z.strictObject({ estimate: EstimateSchema, verdict: GateVerdictSchema }),
      best: z.strictObject({ estimate: EstimateSchema, verdict: GateVerdictSchema }),
    })
    .nullable(),
  families: z.array(EstimateSchema),
  /** Advisory. */
  categories: z.array(EstimateSchema),
  guards: z.array(GuardSchema),
  left_out: z.strictObject({
    /** Not graded in one of the runs, or in neither. */
    not_run: z.int().nonnegative(),
    infrastructure: z.int().nonnegative(),
  }),
  infrastructure_suspects: z.int().nonnegative(),
});
export type GateRecord = z.infer<typeof GateRecordSchema>;
