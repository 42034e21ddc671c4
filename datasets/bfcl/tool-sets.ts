import type { Tool } from '../suite.ts';
import type { Dict, Value } from '../values/value.ts';
import type { Line } from './data-files.ts';
import { dictsIn, listAt } from './entry.ts';
import { listOf, objectOf, readTool } from './tool.ts';

/** The tools of questions, read once for each set: two live questions in three share theirs with another. */
export class ToolSets {
  readonly #byText = new Map<string, readonly Tool[]>();

  /** @throws {SuiteError} */
  of(question: Line): readonly Tool[] {
    const text = question.lastField('function');
    const known = text === undefined ? undefined : this.#byText.get(text);
    if (known !== undefined) return known;
    const docs = text === undefined ? undefined : tryParse(text);
    if (text === undefined || docs === undefined) {
      return readTools(question, objectOf(question.plain(), question.where)['function']);
    }
    const tools = readTools(question, docs);
    this.#byText.set(text, tools);
    return tools;
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readTools(question: Line, docs: unknown): readonly Tool[] {
  const { where } = question;
  const exact = (index: number): Dict =>
    dictsIn(listAt(question.exact(), 'function', where), where)[index] ?? new Map<Value, Value>();
  return listOf(docs, where).map((doc, index) => readTool(doc, where, () => exact(index)));
}
