import type { TextSink } from '../../datasets/index.ts';

/** Tells on one line what is under way, how far it is and how long it will take. */
export class Progress {
  #stage = '';
  #start = 0;
  #last = -Infinity;

  constructor(
    private readonly sink: TextSink,
    private readonly now: () => number,
  ) {}

  /** Of what is done beside a stage that is told of. */
  static silent(now: () => number): Progress {
    return new Progress({ write: () => Promise.resolve(), isTerminal: false, columns: undefined }, now);
  }

  /** Begins a stage. */
  async begin(stage: string): Promise<void> {
    this.#stage = stage;
    this.#start = this.now();
    this.#last = -Infinity;
    if (!this.sink.isTerminal) await this.sink.write(`${stage}\n`);
  }

  /** At most four times a second on a terminal, every ten seconds elsewhere. */
  at(done: number, total: number): void {
    const now = this.now();
    if (
      now - this.#last < (this.sink.isTerminal ? 250 : 10_000) ||
      (this.#last === -Infinity && done < total / 50)
    )
      return;
    this.#last = now;
    const left = ((now - this.#start) / 1000 / Math.max(1, done)) * (total - done);
    const text = `${this.#stage}: ${done} of ${total}, about ${Math.ceil(left)} s left`;
    void this.sink.write(this.sink.isTerminal ? `\r\u001b[K${text}` : `  ${text}\n`);
  }

  /** Writes lines of their own. */
  async tell(text: string): Promise<void> {
    await this.sink.write(`${this.sink.isTerminal ? '\r\u001b[K' : ''}${text}`);
  }
}
