import path from 'node:path';
import * as z from 'zod';
import type { Answer } from './answers.ts';
import { askPython } from './ask-python.ts';
import { checkoutFile } from './trainer.ts';

const RewardsSchema = z.strictObject({
  valid: z.array(z.boolean()),
  graded: z.int().positive(),
  seconds: z.number().positive(),
  python: z.string(),
});
/** The official verdict on each answer, how many answers were graded in how many seconds, and the version of Python. */
export type OfficialRewards = z.output<typeof RewardsSchema>;

/**
 * The official checker as a reward function of one Python process, given the same answers in batches, without HTTP.
 * @param python of the environment with the official package
 * @throws {Error} where the process ends in a way of its own
 */
export async function officialRewards(
  python: string,
  answers: readonly Answer[],
  options: { readonly batch: number; readonly seconds: number },
): Promise<OfficialRewards> {
  const folder = path.dirname(checkoutFile('bench', 'parity', 'python', 'grade_cases.py'));
  const cases = answers.map(({ category, task_id: id, result }) => ({
    category,
    id,
    result,
    mode: 'prompt',
  }));
  const told = await askPython(
    python,
    'official_rewards.py',
    [folder],
    JSON.stringify({ cases, ...options }),
  );
  return RewardsSchema.parse(JSON.parse(told));
}
