import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '../../../../datasets/index.ts';
import type { RayAddress } from '../../../../bench/index.ts';
import { checkoutFile } from '../../../serve/trial/trainer.ts';
import type { TrainerHandle, TrainerState, TrainingJob } from '../../trainer-engine.ts';
import { filesOf } from '../job-files.ts';
import type { VerlSettings } from '../settings.ts';
import { verlEngine } from '../verl-engine.ts';
import type { Tell } from './reward-trial.ts';

export type EngineTrial = {
  readonly job: TrainingJob<VerlSettings>;
  readonly ray: RayAddress;
  readonly python: string;
};

/** Submits a training, stops it, submits it again, and has what a whole one would leave made into a model. */
export async function engineTrial({ job, ray, python }: EngineTrial, tell: Tell): Promise<void> {
  const engine = verlEngine({ ray });
  const first = await engine.launch(job);
  const running = await until(first, ({ state }) => state !== 'running', 5000);
  await tell(`a training is submitted: ${running.state}`, running.state === 'running');
  const second = await engine.launch(job);
  await first.stop();
  const stopped = await second.poll();
  const wasStopped = stopped.state === 'failed' && stopped.fault?.endsWith('-1 was stopped') === true;
  await tell(
    `launched twice it is one job, and stops when told: ${stopped.fault ?? stopped.state}`,
    wasStopped,
  );
  const third = await engine.launch(job);
  const failed = await until(third, ({ state }) => state !== 'running', 300_000);
  await third.stop();
  const said = failed.fault ?? '';
  const isForGpu = failed.state === 'failed' && said.includes('-2 failed') && /gpu/i.test(said);
  const why = said.split('\n').findLast((line) => line.includes('Error') && /gpu/i.test(line)) ?? said;
  await tell(`launched again it is another, which fails here: ${why.slice(-200)}`, isForGpu);
  const refused = await engine.artifacts(job).catch((error: unknown) => error);
  await tell('a training without a checkpoint has made nothing', refused instanceof InputError);
  await checkpoint(job, python);
  const made = await engine.artifacts(job);
  const again = await engine.artifacts(job);
  const isMade = made.model === filesOf(job.folder).model && again.model === made.model;
  await tell('a checkpoint of the last step is merged by a job of the cluster', isMade);
}

/** Of the last step, as verl's checkpoint manager writes it. */
async function checkpoint({ folder, start, settings }: TrainingJob<VerlSettings>, python: string) {
  const { checkpoints, latest } = filesOf(folder);
  const step = String(settings.grpo.steps);
  const script = checkoutFile('train', 'engines', 'verl', 'trial', 'contracts_model.py');
  const actor = path.join(checkpoints, `global_step_${step}`, 'actor');
  const { status, stderr } = spawnSync(python, [script, start.model, actor], { encoding: 'utf8' });
  if (status !== 0) throw new InputError(`No checkpoint could be written: ${stderr.slice(-500)}`);
  await writeFile(latest, step);
}

/** Polls until it is so. @param patience milliseconds @returns what was seen last */
async function until(
  handle: TrainerHandle,
  isSo: (state: TrainerState) => boolean,
  patience: number,
): Promise<TrainerState> {
  const end = Date.now() + patience;
  for (;;) {
    const state = await handle.poll();
    if (isSo(state) || Date.now() > end) return state;
    await pause(500);
  }
}
