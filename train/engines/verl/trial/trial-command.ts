import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { defineCommand, type Io } from '../../../../datasets/index.ts';
import { RayCluster } from '../../../../bench/index.ts';
import { Served } from '../../../serve/trial/served.ts';
import { engineTrial } from './engine-trial.ts';
import { ensureVerl } from './environment.ts';
import { rewardTrial } from './reward-trial.ts';
import { jobsOn, tinyModel } from './scene.ts';
import { synthesised } from './synthesised.ts';

const OptionsSchema = z.object({
  rows: z.coerce.number().int().positive().default(1000),
  cpus: z.coerce.number().int().positive().default(24),
  venv: z.string().optional(),
});

/** Tokens: for all prompts. */
const ROOM = 20_000;

export const verlTrialCommand = defineCommand({
  name: 'verl-trial',
  summary:
    'Starts a Ray cluster on this machine. A job there has verl’s reward workers ask a live reward server for a synthesised suite, and every reward is held against the grader and the journal; then the engine submits, stops and resumes a training, which fails for want of a GPU, and has a checkpoint merged. Exit code 1 where anything is otherwise. Runs in a checkout, after `npm run build`.',
  options: [
    { flags: '--rows <n>', description: 'so many answers are rewarded (1000)' },
    {
      flags: '--cpus <n>',
      description: 'of the cluster, as it is told: verl’s processes ask for more than ten (24)',
    },
    { flags: '--venv <folder>', description: 'Python environment with verl (one in the cache directory)' },
  ],
  examples: ['verl-trial'],
  schema: OptionsSchema,
  run: runCommand,
});

async function runCommand(
  { rows: count, cpus, venv: named }: z.output<typeof OptionsSchema>,
  io: Io,
): Promise<number> {
  const venv = await ensureVerl(named, io);
  const python = path.join(venv, 'bin', 'python');
  // Sockets of Ray have long names below it, and no name of a socket may have more than 107 bytes.
  const root = await mkdtemp(path.join(tmpdir(), 'verl-'));
  const { suite, rows, answers } = await synthesised(path.join(root, 'synth'), count, io);
  const served = await Served.start(['--suite', suite], path.join(root, 'served'));
  let cluster: RayCluster | undefined;
  let wrong = 0;
  const tell = async (text: string, isRight: boolean) => {
    if (!isRight) wrong++;
    await io.stdout.write(`${isRight ? 'ok   ' : 'WRONG'} ${text}\n`);
  };
  try {
    const model = await tinyModel(root, rows, python);
    const { grpo } = await jobsOn(root, rows, { model, url: served.url, python, maxLength: ROOM });
    cluster = await RayCluster.start(venv, path.join(root, 'r'), cpus);
    const ray = { url: cluster.url, signal: io.interruption() };
    await rewardTrial({ job: grpo, answers, served, ray, python }, tell);
    await engineTrial({ job: grpo, ray, python }, tell);
  } finally {
    await cluster?.stop();
    await served.end('SIGKILL');
  }
  if (wrong > 0) return 1;
  await rm(root, { recursive: true });
  return 0;
}
