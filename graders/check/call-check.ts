import {
  includes,
  isList,
  repr,
  str,
  Tuple,
  typeName,
  type Language,
  type ReadonlyDict,
  type ToolParameter,
  type Value,
} from '../../datasets/index.ts';
import type { CallPlan, ParameterPlan } from './call-plan.ts';
import type { ExpectedType } from './declared-types.ts';
import { described, failure, invalidValue, printing, type Failure } from './failure.ts';
import { convertJavaValue } from './java-values.ts';
import { convertJavaScriptValue } from './javascript-values.ts';
import { OfficialAbort } from './official-abort.ts';
import { checkType } from './type-check.ts';
import { checkDict, checkList, checkListOfDicts, checkString } from './value-check.ts';

/**
 * One decoded call (a dict with one key) against one expected call.
 * @param isUnderscored the tool was offered with `_` for every `.` in its name
 * @throws {OfficialAbort} where the official checker raises
 * @see bfcl-eval `simple_function_checker`
 */
export function checkCall(
  plan: CallPlan,
  call: ReadonlyDict,
  isUnderscored: boolean,
  language: Language,
): Failure | undefined {
  const name = isUnderscored ? plan.underscoredName : plan.tool.name;
  const given = call.get(name);
  if (given === undefined) {
    return described(
      'simple_function_checker:wrong_func_name',
      () => `Function name ${repr(name)} not found in model output.`,
    );
  }
  if (!(given instanceof Map)) throw new OfficialAbort('arguments are no dict');
  return missingRequired(plan, given) ?? checkGiven(plan, given, language) ?? checkAbsent(plan, given);
}

function missingRequired(plan: CallPlan, given: ReadonlyDict): Failure | undefined {
  if (!plan.requiresOthers && countRequired(plan, given) === plan.required) return undefined;
  const missing = plan.tool.required.find((name) => !given.has(name));
  if (missing === undefined) return undefined;
  return described(
    'simple_function_checker:missing_required',
    () => `Missing required parameter: ${repr(missing)}.`,
  );
}

function countRequired(plan: CallPlan, given: ReadonlyDict): number {
  let count = 0;
  let next = 0;
  for (const parameter of given.keys()) {
    const place = plan.find(parameter, next);
    if (plan.parameters[place]?.isRequired === true) count++;
    next = place + 1;
  }
  return count;
}

function checkGiven(plan: CallPlan, given: ReadonlyDict, language: Language): Failure | undefined {
  let next = 0;
  for (const [parameter, value] of given) {
    const place = plan.find(parameter, next);
    const planned = plan.parameters[place];
    if (planned === undefined) {
      return failure('simple_function_checker:unexpected_param', `Unexpected parameter: ${repr(parameter)}.`);
    }
    const failed = checkArgument(value, planned, language);
    if (failed !== undefined) return failed;
    next = place + 1;
  }
  return undefined;
}

function checkAbsent({ expected }: CallPlan, given: ReadonlyDict): Failure | undefined {
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

/** One argument against its plan. @throws {OfficialAbort} where the official checker raises */
export function checkArgument(given: Value, plan: ParameterPlan, language: Language): Failure | undefined {
  if (language !== 'python' && typeName(given) !== 'str') return noSourceText(plan.name, given, language);
  const value = convert(given, plan.declared, plan.type, language);
  const check = checkType(value, plan);
  if (typeof check === 'object') return check;
  if (check === 'value') {
    const checked = checkByType(value, plan);
    if (checked !== 'unchecked') return checked;
  }
  const { name, answers } = plan;
  return includes(answers, value) ? undefined : invalidValue('value_error:others', name, value, answers);
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
  if (language !== 'python') {
    const convertSource = language === 'java' ? convertJavaValue : convertJavaScriptValue;
    return convertSource(str(given), type, expected.itemType === null ? null : itemType);
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
function checkByType(value: Value, plan: ParameterPlan): Failure | undefined | 'unchecked' {
  const { type, itemType } = plan.type;
  if (type === 'dict') return checkDict(value, plan.answers);
  if (type === 'str') return checkString(value, plan);
  if (type !== 'list' || !isList(value)) return 'unchecked';
  return itemType === 'dict' ? checkListOfDicts(value, plan.answers) : checkList(value, plan);
}
