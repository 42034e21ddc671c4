import { SuiteError, type Category, type Expected, type ExpectedCall, type Task } from '../suite.ts';
import { isList, type Dict, type Value } from '../values/value.ts';
import { dictAt, dictsIn, listAt, textAt, textsIn } from './entry.ts';
import type { CompletedEntry } from './environment-entry.ts';

export type TaskParts = {
  readonly category: Category;
  /** As it stands in the file. */
  readonly question: Dict;
  readonly answer: Dict | null;
  readonly completed: CompletedEntry;
  /** For messages: file and line. */
  readonly where: string;
};

/** @throws {SuiteError} if question and answer have different ids or another shape than BFCL's */
export function buildTask({ category, question, answer, completed, where }: TaskParts): Task {
  const asked = textAt(question, 'id', where);
  const answered = answer === null ? asked : textAt(answer, 'id', where);
  if (asked !== answered) throw new SuiteError(`${where}: the answer to ${asked} is that of ${answered}.`);
  return {
    id: textAt(completed.entry, 'id', where),
    category: category.name,
    language: category.language,
    format: { decoder: category.language, toolCallTag: false },
    checker: category.checker,
    tools: completed.tools,
    expected: readExpected(category, answer, where),
    cluster: clusterOf(category, asked),
    entry: completed.entry,
  };
}

function readExpected({ checker }: Category, answer: Dict | null, where: string): Expected {
  if (checker === 'irrelevance') return { kind: 'no-call' };
  if (checker === 'relevance') return { kind: 'any-call' };
  if (answer === null) throw new SuiteError(`${where}: there is no answer.`);
  const source = listAt(answer, 'ground_truth', where);
  if (checker === 'multi-turn') return { kind: 'path', source };
  if (checker === 'agentic') return { kind: 'answer', source };
  return { kind: 'calls', calls: dictsIn(source, where).map((call) => readCall(call, where)), source };
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
