import {
  InputError,
  type Category,
  type FailureRow,
  type Generation,
  type Suite,
  type Task,
} from '../../datasets/index.ts';
import { isSingleTurn } from '../../graders/index.ts';
import { readGeneration } from '../run/generation.ts';
import { addEvidence, noEvidence, type ModeEvidence } from './mode.ts';
import { readFailures } from './read-failures.ts';
import { readResults, type ResultEntry } from './read-results.ts';
import type { ModelFolder, ResultFile } from './result-tree.ts';

/** The results of one category, checked against its tasks. */
export type CategoryEntries = {
  readonly byId: ReadonlyMap<string, ResultEntry>;
  /** Names of the files they came from. */
  readonly files: readonly string[];
};

export type ModelResults = {
  readonly model: string;
  /** Tasks that got no answer for infrastructure reasons, by id. */
  readonly failures: ReadonlyMap<string, FailureRow>;
  readonly evidence: ModeEvidence;
  /** How they came about, where `inftool generate` has left word. */
  readonly generation: Generation | undefined;
  /** By category name: those asked for that have results. */
  readonly categories: ReadonlyMap<string, CategoryEntries>;
};

export type CollectOptions = {
  readonly suite: Suite;
  /** Names of the categories whose results are kept. */
  readonly wanted: ReadonlySet<string>;
  /** Names of the categories whose results tell how the model was asked. */
  readonly telling: ReadonlySet<string>;
  /** Results may be missing. */
  readonly isPartial: boolean;
};

/**
 * Reads one model's result files.
 * @throws {InputError} for lines that are no results, ids that are not the suite's or stand twice, missing results
 */
export async function collectResults(folder: ModelFolder, options: CollectOptions): Promise<ModelResults> {
  const failures = await readFailures(folder.path);
  const collector = new Collector(options, failures);
  for (const file of folder.files) await collector.read(file);
  const categories = await collector.finish();
  const generation = await readGeneration(folder.path);
  return { model: folder.model, failures, evidence: collector.evidence, generation, categories };
}

type Collected = {
  readonly byId: Map<string, ResultEntry>;
  readonly files: Set<string>;
  readonly path: string;
};

class Collector {
  readonly evidence = noEvidence();
  readonly #collected = new Map<string, Collected>();
  readonly #isSingleTurn: ReadonlySet<string>;

  constructor(
    private readonly options: CollectOptions,
    private readonly failures: ModelResults['failures'],
  ) {
    const singleTurn = options.suite.categories.filter(({ checker }) => isSingleTurn(checker));
    this.#isSingleTurn = new Set(singleTurn.map(({ name }) => name));
  }

  async read(file: ResultFile): Promise<void> {
    const { wanted, telling, suite } = this.options;
    const { category } = file;
    if (category !== null && !wanted.has(category.name) && !telling.has(category.name)) return;
    if (category !== null && wanted.has(category.name)) this.#of(category.name, file);
    const possible = category === null ? suite.categories : [category];
    const ids = await idsOf(
      suite,
      possible.filter(({ name }) => wanted.has(name)),
    );
    for await (const batch of readResults(file.path)) {
      for (const entry of batch) this.#take(entry, file, ids);
    }
  }

  #take(entry: ResultEntry, file: ResultFile, ids: TaskIds): void {
    const { wanted, telling, suite } = this.options;
    const name = file.category?.name ?? suite.categoryOf(entry.id);
    if (name === undefined || (wanted.has(name) && ids.get(name)?.has(entry.id) !== true)) {
      throw unknownId(entry, file, suite);
    }
    if (telling.has(name)) addEvidence(this.evidence, entry.result, this.#isSingleTurn.has(name));
    if (wanted.has(name)) this.#keep(name, entry, file);
  }

  #of(name: string, file: ResultFile): Collected {
    const known = this.#collected.get(name) ?? { byId: new Map(), files: new Set(), path: file.path };
    this.#collected.set(name, known);
    known.files.add(file.name);
    return known;
  }

  #keep(name: string, entry: ResultEntry, file: ResultFile): void {
    const { byId } = this.#of(name, file);
    const other = byId.get(entry.id);
    if (other !== undefined) {
      const place = other.path === file.path ? `on line ${other.line}` : `at ${other.path}:${other.line}`;
      throw new InputError(
        `${file.path}:${entry.line}: expected one result for every id, found a second one for "${entry.id}" (the first is ${place}). Delete one of them.`,
      );
    }
    byId.set(entry.id, entry);
  }

  /** A category all of whose tasks failed has no results, and is none that was not run. */
  async #checkUnanswered(): Promise<void> {
    if (this.failures.size === 0) return;
    const { suite, wanted } = this.options;
    for (const name of wanted) {
      if (this.#collected.has(name)) continue;
      const tasks = await suite.tasks(name);
      const failed = tasks.filter(({ id }) => this.failures.has(id)).length;
      if (failed === 0) continue;
      throw new InputError(
        `${name}: expected results for all ${tasks.length} tasks, found none; ${failed} of them failed for infrastructure reasons (failures.jsonl). Generate them, leave the category out, or pass --partial-eval.`,
      );
    }
  }

  async finish(): Promise<ReadonlyMap<string, CategoryEntries>> {
    const complete = new Map<string, CategoryEntries>();
    const { suite, isPartial } = this.options;
    if (!isPartial) await this.#checkUnanswered();
    for (const [name, { byId, files, path }] of this.#collected) {
      if (!isPartial) checkComplete(await suite.tasks(name), byId, path, this.failures);
      if (byId.size > 0) complete.set(name, { byId, files: [...files] });
    }
    return complete;
  }
}

function checkComplete(
  tasks: readonly Task[],
  byId: ReadonlyMap<string, ResultEntry>,
  path: string,
  failures: ModelResults['failures'],
): void {
  if (byId.size === tasks.length) return;
  const failed = tasks.filter(({ id }) => !byId.has(id) && failures.has(id)).length;
  const told = failed === 0 ? '' : ` ${failed} of them failed for infrastructure reasons (failures.jsonl).`;
  const missing = tasks.find(({ id }) => !byId.has(id))?.id ?? '';
  throw new InputError(
    `${path}: expected results for all ${tasks.length} tasks, found ${byId.size}; the first missing is "${missing}".${told} Generate the others, or pass --partial-eval to grade what is there.`,
  );
}

/** Ids of tasks by category name. */
type TaskIds = ReadonlyMap<string, ReadonlySet<string>>;

async function idsOf(suite: Suite, categories: readonly Category[]): Promise<TaskIds> {
  const ids = new Map<string, ReadonlySet<string>>();
  for (const { name } of categories) ids.set(name, new Set((await suite.tasks(name)).map(({ id }) => id)));
  return ids;
}

function unknownId({ id, line }: ResultEntry, file: ResultFile, suite: Suite): InputError {
  const where = file.category === null ? suite.id : `${file.category.name} (${suite.id} ${suite.version})`;
  return new InputError(
    `${file.path}:${line}: expected the id of a task in ${where}, found "${id}". Are these results of another version or another suite?`,
  );
}
