import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { InputError, type Io } from '../../datasets/index.ts';
import { oneLine, visible } from '../../reports/index.ts';
import { workerIn } from '../run/folder-claim.ts';
import type { RayJob, RayJobs } from './ray-jobs.ts';
import type { ShardedRun } from './sharded-command.ts';
import { entrypointOf, folderOf, jobIdOf, type Submission } from './submission.ts';

export type WatchOptions = {
  readonly maxRestarts: number;
  /** Milliseconds between two looks at the jobs. */
  readonly interval: number;
  readonly host: Io['host'];
  readonly signal: AbortSignal;
  readonly tell: (line: string) => Promise<void>;
};

/** One part on its way. */
export type Shard = {
  readonly index: number;
  /** Of its jobs, the last one: from 1 on. */
  attempt: number;
  restarts: number;
  /** `due`: a job is to be submitted; `ended` has an exit code, `lost` has none. */
  phase: 'due' | 'watched' | 'ended' | 'lost';
  exitCode?: number;
  status?: RayJob['status'];
  waitsFor?: string;
};

/** Of the shell and of commands: what they are told is wrong, and will be the next time. */
const badInput: readonly number[] = [2, 126, 127];

/** Milliseconds between two lines about how far everything is. */
const REPORT = 10_000;

const LOG_LINES = 15;
const CONCURRENCY = 8;

/** A job that waits for a free processor longer than the cluster allows. */
const WAITED_TOO_LONG = 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT';

/** Jobs of a submission, submitted where they are missing, and again where they were cut. */
export class Watch {
  readonly shards: readonly Shard[];

  constructor(
    private readonly jobs: RayJobs,
    private readonly submission: Submission,
    private readonly run: ShardedRun,
    private readonly options: WatchOptions,
  ) {
    this.shards = Array.from({ length: submission.order.shards }, (_, place) => ({
      index: place + 1,
      attempt: 1,
      restarts: 0,
      phase: 'due',
    }));
  }

  /**
   * Until every part has ended, or cannot be brought to its end.
   * @throws {InputError} where a part is told something wrong: then all are stopped
   */
  async toEnd(): Promise<void> {
    const { host, interval, signal } = this.options;
    await this.#each((shard) => this.#attach(shard));
    let reported = host.now();
    for (;;) {
      await this.#each((shard) => this.#step(shard));
      if (this.shards.every(({ phase }) => phase === 'ended' || phase === 'lost')) return;
      if (host.now() - reported >= REPORT) {
        reported = host.now();
        await this.#report();
      }
      await pause(interval, undefined, { signal });
    }
  }

  /** @returns how many jobs there were to stop */
  async stop(): Promise<number> {
    let count = 0;
    await this.#each(async (shard) => {
      await this.#attach(shard);
      if (shard.phase === 'watched' && (await this.jobs.stop(this.#jobId(shard)))) count++;
    });
    return count;
  }

  async #each(work: (shard: Shard) => Promise<void>): Promise<void> {
    await pMap(this.shards, work, { concurrency: CONCURRENCY });
  }

  /** Finds the last job of an earlier call. */
  async #attach(shard: Shard): Promise<void> {
    let job = await this.jobs.job(this.#jobId(shard));
    if (job === undefined) return;
    for (let last = job; ; last = job) {
      job = await this.jobs.job(jobIdOf(this.submission, shard.index, shard.attempt + 1));
      if (job === undefined) {
        job = last;
        break;
      }
      shard.attempt++;
    }
    const isUnderWay = job.status === 'PENDING' || job.status === 'RUNNING';
    const isThere = (await stat(folderOf(this.submission, shard.index)).catch(() => undefined)) !== undefined;
    if (isUnderWay || (job.status === 'SUCCEEDED' && isThere)) shard.phase = 'watched';
    else shard.attempt++;
  }

  async #step(shard: Shard): Promise<void> {
    if (shard.phase === 'due') await this.#submit(shard);
    if (shard.phase !== 'watched') return;
    const job = await this.jobs.job(this.#jobId(shard));
    if (job === undefined) {
      await this.#restart(shard, 'the cluster no longer knows it');
      return;
    }
    const isNews = job.status !== shard.status;
    shard.status = job.status;
    switch (job.status) {
      case 'PENDING':
        if (isNews) await this.#tell(shard, 'waits for a free place (`ray status` tells what there is)');
        return;
      case 'RUNNING':
        if (isNews) await this.#tell(shard, `runs${placeOf(job)}`);
        return;
      case 'STOPPED':
        shard.phase = 'lost';
        await this.#tell(shard, 'was stopped. Run the same again to go on');
        return;
      case 'SUCCEEDED':
        await this.#end(shard, 0);
        return;
      case 'FAILED':
        await this.#failed(shard, job);
    }
  }

  async #submit(shard: Shard): Promise<void> {
    const worker = await this.#workerOf(shard);
    if (worker !== undefined) {
      if (shard.waitsFor !== worker)
        await this.#tell(shard, `waits for ${worker} to end, or to be silent for two minutes`);
      shard.waitsFor = worker;
      return;
    }
    const { order } = this.submission;
    await this.jobs.submit({
      submissionId: this.#jobId(shard),
      entrypoint: entrypointOf(this.submission, shard.index, this.run.folderFlag),
      cpus: order.cpus,
      metadata: { shard: `${shard.index}/${order.shards}`, folder: folderOf(this.submission, shard.index) },
    });
    shard.phase = 'watched';
    delete shard.status;
    delete shard.waitsFor;
  }

  /** Of another process than a job that is known to have ended: it may sit on a node that the cluster has lost. */
  async #workerOf({ index }: Shard): Promise<string | undefined> {
    const folder = folderOf(this.submission, index);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const inside = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
    for (const one of [folder, ...inside]) {
      const worker = await workerIn(one, this.options.host);
      if (worker !== undefined) return worker;
    }
    return undefined;
  }

  async #failed(shard: Shard, job: RayJob): Promise<void> {
    const exitCode = job.driver_exit_code ?? undefined;
    if (exitCode === 1) {
      await this.#end(shard, 1);
      return;
    }
    if (
      exitCode !== undefined &&
      badInput.includes(exitCode) &&
      (await this.#workerOf(shard)) === undefined
    ) {
      await this.#stopAll();
      throw new InputError(
        `shard ${shard.index}/${this.shards.length} ended with exit code ${exitCode}, and would again: all shards are stopped.${await this.#lastWords(shard)}`,
      );
    }
    if (job.error_type === WAITED_TOO_LONG) {
      await this.#again(shard, 'found no free place in time');
      return;
    }
    const reason = exitCode === undefined ? (job.message ?? 'nobody knows why') : `exit code ${exitCode}`;
    await this.#restart(shard, oneLine(reason).slice(0, 200));
  }

  async #restart(shard: Shard, reason: string): Promise<void> {
    if (shard.restarts >= this.options.maxRestarts) {
      shard.phase = 'lost';
      await this.#tell(
        shard,
        `was cut (${reason}), for the ${shard.restarts + 1}. time: it is given up.${await this.#lastWords(shard)}`,
      );
      return;
    }
    shard.restarts++;
    await this.#again(shard, `was cut (${reason})`);
  }

  async #again(shard: Shard, what: string): Promise<void> {
    shard.attempt++;
    shard.phase = 'due';
    await this.#tell(shard, `${what}: it is submitted again and goes on where it was`);
  }

  async #end(shard: Shard, exitCode: number): Promise<void> {
    shard.phase = 'ended';
    shard.exitCode = exitCode;
    await this.#tell(
      shard,
      exitCode === 0 ? 'is done' : 'is done, with tasks that got no answer',
      await this.#progressOf(shard),
    );
  }

  async #stopAll(): Promise<void> {
    await this.#each(async (shard) => {
      if (shard.phase === 'watched') await this.jobs.stop(this.#jobId(shard));
    });
  }

  async #lastWords(shard: Shard): Promise<string> {
    const logs = await this.jobs.logs(this.#jobId(shard));
    if (logs === undefined) return ' Its log is gone with its node.';
    const lines = visible(logs).trimEnd().split('\n').slice(-LOG_LINES);
    return ` The end of its log:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  }

  async #progressOf({ index }: Shard): Promise<string> {
    const progress = await this.run.progress(folderOf(this.submission, index));
    return progress === undefined ? '' : ` (${progress.done} of ${progress.total})`;
  }

  async #report(): Promise<void> {
    const counts: string[] = [];
    for (const shard of this.shards) counts.push(`${shard.index}:${(await this.#progressOf(shard)) || ' -'}`);
    await this.options.tell(`shards ${counts.join(', ')}`);
  }

  #tell(shard: Shard, what: string, after = ''): Promise<void> {
    return this.options.tell(`shard ${shard.index}/${this.shards.length} ${what}${after}`);
  }

  #jobId({ index, attempt }: Shard): string {
    return jobIdOf(this.submission, index, attempt);
  }
}

function placeOf({ driver_node_id: node }: RayJob): string {
  return node === undefined || node === null ? '' : ` on node ${node.slice(0, 8)}`;
}
