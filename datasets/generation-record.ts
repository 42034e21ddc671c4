import * as z from 'zod';
import { ModeSchema } from './run-records.ts';

/** `generation.json` beside a model's results: how they came about. Results of one folder have it in common. */
export const GenerationSchema = z.strictObject({
  record: z.literal('inftool-generation/1'),
  inftool: z.string(),
  model: z.string(),
  mode: ModeSchema,
  /** Whether tools were offered with `_` for `.` in their names; left out where nobody knows. */
  underscoreToDot: z.boolean().optional(),
  suite: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
  seed: z.int(),
  /** Which of several runs of all tasks it is, from 1 on: 1 where it is left out. */
  repeat: z.int().positive().optional(),
  /** `2/8`: the second of eight parts of the tasks; all of them where it is left out. */
  shard: z.string().optional(),
  /** What every request said beside messages and tools; what is left out was the server's choice. */
  sampling: z.record(z.string(), z.json()),
  /** USD for a million tokens. */
  price: z.strictObject({ input: z.number(), output: z.number() }).optional(),
  /** The day on which environments are played. */
  today: z.string(),
  /** Conversations that the last run was to have. */
  asked: z.int().nonnegative().optional(),
});
export type Generation = z.infer<typeof GenerationSchema>;
