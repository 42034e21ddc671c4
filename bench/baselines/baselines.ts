import { isDict, isList, writeJson, type Task, type Tool, type Value } from '../../datasets/index.ts';

/** A scripted model without any learning: what a score means nothing below. */
export type Baseline = { readonly name: string; readonly answer: (task: Task) => Value };

/** All messages of a task, one after the other. */
function askedText(task: Task): string {
  const turns = task.entry.get('question') ?? task.entry.get('messages') ?? [];
  const messages = isList(turns) ? turns.flat() : [];
  const contents = messages.map((message) => (isDict(message) ? message.get('content') : message));
  return contents.filter((content) => typeof content === 'string').join('\n');
}

/** The spans that an argument could be: numbers, and texts in quotes or capitals. */
class Spans {
  readonly #numbers: string[];
  readonly #texts: string[];

  constructor(text: string) {
    this.#numbers = text.match(/-?\d+(?:\.\d+)?/g) ?? [];
    const quoted = [...text.matchAll(/["'‘“]([^"'’”]+)["'’”]/g)].map((match) => match[1] ?? '');
    const capitalised = text.match(/(?<=[a-z,] )[A-Z]\w+(?: [A-Z]\w+)*/g) ?? [];
    this.#texts = [...quoted, ...capitalised];
  }

  /** The next span that fits a declared type, used up by this. */
  take(type: string): Value {
    if (/^(?:integer|long|short|byte|Bigint)$/.test(type))
      return BigInt(Math.trunc(Number(this.#numbers.shift() ?? 0)));
    if (/^(?:float|double|number)$/.test(type)) return Number(this.#numbers.shift() ?? 0);
    if (/^boolean$/i.test(type)) return true;
    if (/^(?:array|tuple|list|ArrayList|Array)$/.test(type)) return this.#numbers.splice(0).map(Number);
    if (/^(?:dict|object|HashMap)$/.test(type)) return new Map();
    return this.#texts.shift() ?? this.#numbers.shift() ?? '';
  }
}

function providerCall(tool: Tool, given: ReadonlyMap<string, Value>): Value {
  return [new Map<Value, Value>([[tool.name.replaceAll('.', '_'), writeJson(new Map<Value, Value>(given))]])];
}

function copySpans(task: Task): Value {
  const [tool] = task.tools;
  if (tool === undefined) return [];
  const spans = new Spans(askedText(task));
  const given = new Map<string, Value>();
  for (const parameter of tool.required) {
    const value = spans.take(tool.parameters.get(parameter)?.type ?? 'string');
    given.set(parameter, task.language === 'python' || typeof value === 'string' ? value : writeJson(value));
  }
  return providerCall(tool, given);
}

function callFirstTool(task: Task): Value {
  const [tool] = task.tools;
  return tool === undefined ? [] : providerCall(tool, new Map());
}

export const baselines: readonly Baseline[] = [
  { name: 'never-calls', answer: () => 'None of the functions can be used.' },
  { name: 'calls-first-tool', answer: callFirstTool },
  { name: 'copies-spans', answer: copySpans },
];
