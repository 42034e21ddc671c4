import { ThreadLink } from '../threads/thread-link.ts';
import { Desk } from './desk.ts';

export type Job = keyof Desk;
export type Argument<Name extends Job> = Parameters<Desk[Name]>[0];
export type Result<Name extends Job> = Awaited<ReturnType<Desk[Name]>>;

type Colleague = {
  ask<Name extends Job>(name: Name, argument: Argument<Name>): Promise<Result<Name>>;
  close(): Promise<void>;
};

/** Desks that share the work. One desk is this thread; more are threads of their own. */
export class Crew {
  private constructor(private readonly colleagues: readonly Colleague[]) {}

  /**
   * @param size number of desks
   * @param thread module that each of several desks runs in a thread of its own
   */
  static open(size: number, thread = new URL('thread.js', import.meta.url)): Crew {
    return new Crew(size === 1 ? [new Here()] : Array.from({ length: size }, () => new Elsewhere(thread)));
  }

  get size(): number {
    return this.colleagues.length;
  }

  /** Every desk does it. @returns what the first one gives */
  async all<Name extends Job>(name: Name, argument: Argument<Name>): Promise<Result<Name>> {
    const [first] = await Promise.all(this.colleagues.map((colleague) => colleague.ask(name, argument)));
    return first as Result<Name>;
  }

  /** The desk whose turn it is does it: what has the same turn is done at the same desk. */
  ask<Name extends Job>(turn: number, name: Name, argument: Argument<Name>): Promise<Result<Name>> {
    const colleague = this.colleagues[turn % this.size];
    if (colleague === undefined) throw new RangeError('a crew has a desk');
    return colleague.ask(name, argument);
  }

  /** Results in the order of the arguments, the n-th of which is the n-th desk's. */
  share<Name extends Job>(name: Name, all: readonly Argument<Name>[]): Promise<Result<Name>[]> {
    return Promise.all(all.map((argument, turn) => this.ask(turn, name, argument)));
  }

  async close(): Promise<void> {
    await Promise.all(this.colleagues.map((colleague) => colleague.close()));
  }
}

class Here implements Colleague {
  readonly #desk = new Desk();

  ask<Name extends Job>(name: Name, argument: Argument<Name>): Promise<Result<Name>> {
    return perform(this.#desk, name, argument) as Promise<Result<Name>>;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Does a job by its name. */
export function perform(desk: Desk, name: Job, argument: unknown): Promise<unknown> {
  return (desk[name] as (this: Desk, argument: unknown) => Promise<unknown>).call(desk, argument);
}

/** A desk in a thread of its own. */
class Elsewhere implements Colleague {
  readonly #link: ThreadLink;

  constructor(thread: URL) {
    this.#link = new ThreadLink(thread, 'a thread of the loop');
  }

  ask<Name extends Job>(name: Name, argument: Argument<Name>): Promise<Result<Name>> {
    return this.#link.ask(name, argument) as Promise<Result<Name>>;
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
