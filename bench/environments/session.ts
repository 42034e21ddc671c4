import { writeJsonWithFallback, type Value } from '../../datasets/index.ts';
import {
  callMethod,
  openInstances,
  settingFor,
  type CallResult,
  type Instances,
  type PathTask,
  type Surroundings,
} from '../../graders/index.ts';

/** What every session starts from. */
export type Opening = { readonly task: PathTask; readonly surroundings: Surroundings };

/** UTF-16 units of all arguments of one session: states keep what they are told. */
const TOLD_LIMIT = 16 << 20;

/** Environments with a state of their own, from the first call on. */
export class Session {
  #instances: Instances | undefined;
  #told = 0;

  constructor(private readonly opening: Opening) {}

  get #opened(): Instances {
    const { task, surroundings } = this.opening;
    this.#instances ??= openInstances(task, 'session', settingFor(task, surroundings));
    return this.#instances;
  }

  /**
   * @param size UTF-16 units of the arguments
   * @returns undefined for a method that there is not
   */
  call(name: string, given: ReadonlyMap<Value, Value>, size: number): CallResult | undefined {
    this.#told += size;
    if (this.#told > TOLD_LIMIT) {
      const text = `Error during execution: the session was told more than ${TOLD_LIMIT >> 20} MiB [inftool:session-limit]`;
      return { text, isFailure: true };
    }
    return callMethod(name, given, this.#opened);
  }

  /** Attributes by class, as Python's `json.dumps` writes them; what JSON cannot take, as Python shows it. */
  state(): string {
    const states = [...this.#opened.values()].map(
      (environment) => [environment.type.name, new Map<Value, Value>(environment.state())] as const,
    );
    return writeJsonWithFallback(new Map<Value, Value>(states));
  }
}
