import type { Prompts } from '../prompts.ts';
import {
  SuiteError,
  type Category,
  type Expected,
  type Prerequisite,
  type Suite,
  type Task,
} from '../suite.ts';
import { isDict, type Dict, type Value } from '../values/value.ts';
import { bfclCategoryOf, bfclGroups } from './categories.ts';
import { DataFiles, type Line } from './data-files.ts';
import { listAt, textAt, textsIn, withFields } from './entry.ts';
import { askForAnswer, complete, forMemory, idIn, readEnvironmentTools } from './environment-entry.ts';
import type { CompletedEntry } from './environment-entry.ts';
import { inEveryFormat } from './format-sensitivity.ts';
import { bfclRelease } from './pinned-release.ts';
import { digestOf, type Release } from './release.ts';
import { bfclSources, prerequisiteFiles, type Source } from './sources.ts';
import { BfclTask, headOf, readExpected, type TaskParts } from './task.ts';
import { bfclSuspects } from './suspects.ts';
import { readLongContext, readPrompts } from './texts.ts';
import { ToolSets } from './tool-sets.ts';

/** BFCL over a data directory. Files are read, and held to the release, as categories are asked for. */
export function openBfcl(dataDirectory: string, release: Release = bfclRelease): Suite {
  return new BfclSuite(DataFiles.in(dataDirectory, release));
}

export class BfclSuite implements Suite {
  readonly id = 'bfcl';
  readonly version: string;
  readonly digest: string;
  readonly categories: readonly Category[];
  readonly groups = bfclGroups;
  readonly categoryOf = bfclCategoryOf;
  readonly suspects = bfclSuspects;
  readonly #files: DataFiles;
  readonly #toolSets = new ToolSets();
  #longContext: Promise<ReadonlyMap<string, Value>> | undefined;
  #prompts: Promise<Prompts> | undefined;
  readonly #tasks = new Map<string, Promise<readonly Task[]>>();

  constructor(files: DataFiles) {
    this.version = files.release.version;
    this.digest = digestOf(files.release.files);
    this.categories = files.release.categories;
    this.#files = files;
  }

  async tasks(name: string): Promise<readonly Task[]> {
    const category = this.categories.find((candidate) => candidate.name === name);
    const source = bfclSources.get(name);
    if (category === undefined || source === undefined) {
      throw new SuiteError(`BFCL has no category "${name}".`);
    }
    const known = this.#tasks.get(name) ?? this.#load(category, source);
    this.#tasks.set(name, known);
    return known;
  }

  prompts(): Promise<Prompts> {
    this.#prompts ??= readPrompts(this.#files);
    return this.#prompts;
  }

  /** Of one memory backend: in the order of scenarios, each depends on those before it of its scenario. */
  async prerequisites(name: string): Promise<readonly Prerequisite[]> {
    if (bfclSources.get(name)?.derivation !== 'memory') return [];
    const environments = await readEnvironmentTools(this.#files);
    const found: Prerequisite[] = [];
    for (const path of prerequisiteFiles.values()) {
      const before: string[] = [];
      for (const line of await this.#files.lines(path)) {
        const entry = forMemory(line.exact(), name, new Map(), line.where);
        const completed = complete(withFields(entry, { depends_on: [...before] }), environments, line.where);
        before.push(textAt(entry, 'id', line.where));
        found.push({ id: before.at(-1) ?? '', category: name, language: 'python', entry: completed.entry });
      }
    }
    return found;
  }

  longContext(): Promise<ReadonlyMap<string, Value>> {
    this.#longContext ??= readLongContext(this.#files);
    return this.#longContext;
  }

  async #load(category: Category, source: Source): Promise<readonly Task[]> {
    if (source.derivation === 'every-format') return this.#inEveryFormat(category, source);
    const questions = await this.#files.lines(source.questions);
    const answers = source.answers === null ? null : await this.#files.lines(source.answers);
    if (answers !== null && answers.length !== questions.length) {
      throw new SuiteError(`${category.name}: ${questions.length} questions, but ${answers.length} answers.`);
    }
    const partsOf = await this.#partsFor(category, source);
    return questions.map((question, index) => {
      const asked = question.id;
      const pair = { category, question, asked, answer: answers?.[index] ?? null };
      const head = headOf(category, idIn(category.name, asked), asked);
      return new BfclTask({ ...head, configuration: source.configuration }, partsOf(pair));
    });
  }

  async #partsFor(category: Category, source: Source): Promise<(pair: Pair) => TaskParts> {
    if (source.derivation === 'none') return (pair) => new OwnParts(pair, this.#toolSets);
    const environments = await readEnvironmentTools(this.#files);
    const completed = (derive: (entry: Dict, where: string) => Dict) => (pair: Pair) =>
      new CompletedParts(pair, ({ question }) =>
        complete(derive(question.exact(), question.where), environments, question.where),
      );
    if (source.derivation === 'environment') return completed((entry) => entry);
    const { answerFormat } = await this.prompts();
    if (source.derivation === 'web-search') {
      return completed((entry, where) => {
        const id = idIn(category.name, textAt(entry, 'id', where));
        return askForAnswer(withFields(entry, { id }), answerFormat, where);
      });
    }
    const prerequisites = await this.#prerequisites();
    return completed((entry, where) =>
      askForAnswer(forMemory(entry, category.name, prerequisites, where), answerFormat, where),
    );
  }

  async #prerequisites(): Promise<ReadonlyMap<string, readonly string[]>> {
    const read = async ([scenario, path]: readonly [string, string]) =>
      [scenario, (await this.#files.lines(path)).map(({ id }) => id)] as const;
    return new Map(await Promise.all([...prerequisiteFiles].map(read)));
  }

  async #inEveryFormat(category: Category, source: Source): Promise<readonly Task[]> {
    const originals: Task[] = [];
    const chosen = await this.#files.json(source.questions);
    if (!isDict(chosen)) throw new SuiteError(`${source.questions}: expected an object of ids by category.`);
    for (const name of textsIn([...chosen.keys()], source.questions)) {
      const ids = new Set(textsIn(listAt(chosen, name, source.questions), source.questions));
      if (ids.size === 0) continue;
      originals.push(...(await this.tasks(name)).filter(({ id }) => ids.has(id)));
    }
    return inEveryFormat(category.name, originals);
  }
}

/** A question and its answer. */
type Pair = {
  readonly category: Category;
  readonly question: Line;
  /** The id in the question file. */
  readonly asked: string;
  readonly answer: Line | null;
};

function expectedOf({ category, question, asked, answer }: Pair): Expected {
  return readExpected(category, answer, asked, question.where);
}

/** Of a question that brings its own tools. */
class OwnParts implements TaskParts {
  constructor(
    private readonly pair: Pair,
    private readonly toolSets: ToolSets,
  ) {}

  tools() {
    return this.toolSets.of(this.pair.question);
  }

  expected() {
    return expectedOf(this.pair);
  }

  entry() {
    return this.pair.question.exact();
  }

  get entryText() {
    const { question } = this.pair;
    return question.isVerbatim ? question.text : undefined;
  }
}

/** Of a question whose tools are those of environments. */
class CompletedParts implements TaskParts {
  #known: CompletedEntry | undefined;

  constructor(
    private readonly pair: Pair,
    private readonly complete: (pair: Pair) => CompletedEntry,
  ) {}

  #completed(): CompletedEntry {
    this.#known ??= this.complete(this.pair);
    return this.#known;
  }

  tools() {
    return this.#completed().tools;
  }

  expected() {
    return expectedOf(this.pair);
  }

  entry() {
    return this.#completed().entry;
  }
}
