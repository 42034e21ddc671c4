import { doneOf, type ProgressCount } from '../../../reports/index.ts';
import { RateWindow } from './rate-window.ts';

/** In USD per million tokens. */
export type TokenPrice = { readonly input: number; readonly output: number };

const LEAST_FINISHES = 3;

/** Speed of a part of a run: known when as many tasks are done as were ever under way at a time, at least three. */
export class Pace {
  readonly underWay = new Set<string>();
  #most = 0;
  readonly #window = new RateWindow();

  begin(id: string, at: number): void {
    this.start(at);
    this.underWay.add(id);
    this.#most = Math.max(this.#most, this.underWay.size);
  }

  /** What comes first is the beginning. */
  start(at: number): void {
    this.#window.begin(at);
  }

  /** @param isTimed false for what took no time of a model */
  finish(id: string, at: number, isTimed: boolean): void {
    this.underWay.delete(id);
    if (isTimed) this.#window.finish(at);
  }

  /** `count` with what is known of its speed. */
  timed(count: ProgressCount, now: number): ProgressCount {
    const left = count.total - doneOf(count);
    if (left === 0) return { ...count, rate: undefined, timeLeft: 0 };
    const isKnown = this.#window.count >= Math.max(LEAST_FINISHES, this.#most);
    const rate = isKnown ? this.#window.rate(now) : undefined;
    return { ...count, rate, timeLeft: rate === undefined ? undefined : (left / rate) * 1000 };
  }
}

/** What is counted of one category of one model. */
export class Tally {
  readonly pace = new Pace();
  planned = 0;
  kept = 0;
  answered = 0;
  cached = 0;
  failed = 0;
  requests = 0;
  input = 0;
  output = 0;
  untold = 0;

  constructor(private readonly price: TokenPrice | undefined) {}

  use(usage: { readonly input: number; readonly output: number }): void {
    this.input += usage.input;
    this.output += usage.output;
  }

  count(now: number): ProgressCount {
    const { kept, answered, cached, failed, requests, input, output, untold, price } = this;
    const cost = price === undefined ? undefined : (input * price.input + output * price.output) / 1e6;
    const underWay = this.pace.underWay.size;
    const total = Math.max(this.planned, kept + answered + failed);
    const counts = { total, kept, answered, cached, failed, underWay, requests, input, output, untold };
    return this.pace.timed({ ...counts, cost, rate: undefined, timeLeft: undefined }, now);
  }
}
