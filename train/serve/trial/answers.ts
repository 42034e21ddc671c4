import { chanceAt, repr, type Suite, type Task } from '../../../datasets/index.ts';
import { gradeEntry } from '../../../graders/index.ts';
import { planCalls, type PlannedCall } from '../../../bench/index.ts';

/** An answer of a prompted model, and what the grader says of it. */
export type Answer = {
  readonly category: string;
  readonly task_id: string;
  readonly result: string;
  readonly isRight: boolean;
};

/** Draws from what is accepted, at most, until one is: not all that BFCL lists can be written. */
const TRIES = 20;

/**
 * A right and a wrong answer to each task of a category whose tasks ask for a call, in a seeded order. Wrong are, in turn: no call,
 * another tool, an argument left out, another value.
 */
export async function answersTo(suite: Suite, category: string, seed: number): Promise<readonly Answer[]> {
  const tasks = await suite.tasks(category);
  const answers = tasks.flatMap((task, index) => pairFor(task, index, seed));
  const chance = chanceAt('answers', seed);
  return answers
    .map((answer) => ({ answer, place: chance.bits() }))
    .sort((a, b) => a.place - b.place)
    .map(({ answer }) => answer);
}

function pairFor(task: Task, index: number, seed: number): readonly Answer[] {
  const chance = chanceAt('answer', seed, task.id);
  const draws = Array.from({ length: TRIES }, () => planCalls(task, chance));
  const calls = draws.find((drawn) => isRight(task, textOf(drawn)));
  if (calls === undefined) return [];
  const wrongs = wrongTexts(calls);
  const rotated = [...wrongs.slice(index % wrongs.length), ...wrongs];
  const wrong = rotated.find((text) => !isRight(task, text));
  if (wrong === undefined) return [];
  const { category, id } = task;
  return [
    { category, task_id: id, result: textOf(calls), isRight: true },
    { category, task_id: id, result: wrong, isRight: false },
  ];
}

function wrongTexts(calls: readonly PlannedCall[]): readonly string[] {
  const otherTool = calls.map((call) => ({ ...call, name: `${call.name}_of_another` }));
  const lacking = calls.map(({ name, values }) => ({ name, values: new Map([...values].slice(1)) }));
  const changed = calls.map(({ name, values }) => {
    const [first] = values.keys();
    const other = first === undefined ? [] : [[first, 'something else'] as const];
    return { name, values: new Map([...values, ...other]) };
  });
  return ['Could you tell me more?', textOf(otherTool), textOf(lacking), textOf(changed)];
}

function textOf(calls: readonly PlannedCall[]): string {
  const texts = calls.map(({ name, values }) => {
    const given = [...values].map(([parameter, value]) => `${parameter}=${repr(value)}`);
    return `${name}(${given.join(', ')})`;
  });
  return `[${texts.join(', ')}]`;
}

function isRight(task: Task, result: string): boolean {
  return gradeEntry(task, { result, mode: 'prompt', underscoreToDot: false }).valid;
}
