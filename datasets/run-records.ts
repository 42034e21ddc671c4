import * as z from 'zod';

/** How a model was asked: calls written in its text, or the provider's function calling. */
export const ModeSchema = z.enum(['prompt', 'fc']);
export type Mode = z.infer<typeof ModeSchema>;

const rowFields = {
  id: z.string(),
  category: z.string(),
  family: z.string(),
  /** Tasks with equal cluster are resampled together. */
  cluster: z.string(),
};

const gradedFields = {
  mode: ModeSchema,
  underscore_to_dot: z.boolean(),
  /** The result is an error text of the harness that asked the model, graded as official evaluators grade it. */
  infrastructure_suspect: z.boolean(),
};

/** One line of `verdicts.jsonl`: there is one for every task asked for, in the suite's order. */
export const VerdictRowSchema = z.discriminatedUnion('status', [
  z.strictObject({ ...rowFields, status: z.literal('pass'), ...gradedFields }),
  z.strictObject({ ...rowFields, status: z.literal('fail'), error_type: z.string(), ...gradedFields }),
  z.strictObject({ ...rowFields, status: z.literal('infrastructure'), fault: z.string() }),
  z.strictObject({
    ...rowFields,
    status: z.literal('not_run'),
    /** The whole category has none, or the task has none (partial evaluation). */
    reason: z.enum(['no_results', 'no_result']),
  }),
]);
export type VerdictRow = z.infer<typeof VerdictRowSchema>;

/** `n` tasks were graded, `valid` of them passed, `skipped` had no result. */
const CategoryRunSchema = z.strictObject({
  status: z.literal('run'),
  n: z.int().nonnegative(),
  valid: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  /** Of those skipped, failed for infrastructure reasons; left out where none did. */
  infrastructure: z.int().positive().optional(),
  accuracy: z.number(),
  mode: ModeSchema,
  underscore_to_dot: z.boolean(),
  /** Below the result directory. */
  result_files: z.array(z.string()),
  infrastructure_suspects: z.int().nonnegative(),
});

const CategoryNotRunSchema = z.strictObject({
  status: z.literal('not_run'),
  tasks: z.int().nonnegative(),
  /** Nothing was there, or nothing but tasks that failed for infrastructure reasons. */
  reason: z.enum(['no_results', 'infrastructure']),
  /** Tasks that failed so; left out where none did. */
  infrastructure: z.int().positive().optional(),
});

export const CategoryRecordSchema = z.discriminatedUnion('status', [CategoryRunSchema, CategoryNotRunSchema]);
export type CategoryRecord = z.infer<typeof CategoryRecordSchema>;

/** `manifest.json` of one model in a score directory: what its scores are made of. */
export const ManifestSchema = z.strictObject({
  record: z.literal('inftool-evaluation/1'),
  inftool: z.string(),
  model: z.string(),
  fidelity: z.literal('official'),
  suite: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
  grader: z.string(),
  /** Grading draws no random numbers. */
  seed: z.null(),
  /** Of the last `evaluate` into this directory; `by` tells what decided. */
  decision: z.strictObject({
    mode: ModeSchema,
    mode_by: z.enum(['results', 'option', 'generation']),
    underscore_to_dot: z.boolean(),
    underscore_to_dot_by: z.enum(['results', 'option', 'generation']),
  }),
  /** Of the last `evaluate` into this directory, as given. */
  options: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
  /** In the suite's order. Categories never asked for are not named. */
  categories: z.record(z.string(), CategoryRecordSchema),
  overall: z.strictObject({
    /** The suite's overall score, in which a category without a score counts as 0. */
    missing_as_zero: z.number(),
    /** The same shares over the categories that have a score; null where their shares are 0. */
    mean_of_run: z.number().nullable(),
    /** Sum of the shares of the categories that have a score, at most 1. */
    share_of_run: z.number(),
  }),
});
export type Manifest = z.infer<typeof ManifestSchema>;
