/** What a schedule has to know of a job. */
export type Scheduled = {
  readonly id: string;
  /** Ids of jobs that have to be done before; of those that are no job of the schedule nothing is known. */
  readonly dependsOn: readonly string[];
};

/** Jobs in the order in which they can be done: as soon as all that they depend on is, those that others wait for first. */
export class Schedule<Job extends Scheduled> {
  readonly #waiting = new Map<Job, Set<string>>();
  readonly #dependents = new Map<string, Job[]>();
  #ready: Job[] = [];
  #left: number;
  #wake: () => void = () => undefined;

  constructor(jobs: readonly Job[]) {
    this.#left = jobs.length;
    const ids = new Set(jobs.map(({ id }) => id));
    for (const job of jobs) {
      const before = job.dependsOn.filter((id) => ids.has(id));
      for (const id of before) this.#dependents.set(id, [...(this.#dependents.get(id) ?? []), job]);
      if (before.length === 0) this.#ready.push(job);
      else this.#waiting.set(job, new Set(before));
    }
    this.#sort();
  }

  #sort(): void {
    const weight = ({ id }: Job) => this.#dependents.get(id)?.length ?? 0;
    this.#ready.sort((a, b) => weight(b) - weight(a));
  }

  /** Ends when every job was given out. */
  async *ready(): AsyncGenerator<Job> {
    while (this.#left > 0) {
      const job = this.#ready.shift();
      if (job === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#left -= 1;
      yield job;
    }
  }

  /** A job is done. */
  done({ id }: Scheduled): void {
    let isMore = false;
    for (const job of this.#dependents.get(id) ?? []) {
      const before = this.#waiting.get(job);
      before?.delete(id);
      if (before?.size !== 0) continue;
      this.#waiting.delete(job);
      this.#ready.push(job);
      isMore = true;
    }
    if (isMore) this.#sort();
    this.#wake();
  }

  /** Nothing more is given out. @returns what was not */
  stop(): Job[] {
    const left = [...this.#ready, ...this.#waiting.keys()];
    this.#ready = [];
    this.#waiting.clear();
    this.#left = 0;
    this.#wake();
    return left;
  }

  /** A job could not be done. @returns those that depend on it: they are not given out any more */
  failed({ id }: Scheduled): Job[] {
    const lost: Job[] = [];
    for (const job of this.#dependents.get(id) ?? []) {
      if (!this.#waiting.delete(job)) continue;
      this.#left -= 1;
      lost.push(job, ...this.failed(job));
    }
    this.#wake();
    return lost;
  }
}
