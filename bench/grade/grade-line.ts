import {
  ascii,
  JsonTypeError,
  ValueLimitError,
  writeJsonWithFallback,
  type Suite,
  type Value,
} from '../../datasets/index.ts';
import { gradeEntry, isSingleTurn, type Output } from '../../graders/index.ts';
import { ExecutedLines } from './executed-line.ts';
import {
  expected,
  LineFault,
  modeIn,
  readObject,
  valueOf,
  type AnsweredField,
  type Fields,
  type LineOptions,
} from './line-fields.ts';
import { LineTasks } from './line-tasks.ts';

/** Grades lines of `inftool grade` against the tasks of a suite. */
export class LineGrader {
  readonly #tasks: LineTasks;
  readonly #options: LineOptions;
  readonly #executed: ExecutedLines;

  /** @param open gets the suite; asked once, at the first line that names a task by its id */
  constructor(open: () => Promise<Suite>, options: LineOptions) {
    this.#tasks = new LineTasks(open);
    this.#options = options;
    this.#executed = new ExecutedLines(this.#tasks, options);
  }

  /**
   * @param number of the line, from 1
   * @returns the line with the verdict's fields, or `fault: true` and `{"line", "fault"}`
   * @throws {SuiteError} when the suite itself cannot be had
   */
  async grade(line: string, number: number): Promise<{ readonly text: string; readonly fault: boolean }> {
    try {
      const fields = readObject(line);
      return { text: answeredLine(fields, await this.#answered(fields)), fault: false };
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      return { text: JSON.stringify({ line: number, fault: error.message }), fault: true };
    }
  }

  async #answered(fields: Fields): Promise<readonly AnsweredField[]> {
    if (!fields.has('task') && fields.has('possible_answers')) return this.#executed.answer(fields);
    const task = await this.#tasks.of(fields);
    if (!isSingleTurn(task.checker)) return this.#executed.grade(task, fields);
    const { valid, errorType, error, decoded } = gradeEntry(task, this.#outputOf(fields));
    return [
      ['valid', valid],
      ['error_type', errorType],
      ['error', printable(error) ?? [ascii(error)]],
      ['decoded', printable(decoded)],
      ['decoded_repr', decoded === undefined ? undefined : ifPossible(() => ascii(decoded))],
    ];
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
    const mode = modeIn(fields) ?? this.#options.mode;
    if (mode === 'auto') return Array.isArray(result) ? 'fc' : 'prompt';
    if (mode !== undefined) return mode;
    throw new LineFault(
      `${expected('"mode" to be "prompt" or "fc"', undefined)}; --mode sets it for lines without`,
    );
  }
}

/** The fields as they came, then those of the verdict, which take the place of earlier ones. */
function answeredLine(fields: Fields, answered: readonly AnsweredField[]): string {
  const names = new Set(answered.map(([name]) => name));
  const members = [...fields]
    .filter(([name]) => !names.has(name))
    .map(([name, { raw }]) => `${JSON.stringify(name)}: ${raw}`);
  for (const [name, value] of answered)
    members.push(`${JSON.stringify(name)}: ${writeJsonWithFallback(value ?? null)}`);
  return `{${members.join(', ')}}`;
}

/** Undefined for values that Python cannot write either: ints over its limit of digits, keys that JSON does not have. */
function ifPossible<Result>(write: () => Result): Result | undefined {
  try {
    return write();
  } catch (error) {
    if (error instanceof ValueLimitError || error instanceof JsonTypeError) return undefined;
    throw error;
  }
}

function printable(value: Value | undefined): Value | undefined {
  return value === undefined || ifPossible(() => writeJsonWithFallback(value)) === undefined
    ? undefined
    : value;
}
