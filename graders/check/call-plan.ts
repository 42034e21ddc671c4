import type { ExpectedCall, Language, Tool, ToolParameter, TypeName, Value } from '../../datasets/index.ts';
import { answerType, expectedType, type ExpectedType } from './declared-types.ts';
import { standardize } from './standardize.ts';

/** What the arguments of one parameter are checked against; what is derived is derived once. */
export class ParameterPlan {
  /** Type of the first possible answer that is not the mark of an optional parameter. */
  readonly answered: TypeName | undefined;
  #type: ExpectedType | undefined;
  #standardized: readonly Value[] | undefined;

  constructor(
    readonly declared: ToolParameter,
    readonly answers: readonly Value[],
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
}

type CallPlan = {
  readonly tool: Tool;
  readonly language: Language;
  /** Parameters that are both documented and among the possible answers. */
  readonly parameters: ReadonlyMap<Value, ParameterPlan>;
};

const plans = new WeakMap<ExpectedCall, CallPlan>();

/** The parameters that a call may have, put together once for as long as its task lives. */
export function parametersOf(
  tool: Tool,
  expected: ExpectedCall,
  language: Language,
): ReadonlyMap<Value, ParameterPlan> {
  const known = plans.get(expected);
  if (known?.tool === tool && known.language === language) return known.parameters;
  const parameters = new Map<Value, ParameterPlan>();
  for (const [name, answers] of expected.parameters) {
    const declared = tool.parameters.get(name);
    if (declared !== undefined) parameters.set(name, new ParameterPlan(declared, answers, language));
  }
  plans.set(expected, { tool, language, parameters });
  return parameters;
}
