import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  chanceAt,
  isDict,
  isList,
  writeJson,
  type Category,
  type Chance,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { gradeTask, isSingleTurn, type Output, type Surroundings } from '../../graders/index.ts';
import { seededOutput } from './cases.ts';
import { seededTurns } from './executed/path-cases.ts';
import { today } from './executed/sessions.ts';
import { seededConversation } from './executed/step-cases.ts';

/** Made-up models whose every task has one seeded output. */
const models = [
  { name: 'text', mode: 'prompt' },
  { name: 'org_calls', mode: 'fc' },
] as const;

/** Texts that the official cannot write back as UTF-8 bring its whole run down. */
function isWellFormed(value: Value): boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (isList(value)) return value.every(isWellFormed);
  return !isDict(value) || [...value].every(([key, item]) => isWellFormed(key) && isWellFormed(item));
}

type Asked = {
  readonly suite: Suite;
  readonly surroundings: Surroundings;
  /** Of the category. */
  readonly tasks: readonly Task[];
  readonly mode: Output['mode'];
  readonly seed: number;
};

/** The first of a few seeded outputs that does not make the official abort its run. */
async function outputOf(task: Task, asked: Asked): Promise<Output> {
  const { surroundings, mode, seed } = asked;
  for (let attempt = 0; attempt < 20; attempt++) {
    const output = await seededAnswer(task, asked, chanceAt(seed, mode, task.id, attempt));
    const ours = gradeTask(task, output, { modelName: 'm', surroundings }).errorType;
    if (ours !== 'inftool:official_would_abort' && isWellFormed(output.result)) return output;
  }
  return { result: '', mode, underscoreToDot: false };
}

async function seededAnswer(
  task: Task,
  { suite, surroundings, tasks, mode }: Asked,
  chance: Chance,
): Promise<Output> {
  if (isSingleTurn(task.checker)) return seededOutput(task, mode, chance);
  const { expected } = task;
  const answers = expected.kind === 'answer' && isList(expected.source) ? expected.source.map(String) : [];
  const result =
    expected.kind === 'path'
      ? seededTurns(task, tasks, surroundings, mode, chance)
      : await seededConversation(suite, answers, chance);
  return { result, mode, underscoreToDot: false };
}

async function resultLine(task: Task, asked: Asked): Promise<string> {
  const chance = chanceAt(asked.seed, 'usage', asked.mode, task.id);
  const { result } = await outputOf(task, asked);
  const latency = () => chance.below(1_000_000) / 100_000;
  const fields = new Map<Value, Value>([
    ['id', task.id],
    ['result', result],
    ['input_token_count', BigInt(chance.below(2000))],
    ['output_token_count', BigInt(chance.below(200))],
    ['latency', isSingleTurn(task.checker) ? latency() : [[latency(), latency()], [latency()]]],
  ]);
  if (!isSingleTurn(task.checker) && chance.with(0.5))
    fields.set('inference_log', [{ role: 'handler_log', content: 'é "x"\n', step: 1n }].map(entriesOf));
  return writeJson(fields);
}

function entriesOf(fields: Readonly<Record<string, Value>>): Value {
  return new Map<Value, Value>(Object.entries(fields));
}

/** Writes `result/` trees of made-up models for the given categories, as BFCL lays them out. */
export async function writeSeededTree(
  suite: Suite,
  categories: readonly Category[],
  seed: number,
  folder: string,
): Promise<void> {
  const longContext = (await suite.longContext?.()) ?? new Map<string, Value>();
  for (const { name, mode } of models) {
    for (const category of categories) {
      const tasks = await suite.tasks(category.name);
      if (
        mode === 'fc' &&
        tasks.some((task) => task.format.decoder !== task.language || task.format.toolCallTag)
      )
        continue;
      const target = path.join(folder, name, category.folder);
      await mkdir(target, { recursive: true });
      const asked = { suite, surroundings: { today, longContext }, tasks, mode, seed };
      const lines: string[] = [];
      for (const task of tasks) lines.push(`${await resultLine(task, asked)}\n`);
      await writeFile(path.join(target, `BFCL_v4_${category.name}_result.json`), lines.join(''));
    }
  }
}
