import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  InputError,
  LineWriter,
  readLines,
  type Category,
  type FailureRow,
  type Suite,
} from '../../datasets/index.ts';
import { layoutOf } from '../evaluate/layout.ts';
import { readFailures } from '../evaluate/read-failures.ts';
import { writeGeneration } from '../run/generation.ts';
import { idIn } from '../run/result-file.ts';
import { writeFailures } from '../run/sheet.ts';
import type { Group, Part } from './groups.ts';

export type MergeOptions = {
  /** Gets the folder of the model. */
  readonly resultDir: string;
  /** Take what is there of shards that are not done. */
  readonly isPartial: boolean;
  /** What stands in the folder is replaced. */
  readonly isOverwriting: boolean;
};

export type Merged = {
  /** Where the results lie. */
  readonly folder: string;
  readonly model: string;
  readonly shards: number;
  /** Conversations that the shards were to have; undefined where one does not say. */
  readonly asked: number | undefined;
  readonly answered: number;
  /** Those with a line in `failures.jsonl`. */
  readonly failed: number;
};

/**
 * One tree of a model's results out of its shards, as one process would have written it. It is put in place when it is whole.
 * @throws {InputError} for shards that are not done, results of no task of the suite, and two of one task
 */
export async function mergeGroup(suite: Suite, group: Group, options: MergeOptions): Promise<Merged> {
  const folder = path.join(options.resultDir, group.folder);
  await refuseTaken(folder, options);
  await mkdir(options.resultDir, { recursive: true });
  const aside = path.join(options.resultDir, `.${group.folder}-${randomUUID()}.partial`);
  try {
    const tasks = new Tasks();
    for (const category of suite.categories) await mergeCategory(suite, category, group, aside, tasks);
    const failures = await failuresOf(group, tasks);
    const asked = checkDone(group, failures, options);
    await copyMemories(group, aside);
    await writeFailures(path.join(aside, 'failures.jsonl'), new Set(), failures);
    await writeGeneration(aside, { ...group.generation, shard: undefined, asked });
    if (options.isOverwriting) await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
    const { model } = group.generation;
    const counts = { answered: tasks.answered.size, failed: failures.length };
    return { folder, model, shards: group.parts.length, asked, ...counts };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** What is known of the suite's tasks when the categories have been gone through. */
class Tasks {
  /** In the order of the suite. */
  readonly ids: string[] = [];
  readonly answered = new Set<string>();
}

async function refuseTaken(folder: string, { isOverwriting }: MergeOptions): Promise<void> {
  if (isOverwriting) return;
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new InputError(`${folder} cannot be used: ${String(error)}. Name another --result-dir.`);
  });
  if (names.length === 0) return;
  throw new InputError(
    `${folder} holds something already: expected a new folder. Name another with --result-dir, or give --allow-overwrite.`,
  );
}

/** The rows of one category, and of the conversations before it, in the order of the suite. */
async function mergeCategory(
  suite: Suite,
  category: Category,
  { parts }: Group,
  target: string,
  known: Tasks,
): Promise<void> {
  const layout = layoutOf(suite);
  const files = [
    [layout.prerequisitePath(category), (await suite.prerequisites?.(category.name)) ?? []],
    [layout.resultPath(category), await suite.tasks(category.name)],
  ] as const;
  for (const [name, tasks] of files) {
    known.ids.push(...tasks.map(({ id }) => id));
    const rows = new Map<string, string>();
    for (const part of parts) await collect(part, name, rows);
    if (rows.size === 0) continue;
    await mkdir(path.dirname(path.join(target, name)), { recursive: true });
    const lines = new LineWriter(await open(path.join(target, name), 'w'));
    try {
      for (const { id } of tasks) {
        const row = rows.get(id);
        if (row === undefined) continue;
        await lines.write(row);
        known.answered.add(id);
        rows.delete(id);
      }
    } finally {
      await lines.close();
    }
    const [stranger] = rows.keys();
    if (stranger !== undefined)
      throw new InputError(
        `${name}: ${stranger} is no task of ${category.name}. Merge with the shards' own suite.`,
      );
  }
}

async function collect(part: Part, name: string, rows: Map<string, string>): Promise<void> {
  const file = path.join(part.folder, name);
  if ((await stat(file).catch(() => undefined)) === undefined) return;
  for await (const line of readLines(createReadStream(file))) {
    const id = idIn(line);
    // The last line may have been cut off: its task is then one that is not done.
    if (id === undefined) continue;
    if (rows.has(id))
      throw new InputError(`${file}: there is a result of ${id} in another shard, too. Remove one of them.`);
    rows.set(id, line);
    part.rows++;
  }
}

/** Of tasks without a result, in the order of the suite. */
async function failuresOf({ parts }: Group, { ids, answered }: Tasks): Promise<FailureRow[]> {
  const failures = new Map<string, FailureRow>();
  for (const part of parts) {
    for (const [id, row] of await readFailures(part.folder)) {
      if (answered.has(id)) continue;
      failures.set(id, row);
      part.failures++;
    }
  }
  return ids.flatMap((id) => failures.get(id) ?? []);
}

/** @returns how many conversations all shards were to have */
function checkDone(
  { parts }: Group,
  failures: readonly FailureRow[],
  { isPartial }: MergeOptions,
): number | undefined {
  for (const { folder, generation, rows, failures: failed } of parts) {
    const open = generation.asked === undefined ? undefined : generation.asked - rows - failed;
    if (open === 0 || isPartial) continue;
    const what = open === undefined ? 'nobody knows what is left' : `${open} conversations are left`;
    throw new InputError(
      `${folder}: shard ${generation.shard ?? ''} is not done: ${what}. Run it again, or merge what is there with --partial.`,
    );
  }
  const asked = parts.map(({ generation }) => generation.asked);
  return asked.every((count) => count !== undefined)
    ? asked.reduce((sum, count) => sum + count, 0)
    : undefined;
}

async function copyMemories({ parts }: Group, target: string): Promise<void> {
  for (const { folder } of parts) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name !== 'memory_snapshot') continue;
      const from = path.join(entry.parentPath, entry.name);
      await cp(from, path.join(target, path.relative(folder, from)), { recursive: true });
    }
  }
}
