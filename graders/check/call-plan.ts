import type { ExpectedCall, Language, Task, Tool, ToolParameter, Value } from '../../datasets/index.ts';
import { answerType, expectedType, type ExpectedType } from './declared-types.ts';
import { OfficialAbort } from './official-abort.ts';
import { standardize } from './standardize.ts';
import { walkStandardized } from './walk.ts';

/** What the arguments of one parameter are checked against; what is derived is derived once. */
export class ParameterPlan {
  /** Type of the first possible answer that is not the mark of an optional parameter. */
  readonly answered: string | undefined;
  #type: ExpectedType | undefined;
  #standardized: readonly Value[] | undefined;
  #lists: readonly (readonly Value[])[] | undefined;

  constructor(
    readonly name: string,
    readonly declared: ToolParameter,
    readonly answers: readonly Value[],
    readonly isRequired: boolean,
    private readonly language: Language,
  ) {
    this.answered = answerType(answers);
  }

  /** @throws {OfficialAbort} for a type that the official does not know, as it does when it meets the argument */
  get type(): ExpectedType {
    this.#type ??= expectedType(this.declared, this.language);
    return this.#type;
  }

  /** The possible answers, texts standardised. */
  get standardized(): readonly Value[] {
    this.#standardized ??= this.answers.map(standardize);
    return this.#standardized;
  }

  /** The possible answers as lists with texts standardised. @throws {OfficialAbort} for one that is no list */
  get lists(): readonly (readonly Value[])[] {
    this.#lists ??= this.answers.map(walkStandardized);
    return this.#lists;
  }
}

/** What one call is checked against. */
export class CallPlan {
  /** As it was offered where `_` stood for every `.`. */
  readonly underscoredName: string;
  /** Those that are both documented and among the possible answers, in the order of the answers. */
  readonly parameters: readonly ParameterPlan[];
  /** How many of `parameters` are required, and whether others are, too. */
  readonly required: number;
  readonly requiresOthers: boolean;

  constructor(
    readonly tool: Tool,
    readonly expected: ExpectedCall,
    language: Language,
  ) {
    this.underscoredName = tool.name.replaceAll('.', '_');
    const parameters: ParameterPlan[] = [];
    for (const [name, answers] of expected.parameters) {
      const declared = tool.parameters.get(name);
      if (declared === undefined) continue;
      parameters.push(new ParameterPlan(name, declared, answers, tool.required.includes(name), language));
    }
    this.parameters = parameters;
    this.required = parameters.filter(({ isRequired }) => isRequired).length;
    this.requiresOthers = tool.required.some((name) => this.find(name, 0) < 0);
  }

  /**
   * The place of a parameter among `parameters`, -1 where it is none of them. Most calls name them in this order.
   * @param guess where to look first
   */
  find(name: Value, guess: number): number {
    const { parameters } = this;
    for (let place = guess; place < parameters.length; place++) {
      if (parameters[place]?.name === name) return place;
    }
    for (let place = 0; place < guess; place++) {
      if (parameters[place]?.name === name) return place;
    }
    return -1;
  }
}

/** What the calls of one task are checked against. */
export class TaskPlan {
  readonly #calls: CallPlan[] = [];

  constructor(
    private readonly task: Task,
    readonly expected: readonly ExpectedCall[],
  ) {}

  /**
   * The plan of one expected call.
   * @throws {OfficialAbort} where there is no such call, or no tool of its name among several
   */
  at(index: number): CallPlan {
    const known = this.#calls[index];
    if (known !== undefined) return known;
    const { tools, checker, language } = this.task;
    const expected = this.expected[index];
    if (expected === undefined) throw new OfficialAbort('list index out of range');
    const tool = checker === 'simple' ? tools[0] : tools.find(({ name }) => name === expected.name);
    if (tool === undefined) throw new OfficialAbort(`no tool is named ${expected.name}`);
    const plan = new CallPlan(tool, expected, language);
    this.#calls[index] = plan;
    return plan;
  }
}

const plans = new WeakMap<Task, TaskPlan>();

/** Put together once for as long as the task lives. @throws {RangeError} for a task that expects no calls */
export function planOf(task: Task): TaskPlan {
  let plan = plans.get(task);
  if (plan === undefined) {
    const { expected } = task;
    if (expected.kind !== 'calls') throw new RangeError(`task ${task.id} has no expected calls`);
    plan = new TaskPlan(task, expected.calls);
    plans.set(task, plan);
  }
  return plan;
}
