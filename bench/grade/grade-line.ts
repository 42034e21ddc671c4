import {
  ascii,
  InputError,
  JsonSyntaxError,
  JsonTypeError,
  parseOwnTask,
  readFields,
  readJson,
  SuiteError,
  ValueLimitError,
  writeJsonWithFallback,
  type Suite,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import { isSingleTurn, gradeEntry, type Output, type Verdict } from '../../graders/index.ts';

/** What a line may leave out. */
export type LineDefaults = { readonly mode: 'prompt' | 'fc' | 'auto' | undefined };

/** Why a line cannot be graded; the text says what was expected and what came. */
class LineFault extends Error {
  override readonly name = 'LineFault';
}

const answered = ['valid', 'error_type', 'error', 'decoded', 'decoded_repr'];

type Fields = ReadonlyMap<string, { readonly raw: string }>;

/** Grades lines of `inftool grade` against the tasks of a suite. */
export class LineGrader {
  readonly #open: () => Promise<Suite>;
  readonly #defaults: LineDefaults;
  #opened: Promise<Suite> | undefined;
  readonly #tasks = new Map<string, ReadonlyMap<string, Task>>();

  /** @param open gets the suite; asked once, at the first line that names a task by its id */
  constructor(open: () => Promise<Suite>, defaults: LineDefaults) {
    this.#open = open;
    this.#defaults = defaults;
  }

  #suite(): Promise<Suite> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /**
   * @param number of the line, from 1
   * @returns the line with the verdict's fields, or `fault: true` and `{"line", "fault"}`
   * @throws {SuiteError} when the suite itself cannot be had
   */
  async grade(line: string, number: number): Promise<{ readonly text: string; readonly fault: boolean }> {
    try {
      const fields = readObject(line);
      const task = await this.#taskOf(fields);
      const output = this.#outputOf(fields);
      return { text: withVerdict(fields, gradeEntry(task, output)), fault: false };
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      return { text: JSON.stringify({ line: number, fault: error.message }), fault: true };
    }
  }

  async #taskOf(fields: Fields): Promise<Task> {
    const inline = fields.get('task');
    if (inline !== undefined) return gradable(readOwnTask(inline.raw));
    const id = valueOf(fields, 'id');
    if (typeof id !== 'string')
      throw new LineFault(expected('"id" to be the id of a task, or "task" inline', id));
    const category = valueOf(fields, 'category') ?? (await this.#suite()).categoryOf(id);
    if (category === undefined)
      throw new LineFault(`"${id}" is no id of this suite and there is no "category"`);
    if (typeof category !== 'string') throw new LineFault(expected('"category" to be a text', category));
    const task = (await this.#tasksOf(category)).get(id);
    if (task === undefined) throw new LineFault(`category ${category} has no task "${id}"`);
    return gradable(task);
  }

  async #tasksOf(category: string): Promise<ReadonlyMap<string, Task>> {
    const known = this.#tasks.get(category);
    if (known !== undefined) return known;
    const suite = await this.#suite();
    if (!suite.categories.some(({ name }) => name === category)) {
      throw new LineFault(
        `unknown category "${category}"; expected one of ${suite.categories.map(({ name }) => name).join(', ')}`,
      );
    }
    const tasks = new Map((await suite.tasks(category)).map((task) => [task.id, task]));
    this.#tasks.set(category, tasks);
    return tasks;
  }

  #outputOf(fields: Fields): Output {
    const result = valueOf(fields, 'result');
    if (result === undefined) throw new LineFault('"result" is missing');
    const underscoreToDot = valueOf(fields, 'underscore_to_dot') ?? false;
    if (typeof underscoreToDot !== 'boolean') {
      throw new LineFault(expected('"underscore_to_dot" to be true or false', underscoreToDot));
    }
    return { result, mode: this.#modeOf(fields, result), underscoreToDot };
  }

  #modeOf(fields: Fields, result: Value): 'prompt' | 'fc' {
    const mode = valueOf(fields, 'mode') ?? this.#defaults.mode;
    if (mode === 'prompt' || mode === 'fc') return mode;
    if (mode === 'auto') return Array.isArray(result) ? 'fc' : 'prompt';
    throw new LineFault(
      `${expected('"mode" to be "prompt" or "fc"', mode)}; --mode sets it for lines without`,
    );
  }
}

function expected(what: string, came: Value | undefined): string {
  const text = came === undefined ? 'nothing' : ascii(came);
  return `expected ${what}, got ${text.length > 80 ? `${text.slice(0, 77)}...` : text}`;
}

function readObject(line: string): Fields {
  try {
    return readFields(line);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ValueLimitError) {
      throw new LineFault(`expected one JSON object a line: ${error.message}`);
    }
    throw error;
  }
}

/** The value of a field, undefined where it is missing. Null counts as missing for everything but `result`. */
function valueOf(fields: Fields, name: string): Value | undefined {
  const field = fields.get(name);
  if (field === undefined) return undefined;
  try {
    const value = readJson(field.raw);
    return value === null && name !== 'result' ? undefined : value;
  } catch (error) {
    if (error instanceof ValueLimitError) throw new LineFault(`"${name}": ${error.message}`);
    throw error;
  }
}

function readOwnTask(raw: string): Task {
  try {
    return parseOwnTask(readJson(raw), '"task"');
  } catch (error) {
    if (error instanceof SuiteError || error instanceof InputError || error instanceof ValueLimitError) {
      throw new LineFault(error.message);
    }
    throw error;
  }
}

function gradable(task: Task): Task {
  if (!isSingleTurn(task.checker))
    throw new LineFault(`the checker '${task.checker}' of ${task.category} is not built yet`);
  return task;
}

function withVerdict(fields: Fields, verdict: Verdict): string {
  const { decoded, error } = verdict;
  const members = [...fields]
    .filter(([name]) => !answered.includes(name))
    .map(([name, { raw }]) => `${JSON.stringify(name)}: ${raw}`);
  members.push(
    `"valid": ${verdict.valid}`,
    `"error_type": ${JSON.stringify(verdict.errorType)}`,
    `"error": ${ifPossible(() => writeJsonWithFallback(error)) ?? JSON.stringify([ascii(error)])}`,
    `"decoded": ${decoded === undefined ? 'null' : (ifPossible(() => writeJsonWithFallback(decoded)) ?? 'null')}`,
    `"decoded_repr": ${decoded === undefined ? 'null' : (ifPossible(() => JSON.stringify(ascii(decoded))) ?? 'null')}`,
  );
  return `{${members.join(', ')}}`;
}

/** Undefined for values that Python cannot write either: ints over its limit of digits, keys that JSON does not have. */
function ifPossible(write: () => string): string | undefined {
  try {
    return write();
  } catch (error) {
    if (error instanceof ValueLimitError || error instanceof JsonTypeError) return undefined;
    throw error;
  }
}
