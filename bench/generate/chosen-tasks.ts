import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { InputError, resolveCategories, type Io, type Suite } from '../../datasets/index.ts';
import { checkIds, type TaskChoice } from '../run/task-choice.ts';
import type { Options } from './options.ts';

/** Which tasks the options name. */
export type Chosen = { readonly categories: readonly string[]; readonly choice: TaskChoice };

/** @throws {InputError} for a file of ids that is none, or names others than the suite has; {SuiteError} for unknown categories */
export async function chosenTasks(options: Options, suite: Suite, io: Io): Promise<Chosen> {
  const { limit, sample, shard, seed, runIds, testCategory } = options;
  const ids = runIds === undefined ? undefined : await readIds(runIds, io.workingDirectory);
  const choice: TaskChoice = {
    limit,
    shard,
    ids,
    ...(sample !== undefined && { sample: { count: sample, seed } }),
  };
  await checkIds(suite, choice);
  const usual = [suite.groups.has('all_scoring') ? 'all_scoring' : 'all'];
  // As with the official, a file of ids decides alone.
  const wanted = ids === undefined ? (testCategory ?? usual) : [...ids.keys()];
  return { categories: resolveCategories(suite, wanted).map(({ name }) => name), choice };
}

const IdsSchema = z.record(z.string(), z.array(z.string()));

async function readIds(
  named: string | true,
  workingDirectory: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const file = path.resolve(workingDirectory, named === true ? 'test_case_ids_to_generate.json' : named);
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new InputError(`${file} cannot be read as JSON: expected {"<category>": ["<id>", …]}.`, { cause });
  }
  const parsed = IdsSchema.safeParse(given);
  if (!parsed.success) throw new InputError(`${file}: expected {"<category>": ["<id>", …]}.`);
  const lists = Object.entries(parsed.data).filter(([, ids]) => ids.length > 0);
  if (lists.length === 0) throw new InputError(`${file} names no task: expected at least one id.`);
  return new Map(lists.map(([category, ids]) => [category, new Set(ids)]));
}
