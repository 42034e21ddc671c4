import {
  chanceAt,
  writeJson,
  type Chance,
  type Suite,
  type Task,
  type Value,
} from '../../../datasets/index.ts';
import { executeCalls, openInstances, pathTaskOf, settingFor } from '../../../graders/index.ts';
import { mutateText } from '../mutate-text.ts';
import { itemsOf, itemText, mutatePath, steps, type PathSurroundings, type PathTurn } from './mutate-path.ts';
import { pathCase, type PathAttempt, type Surroundings } from './path-case.ts';
import type { ExecutedCase } from './executed-case.ts';

export const pathCategories = ['base', 'miss_func', 'miss_param', 'long_context'].map(
  (name) => `multi_turn_${name}`,
);

/** Share of cases that are raw results, to be decoded. */
const rawShare = 0.2;

function surroundingsOf(
  task: Task,
  surroundings: Surroundings,
  tasks: readonly Task[],
  chance: Chance,
): PathSurroundings {
  const path = pathTaskOf(task);
  const instances = openInstances(path, 'look', settingFor(path, surroundings));
  const others = [0, 1, 2].map(() => pathTaskOf(chance.pick(tasks)));
  return {
    environments: [...instances.values()],
    ask: (call) => executeCalls([call], instances)[0] ?? '',
    otherTurns: others.map((other) => chance.pick(other.path)),
  };
}

function mutants(task: Task, around: PathSurroundings, chance: Chance): readonly PathTurn[] {
  let turns: readonly PathTurn[] = pathTaskOf(task).path.map(itemsOf);
  for (let left = chance.pick([0, 1, 1, 1, 2, 2, 3, 5]); left > 0; left--)
    turns = mutatePath(turns, around, chance);
  return turns;
}

const chats = [
  '',
  'Done.',
  'I need the `file_name`, please.',
  '[]',
  'The sum is (3).',
  "I'm sorry, cd(folder",
  null,
  7n,
];

/** What a runner writes of a step: a text, or names with arguments as JSON. */
function rawStep(texts: readonly string[], turn: PathTurn, mode: 'prompt' | 'fc', chance: Chance): Value {
  if (chance.with(0.05)) return chance.pick(chats);
  if (mode === 'prompt') {
    const text = `[${texts.join(', ')}]`;
    return chance.with(0.1) ? mutateText(text, chance) : text;
  }
  return turn.map((item) => {
    if (typeof item === 'string') return new Map<Value, Value>([[item, '{}']]);
    const fields = item.given.map(({ name, text }, at) => `"${name ?? `arg${at}`}": ${jsonOf(text)}`);
    const json = `{${fields.join(', ')}}`;
    return new Map<Value, Value>([[item.method, chance.with(0.05) ? mutateText(json, chance) : json]]);
  });
}

/** Literals of Python that have one in JSON; else the text. */
function jsonOf(text: string): string {
  if (/^-?\d+(?:\.\d+)?$/.test(text) && !/^-?0\d/.test(text)) return text;
  const [, quoted] = /^'([^'\\]*)'$/s.exec(text) ?? [];
  if (quoted !== undefined) return writeJson(quoted);
  const words: Record<string, string> = { True: 'true', False: 'false', None: 'null' };
  return words[text] ?? writeJson(text);
}

function rawResult(turns: readonly PathTurn[], mode: 'prompt' | 'fc', chance: Chance): Value {
  if (chance.with(0.03)) return chance.pick(['Error during inference: timeout', null, new Map()]);
  const result: Value[] = turns.map((turn) => {
    const parts = chance.with(0.5) ? [turn] : turn.map((item) => [item]);
    const written = parts.map((part) => rawStep(part.map(itemText), part, mode, chance));
    return chance.with(0.7) ? [...written, chance.pick(chats)] : written;
  });
  if (chance.with(0.05)) return result.slice(1);
  return chance.with(0.03) ? [...result, []] : result;
}

/** What a made-up model's result file says of a task: a mutant of its path. @param tasks of its category */
export function seededTurns(
  task: Task,
  tasks: readonly Task[],
  surroundings: Surroundings,
  mode: 'prompt' | 'fc',
  chance: Chance,
): Value {
  return rawResult(mutants(task, surroundingsOf(task, surroundings, tasks, chance), chance), mode, chance);
}

/** The attempt of one index of a seed, the same whatever the number asked for. */
function attemptAt(
  tasks: readonly Task[],
  surroundings: Surroundings,
  chance: Chance,
  index: number,
): PathAttempt {
  const task = chance.pick(tasks);
  const around = surroundingsOf(task, surroundings, tasks, chance);
  const turns = mutants(task, around, chance);
  const shared = { task, surroundings, modelName: `${chance.pick(['m', 'a-b.c/d:e', 'x_y'])}${index}` };
  if (!chance.with(rawShare))
    return { ...shared, kind: 'path', decoded: turns.map((turn) => steps(turn, chance)) };
  const mode = chance.pick(['prompt', 'fc'] as const);
  return { ...shared, kind: 'turns', mode, result: rawResult(turns, mode, chance) };
}

/** Mutants of the paths of all categories in turn. */
export async function* pathCases(
  suite: Suite,
  surroundings: Surroundings,
  count: number,
  seed: number,
): AsyncGenerator<ExecutedCase> {
  for (let index = 0; index < count; index++) {
    const category = pathCategories[index % pathCategories.length] ?? '';
    const chance = chanceAt(seed, 'path', category, index);
    yield pathCase(attemptAt(await suite.tasks(category), surroundings, chance, index));
  }
}
