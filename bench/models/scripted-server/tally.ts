import type { FaultKind } from './faults.ts';

export type Counts = {
  readonly requests: number;
  /** Requests that were under way at the same time, at most. */
  readonly mostUnderWay: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** Requests by the digest (SHA-256) of their body. */
  readonly bodies: Readonly<Record<string, number>>;
};

/** What a server was asked for, and what it did. */
export class Tally {
  readonly #faults = new Map<FaultKind, number>();
  readonly #bodies = new Map<string, number>();
  #requests = 0;
  #underWay = 0;
  #mostUnderWay = 0;

  /** @returns what is to be called when the request is over */
  enter(): () => void {
    this.#requests++;
    this.#underWay++;
    this.#mostUnderWay = Math.max(this.#mostUnderWay, this.#underWay);
    return () => {
      this.#underWay--;
    };
  }

  /** @returns how often the same body came before */
  ask(digest: string): number {
    const before = this.#bodies.get(digest) ?? 0;
    this.#bodies.set(digest, before + 1);
    return before;
  }

  fail(kind: FaultKind): void {
    this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + 1);
  }

  get counts(): Counts {
    return {
      requests: this.#requests,
      mostUnderWay: this.#mostUnderWay,
      faults: Object.fromEntries(this.#faults),
      bodies: Object.fromEntries(this.#bodies),
    };
  }
}
