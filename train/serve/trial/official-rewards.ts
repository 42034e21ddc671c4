import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { Answer } from './answers.ts';
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
  const script = checkoutFile('train', 'serve', 'trial', 'official_rewards.py');
  const folder = path.dirname(checkoutFile('bench', 'parity', 'python', 'grade_cases.py'));
  const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(python, [script, folder], { env: environment });
  const ended = once(child, 'close') as Promise<[number | null]>;
  child.stdin.on('error', () => undefined);
  const cases = answers.map(({ category, task_id: id, result }) => ({
    category,
    id,
    result,
    mode: 'prompt',
  }));
  child.stdin.end(JSON.stringify({ cases, ...options }));
  const [told, notes] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`the official checker ended with ${code}: ${notes.slice(-2000)}`);
  return RewardsSchema.parse(JSON.parse(told));
}
