import { SuiteError, type Category, type Expected, type ExpectedCall, type OutputFormat } from '../suite.ts';
import type { Task, Tool } from '../suite.ts';
import type { Line } from './data-files.ts';
import { isList, type Dict, type Value } from '../values/value.ts';
import { dictAt, dictsIn, listAt, textAt, textsIn } from './entry.ts';

/** Where the parts of a task come from, each read when somebody looks at it: most runs look at few. */
export type TaskParts = {
  tools(): readonly Tool[];
  expected(): Expected;
  /** As it stands in the file, completed as the official evaluator completes it. */
  entry(): Dict;
  readonly entryText?: string | undefined;
};

export type TaskHead = Pick<
  Task,
  'id' | 'category' | 'language' | 'checker' | 'cluster' | 'format' | 'promptFormat' | 'configuration'
>;

/** A task that reads its parts once, at their first use. */
export class BfclTask implements Task {
  readonly id: string;
  readonly category: string;
  readonly language: Task['language'];
  readonly format: OutputFormat;
  readonly checker: Task['checker'];
  readonly cluster: string;
  readonly promptFormat: string | undefined;
  readonly configuration: Dict | undefined;
  readonly #parts: TaskParts;
  #tools: readonly Tool[] | undefined;
  #expected: Expected | undefined;
  #entry: Dict | undefined;

  constructor(head: TaskHead, parts: TaskParts) {
    this.id = head.id;
    this.category = head.category;
    this.language = head.language;
    this.format = head.format;
    this.checker = head.checker;
    this.cluster = head.cluster;
    this.promptFormat = head.promptFormat;
    this.configuration = head.configuration;
    this.#parts = parts;
  }

  get tools(): readonly Tool[] {
    this.#tools ??= this.#parts.tools();
    return this.#tools;
  }

  get expected(): Expected {
    this.#expected ??= this.#parts.expected();
    return this.#expected;
  }

  get entryText(): string | undefined {
    return this.#parts.entryText;
  }

  get entry(): Dict {
    this.#entry ??= this.#parts.entry();
    return this.#entry;
  }
}

/** @param asked the id in the question file, which the tasks of several categories may share */
export function headOf(category: Category, id: string, asked: string): TaskHead {
  return {
    id,
    category: category.name,
    language: category.language,
    format: { decoder: category.language, toolCallTag: false },
    checker: category.checker,
    cluster: clusterOf(category, asked),
  };
}

/**
 * @param line null where the category has no answers
 * @throws {SuiteError} if it is the answer to another question, or has another shape than BFCL's
 */
export function readExpected(
  { checker }: Category,
  line: Line | null,
  asked: string,
  where: string,
): Expected {
  if (checker === 'irrelevance') return { kind: 'no-call' };
  if (checker === 'relevance') return { kind: 'any-call' };
  if (line === null) throw new SuiteError(`${where}: there is no answer.`);
  const answer = line.exact();
  const answered = textAt(answer, 'id', where);
  if (asked !== answered) throw new SuiteError(`${where}: the answer to ${asked} is that of ${answered}.`);
  const source = listAt(answer, 'ground_truth', where);
  if (checker === 'multi-turn') return { kind: 'path', source };
  if (checker === 'agentic') return { kind: 'answer', source };
  const calls = dictsIn(source, where).map((call) => readCall(call, where));
  return {
    kind: 'calls',
    calls,
    source,
    sourceText: line.isVerbatim ? line.lastField('ground_truth') : undefined,
  };
}

function readCall(call: Dict, where: string): ExpectedCall {
  const [name, ...others] = textsIn([...call.keys()], where);
  if (name === undefined || others.length > 0) {
    throw new SuiteError(`${where}: expected an object with one key, the function's name.`);
  }
  const parameters = new Map<string, readonly Value[]>();
  for (const [parameter, accepted] of dictAt(call, name, where)) {
    if (typeof parameter !== 'string' || !isList(accepted)) {
      throw new SuiteError(`${where}: expected a list of accepted values for every parameter of ${name}.`);
    }
    parameters.set(parameter, accepted);
  }
  return { name, parameters };
}

/**
 * Live ids end in `<n>-<tool set>-<prompt>`, each category numbering its own tool sets; the same multi-turn index
 * stands in all multi-turn categories, and the same question in all categories of one question file.
 */
function clusterOf({ cluster, name, family }: Category, id: string): string {
  if (cluster === 'tool-set') return `${name}:${id.split('-')[1] ?? id}`;
  if (cluster === 'index') return `${family}:${id.slice(id.lastIndexOf('_') + 1)}`;
  return id;
}
