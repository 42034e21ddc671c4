import * as z from 'zod';

/** `accuracy` is null where nothing was counted. */
const CountSchema = z.strictObject({
  n: z.int().nonnegative(),
  valid: z.int().nonnegative(),
  accuracy: z.number().nullable(),
});

const CategoryAuditSchema = z.strictObject({
  official: CountSchema,
  /** Results that are error texts of inference are left out; in irrelevance a call that does not decode fails. */
  audited: CountSchema,
  /** The same without the suspect entries. */
  without_suspects: CountSchema,
  infrastructure: z.int().nonnegative(),
  /** Passes of the official that are calls nobody could decode. */
  broken_calls: z.int().nonnegative(),
  /** Ids of the suspect entries that were graded. */
  suspects: z.array(z.string()),
});
export type CategoryAudit = z.infer<typeof CategoryAuditSchema>;

/** `audit.json` of one model in a score directory: the categories graded by the `evaluate` that wrote it. */
export const AuditSchema = z.strictObject({
  record: z.literal('inftool-audit/1'),
  inftool: z.string(),
  model: z.string(),
  fidelity: z.literal('audited'),
  suite: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
  grader: z.string(),
  /** Version of the list of suspect entries; null for suites that have none. */
  suspects: z.string().nullable(),
  categories: z.record(z.string(), CategoryAuditSchema),
  /** The suite's overall score over these categories, in which one that was not graded counts as 0. */
  overall: z.strictObject({ official: z.number(), audited: z.number(), without_suspects: z.number() }),
});
export type Audit = z.infer<typeof AuditSchema>;

/** One line of `verdicts.audited.jsonl`: there is one for every graded task. */
export const AuditedRowSchema = z.strictObject({
  id: z.string(),
  category: z.string(),
  official: z.enum(['pass', 'fail']),
  status: z.enum(['pass', 'fail', 'infrastructure']),
  /** Where it fails. */
  error_type: z.string().optional(),
  /** Why the entry is suspect, where it is. */
  suspect: z.string().optional(),
});
export type AuditedRow = z.infer<typeof AuditedRowSchema>;
