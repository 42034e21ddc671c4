import type { Dict, Suite, Task } from '../../../datasets/index.ts';
import { pathTaskOf, type CalendarDay } from '../../../graders/index.ts';
import type { Refusal } from '../wire.ts';
import { Sessions } from './sessions.ts';

type Refused = { readonly refusal: Refusal };

/** Tasks of a suite with their environments, opened when they are first asked for. */
export class Stage {
  #opened: Promise<{ readonly tasks: ReadonlyMap<string, Task>; readonly sessions: Sessions }> | undefined;
  #sessions: Sessions | undefined;

  /** @param now milliseconds, from any beginning */
  constructor(
    private readonly open: () => Promise<Suite>,
    private readonly today: CalendarDay,
    private readonly now: () => number,
  ) {}

  /** @param id of a task; without one nothing is played @returns a session where the task is played in environments */
  async begin(
    id: string | undefined,
    turn: number | undefined,
  ): Promise<{ readonly session: string | undefined } | Refused> {
    if (id === undefined) return { session: undefined };
    const { tasks, sessions } = await (this.#opened ??= this.#open());
    const task = tasks.get(id);
    if (task === undefined) return refused('unknown_task', `There is no task "${id}" in the server's suite.`);
    if (task.checker !== 'multi-turn') return { session: undefined };
    const turns = pathTaskOf(task).path.length;
    if (turn === undefined || turn >= turns)
      return refused('unusable_task', `Task ${id}: expected "turn" from 0 to ${turns - 1}.`);
    const session = await sessions.begin(task, turn);
    if (session !== undefined) return { session };
    return {
      refusal: { status: 503, code: 'overloaded', message: 'Too many sessions are under way. Ask again.' },
    };
  }

  /** @param size UTF-16 units of the arguments */
  async call(
    session: string | undefined,
    name: string,
    given: Dict,
    size: number,
  ): Promise<{ readonly text: string } | Refused> {
    const result = session === undefined ? undefined : await this.#sessions?.call(session, name, given, size);
    if (result !== undefined) return result;
    const message =
      session === undefined
        ? `Nothing answers ${name}: this task's calls are graded as they are made.`
        : `There is no tool ${name} in this session, or no such session any more.`;
    return { refusal: { status: 404, code: 'not_found', message } };
  }

  end(session: string | undefined): void {
    if (session !== undefined) this.#sessions?.end(session);
  }

  async #open() {
    const suite = await this.open();
    const tasks = new Map<string, Task>();
    for (const { name } of suite.categories)
      for (const task of await suite.tasks(name)) tasks.set(task.id, task);
    const sessions = new Sessions(suite, this.today, this.now);
    this.#sessions = sessions;
    return { tasks, sessions };
  }
}

function refused(code: Refusal['code'], message: string): Refused {
  return { refusal: { status: 422, code, message } };
}
