import * as z from 'zod';
import { openRecordAppender, readRecords, type RecordAppender } from './record-file.ts';
import { ScenarioKindSchema, SplitSchema } from './scenario.ts';
import { RejectionSchema, TrajectorySchema } from './trajectory.ts';

/** One conversation that no judge has seen beside others: it may have a fault by itself. */
const PlaySchema = z.strictObject({
  trajectory: TrajectorySchema,
  fault: z.strictObject({ reason: RejectionSchema, detail: z.string() }).optional(),
});
export type Play = z.output<typeof PlaySchema>;

/** Plays of a JSON Lines file. @throws as `readRecords` */
export function readPlays(file: string): AsyncGenerator<Play> {
  return readRecords(file, PlaySchema);
}

/** @throws as `openRecordAppender` */
export function appendPlays(file: string): Promise<RecordAppender<Play>> {
  return openRecordAppender(file, PlaySchema);
}

/** `shard.json` of one part of a synthesis: what is played there. Parts of one synthesis differ in index and plays only. */
export const SynthesisShardSchema = z.strictObject({
  record: z.literal('inftool-synthesis-shard/1'),
  inftool: z.string(),
  seed: z.int(),
  /** Of the tool tree beside it, SHA-256. */
  tree: z.string(),
  plans: z.array(
    z.strictObject({
      split: SplitSchema,
      phrasing: SplitSchema,
      seed: z.int(),
      count: z.int().positive(),
      mix: z.record(ScenarioKindSchema, z.number()),
    }),
  ),
  /** Models that play; who is left out is played by the procedure. */
  players: z.strictObject({
    user: z.string().optional(),
    assistant: z.string().optional(),
    server: z.string().optional(),
  }),
  index: z.int().positive(),
  count: z.int().positive(),
  /** Conversations of this part. */
  plays: z.int().nonnegative(),
});
export type SynthesisShard = z.output<typeof SynthesisShardSchema>;
