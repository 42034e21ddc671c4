import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { RewardRowSchema } from '../../../../datasets/index.ts';

const LoggedSchema = z.object({
  attempt: z.int(),
  step: z.int(),
  id: z.string(),
  task_id: z.string(),
  reward: z.number(),
});
export type LoggedReward = z.output<typeof LoggedSchema>;

const MetricSchema = z.object({ step: z.int(), values: z.record(z.string(), z.number()) });
export type LoggedMetric = z.output<typeof MetricSchema>;

async function linesIn<Output>(schema: z.ZodType<Output>, file: string): Promise<Output[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => schema.parse(JSON.parse(line)));
}

/** What a trainer says it was given, in the order in which it was given it. */
export function loggedRewards(folder: string): Promise<LoggedReward[]> {
  return linesIn(LoggedSchema, path.join(folder, 'rewards.jsonl'));
}

export function loggedMetrics(folder: string): Promise<LoggedMetric[]> {
  return linesIn(MetricSchema, path.join(folder, 'metrics.jsonl'));
}

/** What the server says it gave, each item once: `id task reward`. */
export async function journalLines(folder: string): Promise<string[]> {
  const rows = await linesIn(RewardRowSchema, path.join(folder, 'journal.jsonl'));
  return rows
    .flatMap(({ items }) => items)
    .filter((item) => item.is_repeated !== true)
    .map(({ id, task_id: task, reward }) => `${id} ${task} ${reward}`);
}

/** Of a step's last attempt, the mean of its rewards. */
export function meanRewards(rewards: readonly LoggedReward[]): Map<number, number> {
  const attempts = new Map<number, number>();
  for (const { step, attempt } of rewards) attempts.set(step, Math.max(attempt, attempts.get(step) ?? 0));
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { step, attempt, reward } of rewards) {
    if (attempts.get(step) !== attempt) continue;
    const { sum, count } = sums.get(step) ?? { sum: 0, count: 0 };
    sums.set(step, { sum: sum + reward, count: count + 1 });
  }
  return new Map([...sums].map(([step, { sum, count }]) => [step, sum / count]));
}

const PromptSchema = z.object({ task_id: z.string(), ids_sha256: z.string() });

/** Hashes of prompts' tokens by task. */
export async function promptHashes(folder: string): Promise<Map<string, string>> {
  const prompts = await linesIn(PromptSchema, path.join(folder, 'prompts.jsonl'));
  return new Map(prompts.map(({ task_id: id, ids_sha256: hash }) => [id, hash]));
}
