import * as z from 'zod';
import { GateVerdictSchema } from './gate-record.ts';

const SideSchema = z.strictObject({
  name: z.string(),
  /** SHA-256 over its verdicts. */
  digest: z.string(),
});

/** One decision that a lineage's alpha was spent on: a line of an alpha ledger. */
export const AlphaEntrySchema = z.strictObject({
  record: z.literal('inftool-alpha/1'),
  /** Decisions that build on one another: candidates for the place of one champion after the other. */
  lineage: z.string().min(1),
  /** Of the decision, `YYYY-MM-DD`. */
  date: z.iso.date(),
  /** Two-sided, of this decision. */
  alpha: z.number().gt(0),
  base: SideSchema,
  candidate: SideSchema,
  /** SHA-256 of the gate's policy. */
  policy: z.string(),
  suite: z.string(),
  grader: z.string(),
  verdict: GateVerdictSchema,
  difference: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type AlphaEntry = z.output<typeof AlphaEntrySchema>;
