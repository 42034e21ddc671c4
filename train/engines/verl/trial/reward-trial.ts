import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { quote } from 'shell-quote';
import * as z from 'zod';
import { RayJobs, type RayAddress } from '../../../../bench/index.ts';
import type { Served } from '../../../serve/trial/served.ts';
import { checkoutFile } from '../../../serve/trial/trainer.ts';
import type { TrainingJob } from '../../trainer-engine.ts';
import { filesOf } from '../job-files.ts';
import type { VerlSettings } from '../settings.ts';
import { verlEngine } from '../verl-engine.ts';
import type { Answer } from './scene.ts';

const OutSchema = z.strictObject({ rewards: z.array(z.number()), seconds: z.number() });

/** Of verl, on the cluster. */
const WORKERS = 4;

export type RewardTrial = {
  readonly job: TrainingJob<VerlSettings>;
  readonly answers: readonly Answer[];
  readonly served: Served;
  readonly ray: RayAddress;
  readonly python: string;
};

export type Tell = (text: string, isRight: boolean) => Promise<void>;

/** Has a Ray job get rewards of all answers. */
export async function rewardTrial({ job, answers, served, ray, python }: RewardTrial, tell: Tell) {
  await verlEngine({ ray }).prepare(job);
  const out = path.join(job.folder, 'rewarded.json');
  const file = path.join(job.folder, 'rewards-job.json');
  const told = { grpo: job.folder, model: job.start.model, workers: WORKERS, answers, out };
  await writeFile(file, JSON.stringify(told));
  const jobs = await RayJobs.open(ray);
  const script = checkoutFile('train', 'engines', 'verl', 'trial', 'reward_job.py');
  const rows = quote([python, filesOf(job.folder).shim('inftool_verl_rows.py'), job.folder]);
  await jobs.submit({
    submissionId: 'rewards',
    entrypoint: `${rows} && ${quote([python, script, file])}`,
    cpus: 1,
    metadata: {},
    environment: { HF_HUB_OFFLINE: '1', HF_DATASETS_CACHE: path.join(job.folder, 'datasets') },
  });
  const status = await ended(jobs, 'rewards');
  await tell(`the job of rewards ended: ${status}`, status === 'SUCCEEDED');
  if (status !== 'SUCCEEDED') {
    await tell((await jobs.logs('rewards'))?.slice(-3000) ?? '', false);
    return;
  }
  const { rewards, seconds } = OutSchema.parse(JSON.parse(await readFile(out, 'utf8')));
  // verl keeps rewards in single precision.
  const same = answers.filter(({ reward }, place) => Math.fround(reward) === rewards[place]).length;
  const kinds = new Set(answers.map(({ reward }) => reward)).size;
  await tell(
    `${same} of ${answers.length} rewards of verl's ${WORKERS} workers are the grader's, of ${kinds} different ones, in ${seconds.toFixed(1)} s`,
    same === answers.length && rewards.length === answers.length,
  );
  const journal = await served.journal();
  const entered = answers.filter(({ reward }, place) => journal.get(nameOf(place)) === reward).length;
  await tell(
    `${entered} of ${answers.length} stand in the journal with their reward, ${journal.size - entered} others do`,
    entered === answers.length && journal.size === answers.length,
  );
}

/** Of a rollout, as `rollouts.py` numbers them: two of a prompt at step 7. */
function nameOf(place: number): string {
  return `7-u${Math.floor(place / 2)}-${place % 2}`;
}

async function ended(jobs: RayJobs, id: string): Promise<string> {
  for (;;) {
    const job = await jobs.job(id);
    if (job?.status !== 'PENDING' && job?.status !== 'RUNNING') return job?.status ?? 'unknown';
    await pause(1000);
  }
}
