import * as z from 'zod';

const LeakKindSchema = z.enum(['schema', 'near_schema', 'call', 'state', 'text']);
export type LeakKind = z.output<typeof LeakKindSchema>;

/** One line of `inftool data audit --hits`: something in a row of training data that the benchmark has, too. */
export const LeakSchema = z.strictObject({
  /** Line of the file, from 1. */
  row: z.int().positive(),
  kind: LeakKindSchema,
  /** Schemas: `equal`, `near`. Calls: `equal`, `same values` (under other names). States: `equal`, `near`. Texts: `equal`, `containment`, `run`. */
  how: z.enum(['equal', 'near', 'same values', 'containment', 'run']),
  /** Likeness that the kind's threshold is held against, from 0 to 1; 1 for what is equal. Of a run, its share of the question. */
  score: z.number(),
  /** Excerpts, on one line. */
  found: z.string(),
  benchmark: z.string(),
  /** Ids of the benchmark's entries that have it, in its order, the first few. */
  entries: z.array(z.string()),
  /** Of all of them. */
  entry_count: z.int().positive(),
});
export type Leak = z.output<typeof LeakSchema>;

const KindSummarySchema = z.strictObject({
  kind: LeakKindSchema,
  /** Tools, calls, rows with values or texts that were compared, each once a row. */
  looked_at: z.int().nonnegative(),
  hits: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  /** Different entries of the benchmark. */
  entries: z.int().nonnegative(),
  examples: z.array(LeakSchema),
});
export type KindSummary = z.output<typeof KindSummarySchema>;

const BlindSpotSchema = z.strictObject({
  kind: LeakKindSchema,
  /** What of the benchmark cannot be found though it were copied word for word. */
  what: z.string(),
  /** Different items (function docs, calls, states, texts), and how many of them cannot be found. */
  items: z.int().nonnegative(),
  blind_items: z.int().nonnegative(),
  /** Entries none of whose items can be found, of all entries: those without such an item, too. */
  blind_entries: z.int().nonnegative(),
  entries: z.int().nonnegative(),
});
export type BlindSpot = z.output<typeof BlindSpotSchema>;

/** `inftool data audit --json`. */
export const ContaminationRecordSchema = z.strictObject({
  record: z.literal('inftool-contamination/1'),
  inftool: z.string(),
  suite: z.strictObject({ id: z.string(), version: z.string(), digest: z.string(), entries: z.int() }),
  file: z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string() }),
  thresholds: z.strictObject({
    near_schema: z.number(),
    call_weight: z.number(),
    near_state: z.number(),
    text_containment: z.number(),
    text_run: z.int(),
  }),
  read: z.strictObject({
    rows: z.int(),
    tools: z.int(),
    calls: z.int(),
    texts: z.int(),
    /** Values with their keys, which states are looked for among. */
    values: z.int(),
  }),
  skipped: z.array(
    z.strictObject({ reason: z.string(), count: z.int().positive(), first_row: z.int().positive() }),
  ),
  kinds: z.array(KindSummarySchema),
  /** Rows with a hit of any kind. */
  rows_with_hits: z.int().nonnegative(),
  blind_spots: z.array(BlindSpotSchema),
  /** Entries that cannot be found by any kind. */
  blind_to_all: z.int().nonnegative(),
});
export type ContaminationRecord = z.output<typeof ContaminationRecordSchema>;
