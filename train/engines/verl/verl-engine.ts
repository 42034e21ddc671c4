import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { quote } from 'shell-quote';
import { InputError, replaceFile } from '../../../datasets/index.ts';
import { RayJobs, type RayAddress } from '../../../bench/index.ts';
import { textOf } from '../text-of.ts';
import type {
  ModelFiles,
  TrainerEngine,
  TrainerHandle,
  TrainerState,
  TrainingJob,
} from '../trainer-engine.ts';
import { ClusterJob, type Work } from './cluster-job.ts';
import { filesOf, shims, shimSource, type JobFiles } from './job-files.ts';
import { readMetrics } from './metrics.ts';
import { overridesOf, roomOf, rowsOfStep, trainers } from './overrides.ts';
import { writeVerlRows } from './rows.ts';
import type { VerlSettings } from './settings.ts';

type Job = TrainingJob<VerlSettings>;

export type VerlOptions = {
  /** A Ray cluster that runs, with verl on its nodes. */
  readonly ray: RayAddress;
};

/** verl on a Ray cluster. Folders of jobs lie on storage that this machine and all nodes see under one path. */
export function verlEngine({ ray }: VerlOptions): TrainerEngine<VerlSettings> {
  return {
    name: 'verl',
    prepare,
    async launch(job) {
      const training = new ClusterJob(
        await RayJobs.open(ray),
        job.folder,
        filesOf(job.folder).attempts,
        'train',
      );
      const attempt = await training.submit((number) => trainingOf(job, number));
      return new VerlHandle(training, attempt, filesOf(job.folder));
    },
    artifacts: (job) => artifacts(job, ray),
  };
}

async function prepare(job: Job): Promise<void> {
  const { folder, stage, start, settings, rewards } = job;
  if (!path.isAbsolute(folder)) throw new InputError(`${folder}: expected an absolute path.`);
  if (stage === 'grpo' && rewards === undefined)
    throw new InputError(`${job.id}: expected the address of a reward server, which GRPO learns from.`);
  const files = filesOf(folder);
  await mkdir(path.join(folder, 'shims'), { recursive: true });
  for (const name of shims) await copyFile(shimSource(name), files.shim(name));
  await writeVerlRows(job, files.rows);
  await writeFile(files.overrides, overridesOf(job).join('\n') + '\n');
  await writeJson(files.job, {
    ...{ id: job.id, stage, tokenizer: start.model, least_rows: rowsOfStep(job) },
    ...roomOf(job),
  });
  if (rewards !== undefined) {
    const { rewardTimeout: timeout, rewardPatience: patience } = settings;
    await writeJson(files.rewards, { ...rewards, timeout, patience });
  }
}

async function writeJson(file: string, value: object): Promise<void> {
  await replaceFile(file, `${JSON.stringify(value, null, 1)}\n`);
}

/** Rows are checked and turned into parquet first: where the tokenizer is. */
function trainingOf(job: Job, attempt: number): Work {
  const { python, cpus } = job.settings;
  const files = filesOf(job.folder);
  const rows = quote([python, files.shim('inftool_verl_rows.py'), job.folder]);
  const train = quote([python, '-m', trainers[job.stage], ...overridesOf(job)]);
  return {
    entrypoint: inFolder(files, `${rows} && exec ${train}`),
    cpus,
    environment: { VERL_FILE_LOGGER_PATH: files.metrics(attempt) },
  };
}

/** A line for the shell of a node: work in the job's folder if that is there, else exit code 2. */
function inFolder({ folder, job }: JobFiles, work: string): string {
  const complaint = `inftool: ${folder} is not here: expected a folder that all nodes share.`;
  return `if cd ${quote([folder])} && [ -f ${quote([job])} ]; then ${work}; else echo ${quote([complaint])} >&2; exit 2; fi`;
}

class VerlHandle implements TrainerHandle {
  constructor(
    private readonly training: ClusterJob,
    private readonly attempt: number,
    private readonly files: JobFiles,
  ) {}

  async poll(): Promise<TrainerState> {
    // Before the metrics: a trainer that has ended by now has written all of them.
    const job = await this.training.state(this.attempt);
    const metrics = await readMetrics(this.attempt, this.files.metrics);
    if (job?.status === 'PENDING' || job?.status === 'RUNNING') return { state: 'running', metrics };
    if (job?.status === 'SUCCEEDED') return { state: 'done', metrics };
    return { state: 'failed', metrics, fault: await this.training.fault(this.attempt, job) };
  }

  /** verl makes no checkpoint when asked: what came after the last one is done again. */
  async stop(): Promise<void> {
    const job = await this.training.state(this.attempt);
    if (job?.status !== 'PENDING' && job?.status !== 'RUNNING') return;
    await this.training.stop(this.attempt);
    // The caller's signal may be why this is called.
    await this.training.end(this.attempt, AbortSignal.timeout(STOPPING));
  }
}

/** Milliseconds for a job to end that was told to. */
const STOPPING = 120_000;

async function artifacts(job: Job, ray: RayAddress): Promise<ModelFiles> {
  const files = filesOf(job.folder);
  const made = files.model;
  if (!(await isThere(made))) await merge(job, files, ray);
  if (job.settings.lora === undefined && job.start.adapter === undefined) return { model: made };
  const adapter = path.join(made, 'lora_adapter');
  if (!(await isThere(path.join(adapter, 'adapter_config.json'))))
    throw new InputError(`${adapter}: expected the adapter that training has made. Remove ${made}.`);
  return { model: job.start.model, adapter };
}

/** Has the cluster make one model of a checkpoint's parts. */
async function merge(job: Job, files: JobFiles, ray: RayAddress): Promise<void> {
  const checkpoint = await wholeCheckpoint(job, files);
  const merging = new ClusterJob(await RayJobs.open(ray), job.folder, files.attempts, 'merge');
  const { python, cpus } = job.settings;
  const [part, to] = [`${files.model}.part`, files.model];
  const merger = [python, '-m', 'verl.model_merger', 'merge', '--backend', 'fsdp'];
  const line = [
    quote(['rm', '-rf', part]),
    quote([...merger, '--local_dir', checkpoint, '--target_dir', part]),
    quote(['mv', part, to]),
  ].join(' && ');
  const attempt = await merging.submit(() => ({ entrypoint: inFolder(files, line), cpus, environment: {} }));
  const ended = await merging.end(attempt, ray.signal);
  if (ended?.status !== 'SUCCEEDED')
    throw new InputError(`${job.id}: no model was made: ${await merging.fault(attempt, ended)}`);
  if (!(await isThere(path.join(to, 'config.json'))))
    throw new InputError(
      `${to}: expected a model after job had made it: is ${job.folder} shared by all nodes?`,
    );
}

/** @throws {InputError} where there is no checkpoint of the last step */
async function wholeCheckpoint({ stage, settings, folder }: Job, { checkpoints, latest }: JobFiles) {
  const { steps } = settings[stage];
  const step = (await textOf(latest)).trim();
  if (step !== String(steps))
    throw new InputError(
      `${latest}: expected the checkpoint of step ${steps}, the last one, ${step === '' ? 'and there is none' : `got that of step ${step}`}. Launch the job in ${folder} again.`,
    );
  const whole = path.join(checkpoints, `global_step_${step}`);
  return stage === 'grpo' ? path.join(whole, 'actor') : whole;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
