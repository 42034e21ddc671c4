import {
  includes,
  isList,
  repr,
  str,
  Tuple,
  typeName,
  type ExpectedCall,
  type Language,
  type ReadonlyDict,
  type Tool,
  type ToolParameter,
  type Value,
} from '../../datasets/index.ts';
import { parametersOf, type ParameterPlan } from './call-plan.ts';
import type { ExpectedType } from './declared-types.ts';
import { described, failure, invalidValue, printing, type Failure } from './failure.ts';
import { convertJavaValue } from './java-values.ts';
import { convertJavaScriptValue } from './javascript-values.ts';
import { OfficialAbort } from './official-abort.ts';
import { checkType } from './type-check.ts';
import { checkDict, checkList, checkListOfDicts, checkString } from './value-check.ts';

export type CallRules = {
  readonly language: Language;
  /** The tool was offered with `_` for every `.` in its name. */
  readonly underscoreToDot: boolean;
};

/**
 * One decoded call (a dict with one key) against one expected call.
 * @throws {OfficialAbort} where the official checker raises
 * @see bfcl-eval `simple_function_checker`
 */
export function checkCall(
  tool: Tool,
  call: ReadonlyDict,
  expected: ExpectedCall,
  rules: CallRules,
): Failure | undefined {
  const name = rules.underscoreToDot ? tool.name.replaceAll('.', '_') : tool.name;
  const given = call.get(name);
  if (given === undefined) {
    return described(
      'simple_function_checker:wrong_func_name',
      () => `Function name ${repr(name)} not found in model output.`,
    );
  }
  if (!(given instanceof Map)) throw new OfficialAbort('arguments are no dict');
  for (const parameter of tool.required) {
    if (given.has(parameter)) continue;
    return described(
      'simple_function_checker:missing_required',
      () => `Missing required parameter: ${repr(parameter)}.`,
    );
  }
  return checkGiven(tool, given, expected, rules.language) ?? checkAbsent(given, expected);
}

function checkGiven(
  tool: Tool,
  given: ReadonlyDict,
  expected: ExpectedCall,
  language: Language,
): Failure | undefined {
  const parameters = parametersOf(tool, expected, language);
  for (const [parameter, value] of given) {
    const plan = parameters.get(parameter);
    if (plan === undefined || typeof parameter !== 'string') {
      return failure('simple_function_checker:unexpected_param', `Unexpected parameter: ${repr(parameter)}.`);
    }
    const failed = checkArgument(parameter, value, plan, language);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

function checkAbsent(given: ReadonlyDict, expected: ExpectedCall): Failure | undefined {
  // Every given parameter is among the expected ones: as many of both leave none absent.
  if (given.size === expected.parameters.size) return undefined;
  for (const [parameter, answers] of expected.parameters) {
    if (given.has(parameter) || answers.includes('')) continue;
    return described(
      'simple_function_checker:missing_optional',
      () => `Optional parameter ${repr(parameter)} not provided and not marked as optional.`,
    );
  }
  return undefined;
}

function checkArgument(
  parameter: string,
  given: Value,
  plan: ParameterPlan,
  language: Language,
): Failure | undefined {
  if (language !== 'python' && typeName(given) !== 'str') return noSourceText(parameter, given, language);
  const value = convert(given, plan.declared, plan.type, language);
  const check = checkType(parameter, value, plan);
  if (typeof check === 'object') return check;
  if (check === 'value') {
    const checked = checkByType(parameter, value, plan);
    if (checked !== 'unchecked') return checked;
  }
  const { answers } = plan;
  return includes(answers, value) ? undefined : invalidValue('value_error:others', parameter, value, answers);
}

function noSourceText(parameter: string, value: Value, language: Language): Failure {
  const text = () =>
    `Incorrect type for parameter ${repr(parameter)}. Expected type String, got ${typeName(value)}. Parameter value: ${repr(value)}.`;
  return printing(language === 'java' ? 'type_error:java' : 'type_error:js', value, text);
}

function convert(
  given: Value,
  { type, itemType }: ToolParameter,
  expected: ExpectedType,
  language: Language,
): Value {
  if (language === 'java')
    return convertJavaValue(str(given), type, expected.itemType === null ? null : itemType);
  if (language === 'javascript') {
    return convertJavaScriptValue(str(given), type, expected.itemType === null ? null : itemType);
  }
  if (type === 'tuple' && given instanceof Tuple) return given.items;
  return type === 'float' && typeof given === 'bigint' ? intToFloat(given) : given;
}

function intToFloat(value: bigint): number {
  const float = Number(value);
  if (Number.isFinite(float)) return float;
  throw new OfficialAbort('OverflowError: int too large to convert to float');
}

/** The check that belongs to a type that is no variable; numbers and booleans have none of their own. */
function checkByType(
  parameter: string,
  value: Value,
  plan: ParameterPlan,
): Failure | undefined | 'unchecked' {
  const { type, itemType } = plan.type;
  if (type === 'dict') return checkDict(value, plan.answers);
  if (type === 'str') return checkString(parameter, value, plan);
  if (type !== 'list' || !isList(value)) return 'unchecked';
  const { answers } = plan;
  return itemType === 'dict' ? checkListOfDicts(value, answers) : checkList(parameter, value, answers);
}
