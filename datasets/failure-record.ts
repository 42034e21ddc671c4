import * as z from 'zod';

/**
 * One line of `failures.jsonl`: a task that got no answer, for reasons that say nothing about the model. `refused`: the server
 * took a request for a bad one; `malformed`: what came was no completion.
 */
export const FailureRowSchema = z.strictObject({
  id: z.string(),
  class: z.enum(['timeout', 'connection', 'rate_limit', 'server', 'refused', 'malformed']),
  message: z.string(),
  /** Tries of the request that failed. */
  attempts: z.int().positive(),
});
export type FailureRow = z.infer<typeof FailureRowSchema>;
