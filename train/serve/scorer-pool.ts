import { ThreadLink } from '../threads/thread-link.ts';
import type { Scored, ScorerOptions, SuiteHead } from './scorer.ts';
import type { Refusal } from './wire.ts';

/** Who grades requests. */
export type Grading = {
  readonly head: SuiteHead;
  /** Requests that wait or are graded now. */
  readonly load: number;
  /** @param body of `POST /v1/score` */
  score(body: string): Promise<Scored>;
  close(): Promise<void>;
};

export type PoolOptions = {
  readonly size: number;
  /** Requests that may wait; one more is refused. */
  readonly mostWaiting: number;
  /** Milliseconds that a request may take, waiting included. */
  readonly timeLimit: number;
  /** Told of threads that had to be replaced. */
  readonly note: (text: string) => void;
};

/** Threads that share the grading; one that ends, or takes too long, is replaced. */
export class ScorerPool implements Grading {
  #load = 0;

  private constructor(
    readonly head: SuiteHead,
    private readonly seats: readonly Seat[],
    private readonly options: PoolOptions,
  ) {}

  /** @throws {SuiteError} for a suite that cannot be had */
  static async open(
    scorer: ScorerOptions,
    options: PoolOptions,
    module = new URL('score-thread.js', import.meta.url),
  ): Promise<ScorerPool> {
    const seats = Array.from({ length: options.size }, () => new Seat(module, scorer));
    const [head] = await Promise.all(seats.map((seat) => seat.open()));
    if (head === undefined) throw new RangeError('a pool has at least one thread');
    return new ScorerPool(head, seats, options);
  }

  get load(): number {
    return this.#load;
  }

  async score(body: string): Promise<Scored> {
    const { mostWaiting, timeLimit, note } = this.options;
    if (this.#load >= mostWaiting)
      return refused(
        'overloaded',
        `${mostWaiting} requests wait already. Ask again, with more items in one.`,
      );
    const seat = this.seats.reduce((freest, other) => (other.load < freest.load ? other : freest));
    let timer: NodeJS.Timeout | undefined;
    this.#load++;
    try {
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, timeLimit, undefined);
      });
      const scored = await Promise.race([seat.score(body), late]);
      if (scored !== undefined) return scored;
      note(`a request took longer than ${timeLimit / 1000} s: its thread is replaced`);
      await seat.replace();
      return refused(
        'too_slow',
        `Grading took longer than ${timeLimit / 1000} s. Ask again, with fewer items.`,
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      note(`grading was broken off: ${reason}`);
      if (seat.isAlive) return faulty(reason);
      return refused('broken_off', `Grading was broken off: ${reason}. Ask again.`);
    } finally {
      clearTimeout(timer);
      this.#load--;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.seats.map((seat) => seat.close()));
  }
}

/** One thread at a time, opened anew where the last one has ended. */
class Seat {
  #link: ThreadLink | undefined;
  #opening: Promise<SuiteHead> | undefined;
  load = 0;

  constructor(
    private readonly module: URL,
    private readonly scorer: ScorerOptions,
  ) {}

  get isAlive(): boolean {
    return this.#opening !== undefined && this.#link?.hasEnded === false;
  }

  open(): Promise<SuiteHead> {
    if (this.#opening !== undefined && this.isAlive) return this.#opening;
    this.#link = new ThreadLink(this.module, 'a grading thread');
    this.#opening = this.#link.ask('open', this.scorer) as Promise<SuiteHead>;
    return this.#opening;
  }

  async score(body: string): Promise<Scored> {
    this.load++;
    try {
      await this.open();
      return (await this.#link?.ask('score', body)) as Scored;
    } finally {
      this.load--;
    }
  }

  /** What else waits for the thread is broken off, too. */
  async replace(): Promise<void> {
    const link = this.#link;
    this.#opening = undefined;
    await link?.close();
  }

  async close(): Promise<void> {
    await this.#link?.close();
  }
}

/** The thread lives: whoever asks again gets the same. */
function faulty(reason: string): Scored {
  const message = `This is a fault of the server: ${reason}`;
  return { kind: 'refused', refusal: { status: 500, code: 'internal', message } };
}

function refused(code: Refusal['code'], message: string): Scored {
  return { kind: 'refused', refusal: { status: 503, code, message } };
}
