import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isList, packageRoot, resolveCategories, str, type Suite, type Value } from '../../datasets/index.ts';
import { seedOf } from '../generate/generate.ts';
import type { TaskChoice } from '../run/task-choice.ts';
import { writeBook, type BookEntry } from './answer-book.ts';
import { day, playKnown, type KnownTree } from './known-tree.ts';
import { cliFile, start, startServer, type Running, type ServerProcess } from './processes.ts';
import type { FaultPlan } from '../models/scripted-server/faults.ts';

/** Which tasks are asked, and with which seed. */
export type Scope = {
  readonly suite: Suite;
  readonly categories: readonly string[];
  /** Tasks of each category; missing: all. */
  readonly sample?: number | undefined;
  readonly seed: number;
  readonly repeats: number;
};

/** What `inftool generate` is to come to, run by run, and the answers by which it does. */
export type Ground = {
  /** A folder of its own. */
  readonly work: string;
  readonly scope: Scope;
  /** One for each repeat. */
  readonly trees: readonly KnownTree[];
  /** That the server answers from. */
  readonly file: string;
  /** Of all trees, by digest. */
  readonly book: ReadonlyMap<string, BookEntry>;
};

/** Plays the tasks in process, and writes the book of a server that has them played likewise. */
export async function prepare(scope: Scope, work: string): Promise<Ground> {
  await mkdir(work, { recursive: true });
  const { suite, categories, sample, seed, repeats } = scope;
  const choice: TaskChoice = sample === undefined ? {} : { sample: { count: sample, seed } };
  const trees: KnownTree[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const play = { categories, choice, answerSeed: seed, seed: seedOf(seed, repeat) };
    trees.push(await playKnown(suite, path.join(work, `expected-${repeat}`), play));
  }
  const book = new Map(trees.flatMap(({ model }) => [...model.book]));
  const file = path.join(work, 'book.jsonl');
  await writeBook(file, book.values());
  return { work, scope, trees, file, book };
}

export type Serving = { readonly latency: number; readonly faults?: FaultPlan };

const script = path.join(packageRoot(import.meta.url), 'dist/bench/endurance/book-script.js');

/** Has work done beside a server, which ends with it. */
export async function served<Result>(
  ground: Ground,
  serving: Serving,
  work: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const server = await startServer({ script, ...serving }, { INFTOOL_BOOK: ground.file });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** Starts `inftool generate` on the tasks of the scope. */
export function generate(
  { scope, trees, work }: Ground,
  server: ServerProcess,
  resultDir: string,
  { environment, options }: { readonly environment: NodeJS.ProcessEnv; readonly options: readonly string[] },
): Running {
  const { categories, sample, seed, repeats } = scope;
  const given = [
    ...['generate', '--model', trees[0]?.model.name ?? '', '--base-url', server.url, '--today', day],
    ...['--result-dir', resultDir, '--seed', String(seed), '--repeats', String(repeats)],
    ...(sample === undefined ? [] : ['--sample', String(sample)]),
    ...options,
    ...['--test-category', ...categories],
  ];
  return start(process.execPath, [cliFile(), ...given], { environment, workingDirectory: work });
}

/** Requests that one conversation after the other makes at most, those before a memory's questions among them. */
export async function longestChain({ scope, trees }: Ground): Promise<number> {
  const requests = new Map<string, number>();
  for (const { id } of trees[0]?.model.book.values() ?? []) requests.set(id, (requests.get(id) ?? 0) + 1);
  const before = new Map<string, readonly string[]>();
  for (const { name } of resolveCategories(scope.suite, scope.categories)) {
    const conversations = [
      ...((await scope.suite.prerequisites?.(name)) ?? []),
      ...(await scope.suite.tasks(name)),
    ];
    for (const { id, entry } of conversations)
      if (requests.has(id)) before.set(id, textsIn(entry.get('depends_on') ?? []));
  }
  // Each depends on all those before it.
  const chains = Array.from(before, ([id, others]) => [id, ...others]);
  const lengths = chains.map((ids) => ids.reduce((sum, id) => sum + (requests.get(id) ?? 0), 0));
  return Math.max(0, ...lengths);
}

function textsIn(value: Value): string[] {
  return isList(value) ? value.map((item) => str(item)) : [];
}
