import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { InputError, replaceFile } from '../../../datasets/index.ts';
import { visible } from '../../../reports/index.ts';
import type { RayJob, RayJobs } from '../../../bench/index.ts';
import { textOf } from '../text-of.ts';

/** Milliseconds between two looks at a job that is waited for. */
const LOOK = 2000;

const LOG_LINES = 30;

const AttemptsSchema = z.strictObject({ train: z.int().nonnegative(), merge: z.int().nonnegative() });
type Attempts = z.output<typeof AttemptsSchema>;

/** What a job on the cluster is to do. */
export type Work = {
  /** A line for the shell of the node that takes it. */
  readonly entrypoint: string;
  readonly cpus: number;
  readonly environment: Readonly<Record<string, string>>;
};

/** Jobs of one folder on the cluster: each attempt is one of its own, and their count outlives the cluster. */
export class ClusterJob {
  constructor(
    private readonly jobs: RayJobs,
    private readonly folder: string,
    private readonly file: string,
    private readonly kind: keyof Attempts,
  ) {}

  /** How often it was submitted. */
  async attempts(): Promise<number> {
    return (await this.#read())[this.kind];
  }

  /** Submits it, unless it is under way or done. @param workOf an attempt, from 1 on */
  async submit(workOf: (attempt: number) => Work): Promise<number> {
    const all = await this.#read();
    const last = all[this.kind];
    const job = last === 0 ? undefined : await this.jobs.job(this.#id(last));
    if (job !== undefined && job.status !== 'FAILED' && job.status !== 'STOPPED') return last;
    const attempt = last + 1;
    // Written first: an attempt that was never submitted costs a number, one that nobody knows of costs a second job.
    await replaceFile(this.file, `${JSON.stringify({ ...all, [this.kind]: attempt })}\n`);
    await this.jobs.submit({
      submissionId: this.#id(attempt),
      ...workOf(attempt),
      metadata: { folder: this.folder, kind: this.kind },
    });
    return attempt;
  }

  /** @returns undefined where the cluster knows no such job */
  state(attempt: number): Promise<RayJob | undefined> {
    return this.jobs.job(this.#id(attempt));
  }

  /** Why it failed, and what it said last. */
  async fault(attempt: number, job: RayJob | undefined): Promise<string> {
    const id = this.#id(attempt);
    if (job === undefined) return `the cluster no longer knows job ${id}`;
    if (job.status === 'STOPPED') return `job ${id} was stopped`;
    const log = ((await this.jobs.logs(id)) ?? '').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
    const reason = job.message?.split('\n', 1)[0] ?? `exit code ${job.driver_exit_code ?? 'unknown'}`;
    return `job ${id} failed (${visible(reason)}), after\n${visible(log)}`;
  }

  /** Waits until it is neither waiting nor running. */
  async end(attempt: number, signal: AbortSignal): Promise<RayJob | undefined> {
    for (;;) {
      const job = await this.state(attempt);
      if (job?.status !== 'PENDING' && job?.status !== 'RUNNING') return job;
      await pause(LOOK, undefined, { signal });
    }
  }

  async stop(attempt: number): Promise<void> {
    await this.jobs.stop(this.#id(attempt));
  }

  #id(attempt: number): string {
    const digest = createHash('sha256').update(this.folder).digest('hex').slice(0, 12);
    return `inftool-verl-${this.kind}-${digest}-${attempt}`;
  }

  async #read(): Promise<Attempts> {
    const text = await textOf(this.file);
    if (text === '') return { train: 0, merge: 0 };
    try {
      return AttemptsSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw new InputError(
        `${this.file}: expected how often the job was submitted, as this writes it. Train in another folder.`,
        { cause },
      );
    }
  }
}
