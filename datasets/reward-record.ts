import * as z from 'zod';

/** One request that was answered with rewards: a line of a reward server's journal. */
export const RewardRowSchema = z.strictObject({
  record: z.literal('inftool-rewards/1'),
  /** When it was answered. */
  at: z.iso.datetime(),
  /** The way it came: `score`, `nemo-gym`, `openrlhf`. */
  face: z.string(),
  run_id: z.string(),
  /** Digest of the suite that the server was started with. */
  suite: z.string(),
  grader: z.string(),
  reward: z.string(),
  /** In the order asked. */
  items: z.array(
    z.strictObject({
      id: z.string(),
      task_id: z.string(),
      /** SHA-256 of all that the reward hangs on (task, answer, reward, grader), 32 hex digits. */
      digest: z.string(),
      reward: z.number(),
      /** The item had been asked for before, and got the same. */
      is_repeated: z.literal(true).optional(),
    }),
  ),
});
export type RewardRow = z.output<typeof RewardRowSchema>;
