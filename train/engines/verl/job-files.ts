import path from 'node:path';
import { packageRoot } from '../../../datasets/index.ts';

/** Where things of a job lie. */
export type JobFiles = ReturnType<typeof filesOf>;

/** @param folder of the job, absolute; this machine and all nodes see it under this path */
export function filesOf(folder: string) {
  const at = (...parts: string[]) => path.join(folder, ...parts);
  return {
    folder,
    job: at('job.json'),
    rows: at('verl.jsonl'),
    parquet: at('train.parquet'),
    rewards: at('rewards.json'),
    overrides: at('overrides.txt'),
    attempts: at('attempts.json'),
    checkpoints: at('checkpoints'),
    /** Holds the step of the newest checkpoint that is whole. */
    latest: at('checkpoints', 'latest_checkpointed_iteration.txt'),
    model: at('model'),
    /** @param attempt from 1 on: verl empties the file that it begins */
    metrics: (attempt: number) => at(`metrics-${attempt}.jsonl`),
    shim: (name: ShimName) => at('shims', name),
  };
}

export const shims = [
  'inftool_verl_rows.py',
  'inftool_verl_reward.py',
  'inftool_verl_manager.py',
  'inftool_verl_sampler.py',
  'inftool_rewards.py',
] as const;
export type ShimName = (typeof shims)[number];

/** In this package. */
export function shimSource(name: ShimName): string {
  const engines = path.join(packageRoot(import.meta.url), 'train', 'engines');
  return path.join(engines, name === 'inftool_rewards.py' ? 'python' : 'verl', name);
}
