import * as z from 'zod';
import { ToolSpecSchema } from './tool-spec.ts';

/** Two tools that were taken for one. */
const MergeSchema = z.strictObject({
  /** Ids of tool specs: the one that stays and the one that is left out. */
  kept: z.string(),
  dropped: z.string(),
  /** Cosine of their vectors, 0 to 1. */
  similarity: z.number(),
  /** Parameters of the dropped tool by those of the kept one that mean the same. */
  parameters: z.record(z.string(), z.string()),
});
export type Merge = z.output<typeof MergeSchema>;

/** Tools that lie near one another: a task's distractors come from here. */
const ClusterSchema = z.strictObject({
  id: z.string(),
  /** The words that its tools share and others do not, the strongest first. */
  label: z.array(z.string()),
  /** Ids of tool specs. */
  tools: z.array(z.string()),
});
export type Cluster = z.output<typeof ClusterSchema>;

/** What was made of raw tool specs, with everything that was decided on the way. */
export const ToolTreeSchema = z.strictObject({
  record: z.literal('inftool-tool-tree/1'),
  seed: z.int(),
  thresholds: z.strictObject({ cluster: z.number(), merge: z.number() }),
  /** How many specs came in. */
  read: z.int().nonnegative(),
  /** Those that stay, in the order they came. */
  tools: z.array(ToolSpecSchema),
  clusters: z.array(ClusterSchema),
  merges: z.array(MergeSchema),
  domains: z.strictObject({ training: z.array(z.string()), heldOut: z.array(z.string()) }),
});
export type ToolTree = z.output<typeof ToolTreeSchema>;
