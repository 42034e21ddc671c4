import * as z from 'zod';
import { EstimateSchema, FlipsSchema } from './gate-record.ts';
import { FailureCauseSchema } from './run-records.ts';

/** A mean over tasks (by categories' weights where it is an Overall), 0 to 1, with its interval. */
const ScoreSchema = z.strictObject({
  name: z.string(),
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  /** Tasks graded. */
  n: z.int().nonnegative(),
  clusters: z.int().nonnegative(),
});
export type Score = z.infer<typeof ScoreSchema>;

const SpreadSchema = z.strictObject({ mean: z.number(), median: z.number(), p95: z.number(), n: z.int() });

/** One model, with all its repeats. */
const ComparedRunSchema = z.strictObject({
  name: z.string(),
  folder: z.string(),
  inftool: z.string(),
  mode: z.string(),
  repeats: z.int().positive(),
  /** Over the categories that all runs have. */
  overall: ScoreSchema,
  /** As the official table tells it: a category without a score counts as 0. */
  official_overall: z.number(),
  families: z.array(ScoreSchema),
  categories: z.array(ScoreSchema),
  /** Tasks asked for without a verdict. */
  not_run: z.int().nonnegative(),
  infrastructure: z.int().nonnegative(),
  infrastructure_suspects: z.int().nonnegative(),
  /** Failures by where they come from. */
  causes: z.partialRecord(FailureCauseSchema, z.int().positive()),
  /** Failures by official error type. */
  errors: z.record(z.string(), z.int().positive()),
  /** Seconds of a task; null where not measured. */
  latency: SpreadSchema.nullable(),
  /** Tokens of a task. */
  input_tokens: SpreadSchema.nullable(),
  output_tokens: SpreadSchema.nullable(),
  /** USD of all tasks; null without a price. */
  cost: z.number().nullable(),
  /** Share of the tasks passed in each of k repeats drawn: its first is k = 1; one item without repeats. */
  pass_hat: z.array(z.number()),
});
export type ComparedRun = z.infer<typeof ComparedRunSchema>;

/** Two runs on the tasks graded in both. */
const DifferenceSchema = z.strictObject({
  /** Places in `runs`. */
  base: z.int().nonnegative(),
  candidate: z.int().nonnegative(),
  overall: EstimateSchema,
  families: z.array(EstimateSchema),
  categories: z.array(EstimateSchema),
  flips: FlipsSchema.nullable(),
  /** How often an outcome of the base (row) became one of the candidate (column), of single runs: `pass` or an error type. */
  confusion: z.strictObject({ outcomes: z.array(z.string()), counts: z.array(z.array(z.int())) }),
});
export type Difference = z.infer<typeof DifferenceSchema>;

/** What one model did in one task. */
const EntryAnswerSchema = z.strictObject({
  status: z.enum(['pass', 'fail', 'infrastructure', 'not_run']),
  error_type: z.string().optional(),
  cause: FailureCauseSchema.optional(),
  rule: z.string().optional(),
  /** As the checker words it. */
  error: z.string().optional(),
  /** What the model wrote, and what it was decoded to; shortened where it is long. */
  output: z.string().optional(),
  decoded: z.string().optional(),
  latency: z.number().optional(),
  output_tokens: z.number().optional(),
});
export type EntryAnswer = z.infer<typeof EntryAnswerSchema>;

/** A task in which models differ. */
const ComparedEntrySchema = z.strictObject({
  id: z.string(),
  category: z.string(),
  /** What the user says, turn by turn. */
  prompt: z.string(),
  /** Place in `tool_sets`. */
  tools: z.int().nonnegative(),
  expected: z.string(),
  /** One for each run, in their order. */
  answers: z.array(EntryAnswerSchema),
});
export type ComparedEntry = z.infer<typeof ComparedEntrySchema>;

/** What a report of several runs shows, whatever it is rendered to. */
export const ComparisonRecordSchema = z.strictObject({
  record: z.literal('inftool-comparison/1'),
  inftool: z.string(),
  suite: z.string(),
  grader: z.string(),
  fidelity: z.string(),
  /** Of which categories, by which weights the overall score is made. */
  overall_label: z.string(),
  level: z.number(),
  resamples: z.int().positive(),
  seed: z.int(),
  runs: z.array(ComparedRunSchema).min(1),
  /** Of every further run against the first. */
  differences: z.array(DifferenceSchema),
  /** The runs are checkpoints of one training, in this order. */
  is_sequence: z.boolean(),
  /** Tool docs as text, each set once. */
  tool_sets: z.array(z.string()),
  /** In the suite's order. */
  entries: z.array(ComparedEntrySchema),
  /** Entries that differ and are not among `entries`, by why. */
  entries_left_out: z.record(z.string(), z.int().positive()),
  /** Folders named in which there was no run. */
  skipped: z.array(z.string()),
});
export type ComparisonRecord = z.infer<typeof ComparisonRecordSchema>;
