import * as z from 'zod';
import { ModeSchema } from './run-records.ts';

/** `generation.json` beside a model's results: how they came about. Results of one folder have it in common. */
export const GenerationSchema = z.strictObject({
  record: z.literal('inftool-generation/1'),
  inftool: z.string(),
  model: z.string(),
  mode: ModeSchema,
  suite: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
  seed: z.int(),
  temperature: z.number().optional(),
  /** The day on which environments are played. */
  today: z.string(),
});
export type Generation = z.infer<typeof GenerationSchema>;
