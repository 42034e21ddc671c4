const WINDOW = 60_000;
const FEWEST = 20;

/**
 * How fast tasks are done of late: those of the last minute, or the last 20 where these took longer. From their beginning
 * on and until now, so that tasks done together at the end of a long wait are not taken for a fast model.
 */
export class RateWindow {
  /** Ever finished. */
  count = 0;
  #since: number | undefined;
  readonly #finishes: number[] = [];

  /** The first counts. @param at in ms */
  begin(at: number): void {
    this.#since ??= at;
  }

  finish(at: number): void {
    this.count += 1;
    this.#finishes.push(at);
  }

  /** Tasks a second; undefined before anything is done, and in the moment of the beginning. */
  rate(now: number): number | undefined {
    const within = this.#finishes.findIndex((at) => at > now - WINDOW);
    const old = within === -1 ? this.#finishes.length : within;
    const [last] = this.#finishes.splice(0, Math.min(old, this.#finishes.length - FEWEST)).slice(-1);
    this.#since = last ?? this.#since;
    const span = (now - (this.#since ?? now)) / 1000;
    return this.#finishes.length === 0 || span <= 0 ? undefined : this.#finishes.length / span;
  }
}
