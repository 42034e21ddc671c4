import { isDict, isList, type Task, type Value } from '../../datasets/index.ts';
import {
  executeCalls,
  gradeAnswer,
  gradeConversation,
  gradeDecoded,
  gradeTurns,
  openInstances,
  pathTaskOf,
  settingFor,
  type DecodedTurns,
  type ExecutedVerdict,
  type PathOptions,
  type Verdict,
} from '../../graders/index.ts';
import {
  expected,
  LineFault,
  modeIn,
  valueOf,
  type AnsweredField,
  type Fields,
  type LineOptions,
} from './line-fields.ts';
import type { LineTasks } from './line-tasks.ts';

/** Lines whose calls are executed, or whose answer is read. */
export class ExecutedLines {
  constructor(
    private readonly tasks: LineTasks,
    private readonly options: LineOptions,
  ) {}

  /** A line that brings its possible answers. */
  answer(fields: Fields): readonly AnsweredField[] {
    const answers = textsAt(valueOf(fields, 'possible_answers'), 'possible_answers');
    return verdictFields(this.#answerVerdict(fields, answers));
  }

  /** @throws {LineFault} for a line that holds nothing to grade */
  async grade(task: Task, fields: Fields): Promise<readonly AnsweredField[]> {
    if (task.checker === 'agentic') {
      const { expected: wanted } = task;
      return verdictFields(
        this.#answerVerdict(fields, textsAt(wanted.kind === 'answer' ? wanted.source : null, task.id)),
      );
    }
    const options = await this.#pathOptions(task, fields);
    const given = valueOf(fields, 'decoded');
    const verdict =
      given === undefined
        ? gradeTurns(task, this.#outputOf(fields), options)
        : gradeDecoded(task, decodedTurns(given), options);
    const answered: AnsweredField[] = [
      ...verdictFields(verdict),
      ['differing_attributes', verdict.differing],
    ];
    if (this.options.isTraced) answered.push(['execution_results', resultsOf(task, verdict, options)]);
    return answered;
  }

  #answerVerdict(fields: Fields, answers: readonly string[]): ExecutedVerdict {
    const response = valueOf(fields, 'response');
    return response === undefined
      ? gradeConversation(this.#outputOf(fields), answers)
      : gradeAnswer(response, answers);
  }

  #outputOf(fields: Fields) {
    const result = valueOf(fields, 'result');
    if (result === undefined)
      throw new LineFault(
        'expected "result", or "decoded" (multi-turn) or "response" (agentic), got none of them',
      );
    const mode = modeIn(fields) ?? this.options.mode ?? 'auto';
    return { result, mode: mode === 'auto' ? inferredMode(result) : mode, underscoreToDot: false };
  }

  async #pathOptions(task: Task, fields: Fields): Promise<PathOptions> {
    const modelName = valueOf(fields, 'model_name') ?? 'model';
    if (typeof modelName !== 'string') throw new LineFault(expected('"model_name" to be a text', modelName));
    const constants = pathTaskOf(task).isLongContext
      ? await (await this.tasks.suite()).longContext?.()
      : undefined;
    return { modelName, surroundings: { today: this.options.today, longContext: constants ?? new Map() } };
  }
}

/** Function calling if any step is a list of calls. */
function inferredMode(result: Value): 'prompt' | 'fc' {
  const turns = isList(result) ? result : [];
  const holdsCalls = (step: Value) => isList(step) || isDict(step);
  return turns.some((turn) => isList(turn) && turn.some(holdsCalls)) ? 'fc' : 'prompt';
}

function verdictFields({ valid, errorType, error, decoded }: Verdict): AnsweredField[] {
  return [
    ['valid', valid],
    ['error_type', errorType],
    ['error', error],
    ['decoded', decoded],
  ];
}

/** The result of every call, nested as the calls are, on instances of their own. */
function resultsOf(task: Task, { decoded }: Verdict, { modelName, surroundings }: PathOptions): Value {
  if (decoded === undefined) return null;
  const path = pathTaskOf(task);
  const instances = openInstances(path, modelName, settingFor(path, surroundings));
  return decodedTurns(decoded).map((turn) => turn.map((step) => executeCalls(step, instances)));
}

function decodedTurns(value: Value): DecodedTurns {
  return listAt(value, 'decoded').map((turn) =>
    listAt(turn, 'decoded').map((step) => {
      const texts = listAt(step, 'decoded');
      return textsAt(texts, 'decoded');
    }),
  );
}

function listAt(value: Value, name: string): readonly Value[] {
  if (isList(value)) return value;
  throw new LineFault(expected(`"${name}" to be a list of turns, of steps, of call texts`, value));
}

function textsAt(value: Value | undefined, name: string): string[] {
  if (value !== undefined && isList(value) && value.every((text) => typeof text === 'string'))
    return [...value];
  throw new LineFault(expected(`"${name}" to hold lists of texts`, value));
}
