import { SuiteError, type Category, type Suite, type Task } from '../suite.ts';
import { isDict, type Dict, type Value } from '../values/value.ts';
import { bfclCategoryOf, bfclGroups } from './categories.ts';
import { DataFiles, type Line } from './data-files.ts';
import { dictsIn, listAt, textAt, textsIn, withFields } from './entry.ts';
import { askForAnswer, complete, forMemory, idIn, readEnvironmentTools } from './environment-entry.ts';
import type { CompletedEntry } from './environment-entry.ts';
import { inEveryFormat } from './format-sensitivity.ts';
import { bfclRelease } from './pinned-release.ts';
import { digestOf, type Release } from './release.ts';
import { bfclSources, prerequisiteFiles, type Source } from './sources.ts';
import { BfclTask, headOf, readExpected, type TaskParts } from './task.ts';
import { readPrompts } from './texts.ts';
import { listOf, objectOf, readTool } from './tool.ts';

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

  async #load(category: Category, source: Source): Promise<readonly Task[]> {
    if (source.derivation === 'every-format') return this.#inEveryFormat(category, source);
    const questions = await this.#files.lines(source.questions);
    const answers = source.answers === null ? null : await this.#files.lines(source.answers);
    if (answers !== null && answers.length !== questions.length) {
      throw new SuiteError(`${category.name}: ${questions.length} questions, but ${answers.length} answers.`);
    }
    const content = await this.#contentOf(category, source);
    return questions.map((question, index) => {
      const asked = question.id;
      const answer = answers?.[index] ?? null;
      const expected = () => readExpected(category, answer?.exact() ?? null, asked, question.where);
      return new BfclTask(headOf(category, idIn(category.name, asked), asked), {
        ...content(question),
        expected,
      });
    });
  }

  async #contentOf(category: Category, source: Source): Promise<(question: Line) => Content> {
    if (source.derivation === 'none') return withOwnTools;
    const environments = await readEnvironmentTools(this.#files);
    const completed = (derive: (entry: Dict, where: string) => Dict) => (question: Line) =>
      completedOnce(() => complete(derive(question.exact(), question.where), environments, question.where));
    if (source.derivation === 'environment') return completed((entry) => entry);
    const { answerFormat } = await readPrompts(this.#files);
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

type Content = Pick<TaskParts, 'tools' | 'entry' | 'entryText'>;

function withOwnTools(question: Line): Content {
  const { where } = question;
  const docs = () => dictsIn(listAt(question.exact(), 'function', where), where);
  const exact = (index: number) => docs()[index] ?? new Map<Value, Value>();
  const plainDocs = () => listOf(objectOf(question.plain(), where)['function'], where);
  return {
    tools: () => plainDocs().map((doc, index) => readTool(doc, where, () => exact(index))),
    entry: () => question.exact(),
    // The files are Python's own dumps with non-ASCII escaped: without an escape both ways of writing are one.
    entryText: question.text.includes('\\u') ? undefined : question.text,
  };
}

function completedOnce(read: () => CompletedEntry): Content {
  let known: CompletedEntry | undefined;
  const completed = () => {
    known ??= read();
    return known;
  };
  return { tools: () => completed().tools, entry: () => completed().entry };
}
