import * as z from 'zod';
import type { CheckerName } from './suite.ts';

const CheckerSchema = z.enum([
  'simple',
  'multiple',
  'parallel',
  'irrelevance',
  'relevance',
  'multi-turn',
  'agentic',
]) satisfies z.ZodType<CheckerName>;

/** How a model was asked: calls written in its text, or the provider's function calling. */
export const ModeSchema = z.enum(['prompt', 'fc']);
export type Mode = z.infer<typeof ModeSchema>;

/** Where a failure comes from. */
export const FailureCauseSchema = z.enum(['model', 'parser', 'endpoint', 'harness', 'suspect_truth']);
export type FailureCause = z.infer<typeof FailureCauseSchema>;

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
  /** Made in the whole task, as far as they decode. */
  calls: z.int().nonnegative(),
  /** Of the expected answer; left out where it is no calls. */
  expected_calls: z.int().nonnegative().optional(),
  /** Of the user. */
  turns: z.int().positive(),
  /** Seconds of all requests, and tokens; left out where the result does not tell. */
  latency: z.number().optional(),
  input_tokens: z.number().optional(),
  output_tokens: z.number().optional(),
  /** The result is an error text of the harness that asked the model, graded as official evaluators grade it. */
  infrastructure_suspect: z.boolean(),
};

/** One line of `verdicts.jsonl`: there is one for every task asked for, in the suite's order. */
export const VerdictRowSchema = z.discriminatedUnion('status', [
  z.strictObject({ ...rowFields, status: z.literal('pass'), ...gradedFields }),
  z.strictObject({
    ...rowFields,
    status: z.literal('fail'),
    error_type: z.string(),
    ...gradedFields,
    cause: FailureCauseSchema,
    /** What said so. */
    rule: z.string(),
  }),
  z.strictObject({ ...rowFields, status: z.literal('infrastructure'), fault: z.string() }),
  z.strictObject({
    ...rowFields,
    status: z.literal('not_run'),
    /** The whole category has none, or the task has none (partial evaluation). */
    reason: z.enum(['no_results', 'no_result']),
  }),
]);
export type VerdictRow = z.infer<typeof VerdictRowSchema>;

/** One line of `answers/<category>.jsonl` beside the verdicts: what was graded, for people to read; long texts are cut. */
export const AnswerRowSchema = z.strictObject({
  id: z.string(),
  /** As the model gave it. */
  output: z.string(),
  /** Left out where nothing was decoded. */
  decoded: z.string().optional(),
  /** As the checker words it; left out of what passes. */
  error: z.string().optional(),
});
export type AnswerRow = z.infer<typeof AnswerRowSchema>;

/** Of the suite's table. */
const categoryFields = {
  family: z.string(),
  checker: CheckerSchema,
  /** Share of the suite's overall score. */
  weight: z.number(),
};

/** `n` tasks were graded, `valid` of them passed, `skipped` had no result. */
const CategoryRunSchema = z.strictObject({
  ...categoryFields,
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
  ...categoryFields,
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
  /** Which of several runs of all tasks it is, from 1 on: 1 where it is left out. */
  repeat: z.int().positive().optional(),
  /** USD for a million tokens, where it was told. */
  price: z.strictObject({ input: z.number(), output: z.number() }).optional(),
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
