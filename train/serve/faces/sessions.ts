import { randomUUID } from 'node:crypto';
import type { Dict, Suite, Task, Value } from '../../../datasets/index.ts';
import { pathTaskOf, type CalendarDay, type CallResult } from '../../../graders/index.ts';
import { Session } from '../../../bench/index.ts';

/** Of sessions that are kept at a time, and milliseconds after which an idle one goes. */
const [MOST, IDLE] = [4096, 30 * 60_000];

/** Environments of rollouts that are under way, each with a state of its own. */
export class Sessions {
  readonly #sessions = new Map<string, { readonly session: Session; last: number }>();

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
    const longContext = (path.isLongContext ? await this.suite.longContext?.() : undefined) ?? noTexts;
    const surroundings = { today: this.today, longContext };
    const session = new Session({ task: path, surroundings, played: path.path.slice(0, turn) });
    const id = randomUUID();
    this.#sessions.set(id, { session, last: this.now() });
    return id;
  }

  /** @param size UTF-16 units of the arguments @returns undefined where there is no such session, or no such tool in it */
  async call(id: string, name: string, given: Dict, size: number): Promise<CallResult | undefined> {
    const known = this.#sessions.get(id);
    if (known === undefined) return undefined;
    known.last = this.now();
    return known.session.call(name, given, size, never);
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  #dropIdle(): void {
    const oldest = this.now() - IDLE;
    for (const [id, { last }] of this.#sessions) if (last < oldest) this.#sessions.delete(id);
  }
}

const noTexts: ReadonlyMap<string, Value> = new Map();
/** Nobody outside is asked for anything that could be given up. */
const never = new AbortController().signal;
