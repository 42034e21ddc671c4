import { createHash } from 'node:crypto';
import { InputError, type Suite } from '../../datasets/index.ts';

/** One of `count` parts, from 1 on. */
export type Shard = { readonly index: number; readonly count: number };

/** Which tasks of a suite are wanted, where not all are. */
export type TaskChoice = {
  /** Of each category the first so many. */
  readonly limit?: number | undefined;
  /** Of each category so many, drawn with a seed. */
  readonly sample?: { readonly count: number; readonly seed: number } | undefined;
  /** Ids by category; categories that are not named are not wanted. */
  readonly ids?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Conversations that remember one another stay together. */
  readonly shard?: Shard | undefined;
};

type Identified = { readonly id: string };

/** What is wanted of a category's tasks, in their order; the shard is not looked at. */
export function chosenOf<Task extends Identified>(
  tasks: readonly Task[],
  category: string,
  { limit, sample, ids }: TaskChoice,
): readonly Task[] {
  const named = ids === undefined ? tasks : tasks.filter(({ id }) => ids.get(category)?.has(id) === true);
  const drawn = sample === undefined ? named : drawnFrom(named, sample);
  return limit === undefined ? drawn : drawn.slice(0, limit);
}

/** Those whose digests come first: a larger sample holds the smaller ones of its seed. */
function drawnFrom<Task extends Identified>(
  tasks: readonly Task[],
  { count, seed }: NonNullable<TaskChoice['sample']>,
): Task[] {
  const rank = ({ id }: Identified) => createHash('sha256').update(`${seed}/${id}`).digest('hex');
  const ranks = new Map(tasks.map((task) => [task.id, rank(task)]));
  const order = [...ranks].sort(([, one], [, other]) => (one < other ? -1 : 1));
  const drawn = new Set(order.slice(0, count).map(([id]) => id));
  return tasks.filter(({ id }) => drawn.has(id));
}

/** A shard's share of units of work, each with a key that its members have in common: every n-th unit, as they come. */
export function shareOf<Member>(
  members: readonly Member[],
  keyOf: (member: Member) => string,
  { index, count }: Shard,
): Member[] {
  const numbers = new Map<string, number>();
  return members.filter((member) => {
    const key = keyOf(member);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number % count === index - 1;
  });
}

/** @throws {InputError} for ids that are none of their category's, and {SuiteError} for an unknown category */
export async function checkIds(suite: Suite, { ids }: TaskChoice): Promise<void> {
  for (const [category, wanted] of ids ?? []) {
    const known = new Set((await suite.tasks(category)).map(({ id }) => id));
    const unknown = [...wanted].filter((id) => !known.has(id));
    if (unknown.length === 0) continue;
    const more = unknown.length > 3 ? ` and ${unknown.length - 3} more` : '';
    throw new InputError(
      `${category}: there is no task ${unknown.slice(0, 3).join(', ')}${more}: expected ids of this category.`,
    );
  }
}
