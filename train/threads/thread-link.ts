import { Worker, type MessagePort } from 'node:worker_threads';
import { InputError, SuiteError } from '../../datasets/index.ts';

type Order = { readonly id: number; readonly name: string; readonly argument: unknown };
type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

/** A thread that answers by the number of the question. What is asked of one that has ended is refused, with why it ended. */
export class ThreadLink {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #failure: Error | undefined;

  /** @param module in JavaScript, that calls `answerOrders` @param called for messages */
  constructor(module: URL, called: string) {
    this.#worker = new Worker(module);
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
      this.#fail(new Error(`${called} has ended, with exit code ${code}`));
    });
  }

  /** Questions without an answer yet. */
  get load(): number {
    return this.#waiting.size;
  }

  get hasEnded(): boolean {
    return this.#failure !== undefined;
  }

  /** What is asked and answered is copied as messages between threads are. */
  ask(name: string, argument: unknown): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#last;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, argument } satisfies Order);
    });
  }

  /** Ends the thread in the middle of whatever it does. */
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

/** The other end, in the thread. @param port the thread's `parentPort` */
export function answerOrders(
  port: MessagePort | null,
  perform: (name: string, argument: unknown) => Promise<unknown>,
): void {
  port?.on('message', ({ id, name, argument }: Order) => {
    const answer = (reply: Reply) => {
      port.postMessage(reply);
    };
    perform(name, argument).then(
      (result) => {
        answer({ id, result });
      },
      (error: unknown) => {
        const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
        answer({ id, error: { name: kind, message } });
      },
    );
  });
}
