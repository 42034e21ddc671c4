import {
  chanceAt,
  isList,
  writeJson,
  type Category,
  type Chance,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import type { Output } from '../../graders/index.ts';
import { mutateText } from './mutate-text.ts';
import { mutateCalls, planCalls } from './plan.ts';
import { promptText, providerCalls } from './render.ts';

/** One output to one task, to be graded by both sides. */
export type ParityCase = {
  readonly category: string;
  /** What its counts are kept under: the category, for format sensitivity with the output format. */
  readonly stratum: string;
  readonly task: Task;
  readonly output: Output;
};

/** Outputs without any call, among them what runners write when a request fails. */
const abstentions: readonly Value[] = [
  '',
  '[]',
  'None of the functions can be used.',
  'Error during inference: timeout',
  'The request lacks `location`.',
];

const abstentionsOfProviders: readonly Value[] = [
  '',
  [],
  null,
  'None of the functions can be used.',
  new Map(),
  [new Map()],
];

function promptResult(task: Task, chance: Chance): Value {
  const expectsCalls = task.expected.kind === 'calls' || task.expected.kind === 'any-call';
  if (chance.with(expectsCalls ? 0.04 : 0.5)) return chance.pick(abstentions);
  const planned = planCalls(task, chance);
  const meant = chance.with(0.35) ? mutateCalls(planned, task, chance) : planned;
  const text = promptText(task, meant, chance);
  return chance.with(0.3) ? mutateText(text, chance) : text;
}

function providerResult(task: Task, chance: Chance): Value {
  const expectsCalls = task.expected.kind === 'calls' || task.expected.kind === 'any-call';
  if (chance.with(expectsCalls ? 0.04 : 0.5)) return chance.pick(abstentionsOfProviders);
  const planned = planCalls(task, chance);
  const meant = chance.with(0.35) ? mutateCalls(planned, task, chance) : planned;
  const result = providerCalls(task, meant, chance);
  return chance.with(0.15) && isList(result) ? result.map((call) => breakArguments(call, chance)) : result;
}

function breakArguments(call: Value, chance: Chance): Value {
  if (!(call instanceof Map)) return call;
  const broken = new Map<Value, Value>();
  for (const [name, text] of call)
    broken.set(name, typeof text === 'string' ? mutateText(text, chance) : text);
  if (chance.with(0.1))
    return chance.pick<Value>([new Map(), [call], null, 'x', new Map([...broken, ['second', '{}']])]);
  return broken;
}

/** A task of format sensitivity: its id names the format. */
function isVariation(task: Task): boolean {
  return task.id.includes(':');
}

/** An output in one of the modes, dots kept. */
export function seededOutput(task: Task, mode: Output['mode'], chance: Chance): Output {
  const result = mode === 'fc' ? providerResult(task, chance) : promptResult(task, chance);
  return { result, mode, underscoreToDot: false };
}

function outputOf(task: Task, chance: Chance): Output {
  const mode = !isVariation(task) && chance.with(0.4) ? 'fc' : 'prompt';
  const underscoreToDot = chance.with(mode === 'fc' ? 0.5 : 0.1);
  return { ...seededOutput(task, mode, chance), underscoreToDot };
}

/** Category of a task, and its format where it is not that of its language. */
export function stratumOf(task: Task): string {
  if (!isVariation(task)) return task.category;
  return `${task.category} ${task.format.decoder}${task.format.toolCallTag ? ' tagged' : ''}`;
}

/**
 * Cases of a category, the same for the same seed whatever the number asked for.
 */
export async function* parityCases(
  suite: Suite,
  category: Category,
  count: number,
  seed: number,
): AsyncGenerator<ParityCase> {
  const tasks = await suite.tasks(category.name);
  for (let index = 0; index < count; index++) {
    const chance = chanceAt(seed, category.name, index);
    const task = chance.pick(tasks);
    yield { category: category.name, stratum: stratumOf(task), task, output: outputOf(task, chance) };
  }
}

/** The case as `official.py` reads it: one line. */
export function officialLine({ category, task, output }: ParityCase): string {
  return writeJson(
    new Map<Value, Value>([
      ['category', category],
      ['id', task.id],
      ['result', output.result],
      ['mode', output.mode],
      ['underscore_to_dot', output.underscoreToDot],
    ]),
  );
}
