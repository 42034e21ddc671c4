import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  chanceAt,
  isDict,
  isList,
  writeJson,
  type Category,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { isSingleTurn, gradeEntry, type Output } from '../../graders/index.ts';
import { seededOutput } from './cases.ts';

/** Made-up models whose every single-turn task has one seeded output. */
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

/** The first of a few seeded outputs that does not make the official abort its run. */
function outputOf(task: Task, mode: Output['mode'], seed: number): Output {
  for (let attempt = 0; attempt < 20; attempt++) {
    const output = seededOutput(task, mode, chanceAt(seed, mode, task.id, attempt));
    const ours = gradeEntry(task, output).errorType;
    if (ours !== 'inftool:official_would_abort' && isWellFormed(output.result)) return output;
  }
  return { result: '', mode, underscoreToDot: false };
}

function resultLine(task: Task, mode: Output['mode'], seed: number): string {
  const chance = chanceAt(seed, 'usage', mode, task.id);
  return writeJson(
    new Map<Value, Value>([
      ['id', task.id],
      ['result', outputOf(task, mode, seed).result],
      ['input_token_count', BigInt(chance.below(2000))],
      ['output_token_count', BigInt(chance.below(200))],
      ['latency', chance.below(1_000_000) / 100_000],
    ]),
  );
}

/** Writes `result/` trees of made-up models for the given categories, as BFCL lays them out. */
export async function writeSeededTree(
  suite: Suite,
  categories: readonly Category[],
  seed: number,
  folder: string,
): Promise<void> {
  for (const { name, mode } of models) {
    for (const category of categories.filter(({ checker }) => isSingleTurn(checker))) {
      const tasks = await suite.tasks(category.name);
      if (
        mode === 'fc' &&
        tasks.some((task) => task.format.decoder !== task.language || task.format.toolCallTag)
      )
        continue;
      const target = path.join(folder, name, category.folder);
      await mkdir(target, { recursive: true });
      const lines = tasks.map((task) => `${resultLine(task, mode, seed)}\n`);
      await writeFile(path.join(target, `BFCL_v4_${category.name}_result.json`), lines.join(''));
    }
  }
}
