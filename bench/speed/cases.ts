import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  chanceAt,
  isDict,
  isList,
  readJson,
  readLines,
  resolveCategories,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { gradeEntry } from '../../graders/index.ts';
import { officialLine, seededOutput, type ParityCase } from '../parity/cases.ts';

/** One entry as both sides grade it. */
export type TimedCase = {
  /** The case as `grade_cases.py` reads it. */
  readonly line: string;
  readonly grade: () => unknown;
};

/** Cases by what they have in common: language, and how calls are written. */
export type CaseGroups = ReadonlyMap<string, readonly TimedCase[]>;

function groupName(task: Task, mode: string): string {
  const kind = task.expected.kind === 'calls' ? 'AST' : 'relevance';
  if (mode === 'fc') return `${kind} ${task.language}, function calling`;
  return `${kind} ${task.format.decoder} text`;
}

function timed(parityCase: ParityCase): TimedCase {
  const { task, output } = parityCase;
  return { line: officialLine(parityCase), grade: () => gradeEntry(task, output) };
}

class Groups {
  readonly #groups = new Map<string, ParityCase[]>();

  add(task: Task, result: Value, mode: 'prompt' | 'fc'): void {
    const stratum = groupName(task, mode);
    const group = this.#groups.get(stratum) ?? [];
    this.#groups.set(stratum, group);
    group.push({ category: task.category, stratum, task, output: { result, mode, underscoreToDot: false } });
  }

  /** At most `entries` of each, chosen by seed. */
  sample(entries: number, seed: number): CaseGroups {
    return new Map(
      [...this.#groups].map(([stratum, cases]): [string, TimedCase[]] => {
        const chance = chanceAt('speed', seed, stratum);
        return [stratum, Array.from({ length: entries }, () => timed(chance.pick(cases)))];
      }),
    );
  }
}

/** Seeded renderings and mutations, as the parity harness makes them. */
export async function seededCases(suite: Suite, entries: number, seed: number): Promise<CaseGroups> {
  const groups = new Groups();
  for (const { name } of resolveCategories(suite, ['single_turn', 'format_sensitivity'])) {
    for (const [index, task] of (await suite.tasks(name)).entries()) {
      const modes = task.id.includes(':') ? (['prompt'] as const) : (['prompt', 'fc'] as const);
      for (const mode of modes)
        groups.add(task, seededOutput(task, mode, chanceAt('speed', seed, mode, index)).result, mode);
    }
  }
  return groups.sample(entries, seed);
}

async function resultsBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('_result.json')).sort();
}

/** The results of a tree to tasks of some categories. */
export async function* recordedResults(
  suite: Suite,
  categories: readonly string[],
  resultDir: string,
): AsyncGenerator<{ readonly task: Task; readonly result: Value; readonly mode: 'prompt' | 'fc' }> {
  const tasks = new Map<string, Task>();
  for (const { name } of resolveCategories(suite, categories)) {
    for (const task of await suite.tasks(name)) tasks.set(task.id, task);
  }
  for (const name of await resultsBelow(resultDir)) {
    for await (const line of readLines(createReadStream(path.join(resultDir, name)))) {
      const entry = readJson(line);
      if (!isDict(entry)) continue;
      const [id, result] = [entry.get('id'), entry.get('result') ?? null];
      const task = typeof id === 'string' ? tasks.get(id) : undefined;
      if (task !== undefined) yield { task, result, mode: isList(result) ? 'fc' : 'prompt' };
    }
  }
}

/** Outputs of a result tree: as function calling where they are lists, as text otherwise. */
export async function recordedCases(
  suite: Suite,
  resultDir: string,
  entries: number,
  seed: number,
): Promise<CaseGroups> {
  const groups = new Groups();
  for await (const { task, result, mode } of recordedResults(suite, ['single_turn'], resultDir))
    groups.add(task, result, mode);
  return groups.sample(entries, seed);
}
