import * as z from 'zod';
import { shardField } from '../bench/index.ts';
import { ScenarioKindSchema } from '../datasets/index.ts';

const count = () => z.coerce.number().int().nonnegative();

export const OptionsSchema = z.object({
  specs: z.array(z.string()).default([]),
  mcp: z.array(z.string()).default([]),
  out: z.string().default('runs/synth'),
  count: count().default(600),
  heldOut: count().default(0),
  kinds: z.array(ScenarioKindSchema).default([...ScenarioKindSchema.options]),
  seed: z.coerce.number().int().default(1),
  show: count().default(0),
  user: z.string().optional(),
  assistant: z.string().optional(),
  server: z.string().optional(),
  baseUrl: z.string().optional(),
  concurrency: z.coerce.number().int().positive().default(4),
  dataDir: z.string().optional(),
  ...shardField,
  merge: z.array(z.string()).optional(),
});
export type Options = z.output<typeof OptionsSchema>;
