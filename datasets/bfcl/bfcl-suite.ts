import { SuiteError, type Category, type Suite, type Task } from '../suite.ts';
import { isDict, type Dict } from '../values/value.ts';
import { bfclCategoryOf, bfclGroups } from './categories.ts';
import { DataFiles } from './data-files.ts';
import { dictsIn, listAt, textAt, textsIn, withFields } from './entry.ts';
import { askForAnswer, EnvironmentTools, forMemory, type CompletedEntry } from './environment-entry.ts';
import { inEveryFormat } from './format-sensitivity.ts';
import { bfclRelease } from './pinned-release.ts';
import { digestOf, type Release } from './release.ts';
import { bfclSources, prerequisiteFiles, type Source } from './sources.ts';
import { buildTask } from './task.ts';
import { readPrompts } from './texts.ts';
import { readTool } from './tool.ts';

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
  readonly #files: DataFiles;
  readonly #environments: EnvironmentTools;
  readonly #tasks = new Map<string, Promise<readonly Task[]>>();

  constructor(files: DataFiles) {
    this.version = files.release.version;
    this.digest = digestOf(files.release.files);
    this.categories = files.release.categories;
    this.#files = files;
    this.#environments = new EnvironmentTools(files);
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

  async #load(category: Category, source: Source): Promise<readonly Task[]> {
    if (source.derivation === 'every-format') return this.#inEveryFormat(category, source);
    const questions = await this.#files.entries(source.questions);
    const answers = source.answers === null ? null : await this.#files.entries(source.answers);
    if (answers !== null && answers.length !== questions.length) {
      throw new SuiteError(`${category.name}: ${questions.length} questions, but ${answers.length} answers.`);
    }
    const complete = await this.#completion(category, source);
    return Promise.all(
      questions.map(async (question, index) => {
        const where = `${source.questions}:${index + 1}`;
        const completed = await complete(question, where);
        return buildTask({ category, question, answer: answers?.[index] ?? null, completed, where });
      }),
    );
  }

  async #completion(category: Category, source: Source): Promise<Completion> {
    switch (source.derivation) {
      case 'environment':
        return (entry, where) => this.#environments.complete(entry, where);
      case 'web-search': {
        const { answerFormat } = await readPrompts(this.#files);
        return (entry, where) => {
          const id = textAt(entry, 'id', where).replace('web_search', category.name);
          const asked = askForAnswer(withFields(entry, { id }), answerFormat, where);
          return this.#environments.complete(asked, where);
        };
      }
      case 'memory': {
        const { answerFormat } = await readPrompts(this.#files);
        const prerequisites = await this.#prerequisites();
        return (entry, where) => {
          const ofBackend = forMemory(entry, category.name, prerequisites, where);
          return this.#environments.complete(askForAnswer(ofBackend, answerFormat, where), where);
        };
      }
      default:
        return withOwnTools;
    }
  }

  async #prerequisites(): Promise<ReadonlyMap<string, readonly string[]>> {
    const read = async ([scenario, path]: readonly [string, string]) => {
      const entries = await this.#files.entries(path);
      return [scenario, entries.map((entry) => textAt(entry, 'id', path))] as const;
    };
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

type Completion = (entry: Dict, where: string) => CompletedEntry | Promise<CompletedEntry>;

function withOwnTools(entry: Dict, where: string): CompletedEntry {
  const docs = dictsIn(listAt(entry, 'function', where), where);
  return { entry, tools: docs.map((doc) => readTool(doc, where)) };
}
