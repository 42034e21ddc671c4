import { writeJsonWithFallback, type Value } from '../../datasets/index.ts';
import {
  callMethod,
  executeCalls,
  openInstances,
  settingFor,
  type CallResult,
  type Instances,
  type PathTask,
  type Surroundings,
} from '../../graders/index.ts';
import { OutsideAnswers } from './execute-outside.ts';
import type { OutsidePort } from './outside-port.ts';

/** What every session starts from. */
export type Opening = {
  readonly task: PathTask;
  readonly surroundings: Surroundings;
  /** Turns of call texts that have been played when a session begins; missing: none. */
  readonly played?: readonly (readonly string[])[] | undefined;
  /** Whom environments ask for what is not theirs; missing: nobody. */
  readonly outside?: OutsidePort | undefined;
};

/** UTF-16 units of all arguments of one session: states keep what they are told. */
const TOLD_LIMIT = 16 << 20;

/** Environments with a state of their own, from the first call on; calls are made one after the other. */
export class Session {
  #instances: Promise<Instances> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #told = 0;
  readonly #answers: OutsideAnswers | undefined;

  constructor(private readonly opening: Opening) {
    this.#answers = opening.outside && new OutsideAnswers(opening.outside);
  }

  #opened(signal: AbortSignal): Promise<Instances> {
    this.#instances ??= this.#open(signal).catch((error: unknown) => {
      // The next call may have more luck.
      this.#instances = undefined;
      throw error;
    });
    return this.#instances;
  }

  async #open(signal: AbortSignal): Promise<Instances> {
    const { task, surroundings, played = [] } = this.opening;
    const outside = this.#answers?.ask;
    const open = () => {
      const setting = settingFor(task, { ...surroundings, ...(outside && { outside }) });
      const instances = openInstances(task, 'session', setting);
      for (const calls of played) executeCalls(calls, instances);
      return instances;
    };
    return this.#answers === undefined ? open() : this.#answers.settle(open, signal);
  }

  /**
   * @param size UTF-16 units of the arguments
   * @returns undefined for a method that there is not
   * @throws {ModelFault} where nobody outside answers
   */
  async call(
    name: string,
    given: ReadonlyMap<Value, Value>,
    size: number,
    signal: AbortSignal,
  ): Promise<CallResult | undefined> {
    this.#told += size;
    if (this.#told > TOLD_LIMIT) {
      const text = `Error during execution: the session was told more than ${TOLD_LIMIT >> 20} MiB [inftool:session-limit]`;
      return { text, isFailure: true };
    }
    const call = this.#last.then(async () => {
      const instances = await this.#opened(signal);
      const made = (those: Instances) => callMethod(name, given, those);
      return this.#answers === undefined ? made(instances) : this.#answers.settleOn(instances, made, signal);
    });
    this.#last = call.catch(() => undefined);
    return call;
  }

  /** Attributes by class, as Python's `json.dumps` writes them; what JSON cannot take, as Python shows it. */
  async state(signal: AbortSignal): Promise<string> {
    await this.#last;
    const states = [...(await this.#opened(signal)).values()].map(
      (environment) => [environment.type.name, new Map<Value, Value>(environment.state())] as const,
    );
    return writeJsonWithFallback(new Map<Value, Value>(states));
  }
}
