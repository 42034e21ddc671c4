import { randomUUID } from 'node:crypto';
import type { Suite, Task, Value } from '../../../datasets/index.ts';
import {
  callMethod,
  executeCalls,
  openInstances,
  pathTaskOf,
  settingFor,
  type CalendarDay,
  type CallResult,
  type Instances,
} from '../../../graders/index.ts';

/** Of sessions that are kept at a time, and milliseconds after which an idle one goes. */
const [MOST, IDLE] = [4096, 30 * 60_000];
/** UTF-16 units of all arguments of one session: states keep what they are told. */
const MOST_TOLD = 16 << 20;

type Session = { readonly instances: Instances; told: number; last: number };

/** Environments of rollouts that are under way, each with a state of its own. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly suite: Suite,
    private readonly today: CalendarDay,
    private readonly now: () => number,
  ) {}

  /**
   * @param turn that is to be played; those before it are played as the ground truth goes
   * @returns undefined where there are too many
   */
  async begin(task: Task, turn: number): Promise<string | undefined> {
    this.#dropIdle();
    if (this.#sessions.size >= MOST) return undefined;
    const path = pathTaskOf(task);
    const longContext = path.isLongContext ? await this.suite.longContext?.() : undefined;
    const setting = settingFor(path, {
      today: this.today,
      longContext: longContext ?? new Map<string, Value>(),
    });
    const instances = openInstances(path, 'session', setting, '');
    for (const calls of path.path.slice(0, turn)) executeCalls(calls, instances);
    const id = randomUUID();
    this.#sessions.set(id, { instances, told: 0, last: this.now() });
    return id;
  }

  /** @param size UTF-16 units of the arguments @returns undefined where there is no such session, or no such tool in it */
  call(id: string, name: string, given: ReadonlyMap<Value, Value>, size: number): CallResult | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined) return undefined;
    session.last = this.now();
    session.told += size;
    if (session.told <= MOST_TOLD) return callMethod(name, given, session.instances);
    const text = `Error during execution: the session was told more than ${MOST_TOLD >> 20} MiB [inftool:session-limit]`;
    return { text, isFailure: true };
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  #dropIdle(): void {
    const oldest = this.now() - IDLE;
    for (const [id, { last }] of this.#sessions) if (last < oldest) this.#sessions.delete(id);
  }
}
