import { Worker } from 'node:worker_threads';
import { InputError, SuiteError } from '../../datasets/index.ts';
import { Desk } from './desk.ts';

export type Job = keyof Desk;
export type Argument<Name extends Job> = Parameters<Desk[Name]>[0];
export type Result<Name extends Job> = Awaited<ReturnType<Desk[Name]>>;

export type Order = { readonly id: number; readonly name: Job; readonly argument: unknown };
export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

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

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

/** A thread that answers by the number of the question. What is asked of one that has ended is refused, with why it ended. */
class Elsewhere implements Colleague {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #failure: Error | undefined;

  constructor(thread: URL) {
    this.#worker = new Worker(thread);
    this.#worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) waiting?.reject(revived(reply.error));
      else waiting?.resolve(reply.result);
    });
    this.#worker.on('error', (error: Error) => {
      this.#fail(error);
    });
    this.#worker.on('exit', (code) => {
      this.#fail(new Error(`a thread of the loop has ended, with exit code ${code}`));
    });
  }

  ask<Name extends Job>(name: Name, argument: Argument<Name>): Promise<Result<Name>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#last;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, argument } satisfies Order);
    }) as Promise<Result<Name>>;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** What comes first is why: after an error the thread's end is told, too. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function revived({ name, message }: { readonly name: string; readonly message: string }): Error {
  if (name === 'InputError') return new InputError(message);
  return name === 'SuiteError' ? new SuiteError(message) : new Error(message);
}
