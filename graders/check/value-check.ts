import {
  dictHas,
  equals,
  includes,
  isDict,
  isList,
  str,
  typeName,
  type ReadonlyDict,
  type Value,
} from '../../datasets/index.ts';
import type { ParameterPlan } from './call-plan.ts';
import { failure, invalidValue, type Failure } from './failure.ts';
import { OfficialAbort } from './official-abort.ts';
import { standardize, standardizeAnswers, standardizesTo } from './standardize.ts';

/** @see bfcl-eval `string_checker` */
export function checkString(parameter: string, value: Value, plan: ParameterPlan): Failure | undefined {
  if (typeof value === 'string') {
    for (const answer of plan.standardized) {
      if (typeof answer === 'string' && standardizesTo(value, answer)) return undefined;
    }
  }
  return invalidValue('value_error:string', parameter, value, plan.answers, ' Case insensitive.');
}

/**
 * What Python gets by walking a possible answer by index: a text falls into its characters.
 * @throws {OfficialAbort} for what cannot be walked
 */
function walk(answer: Value): readonly Value[] {
  if (isList(answer)) return answer;
  if (typeof answer === 'string') return Array.from(answer);
  if (isDict(answer) && answer.size === 0) return [];
  throw new OfficialAbort(`a possible answer of type ${typeName(answer)} cannot be walked as a list`);
}

function walkStandardized(answer: Value): readonly Value[] {
  return isList(answer) ? standardizeAnswers(answer) : walk(answer).map(standardize);
}

/** Texts one level deep are standardised; order and length matter. @see bfcl-eval `list_checker` */
export function checkList(
  parameter: string,
  value: readonly Value[],
  answers: readonly Value[],
): Failure | undefined {
  const standardized = value.map(standardize);
  if (answers.map(walkStandardized).some((answer) => equals(standardized, answer))) return undefined;
  return invalidValue('value_error:list/tuple', parameter, value, answers);
}

/** The last possible answer tried supplies the error. @see bfcl-eval `dict_checker` */
export function checkDict(value: Value, answers: readonly Value[]): Failure | undefined {
  let last = failure('dict_checker:unclear');
  for (const answer of answers) {
    if (answer === '') continue;
    if (!isDict(value) || !isDict(answer)) {
      throw new OfficialAbort(`a ${typeName(value)} is compared with a ${typeName(answer)} as dicts`);
    }
    const failed = matchDict(value, answer);
    if (failed === undefined) return undefined;
    last = failed;
  }
  return last;
}

function matchDict(value: ReadonlyDict, answer: ReadonlyDict): Failure | undefined {
  const given = matchGivenKeys(value, answer);
  for (const [key, accepted] of answer) {
    if (dictHas(value, key) || acceptsAbsence(accepted)) continue;
    const missing = `Missing dict key parameter: '${str(key)}'.`;
    const describe = () => [...(given?.describe() ?? []), missing];
    return { errorType: 'value_error:dict_key', describe };
  }
  return given;
}

function matchGivenKeys(value: ReadonlyDict, answer: ReadonlyDict): Failure | undefined {
  for (const [key, item] of value) {
    const accepted = typeof key === 'string' ? answer.get(key) : undefined;
    if (accepted === undefined) {
      return failure('value_error:dict_key', `Unexpected dict key parameter: '${str(key)}'.`);
    }
    const standardized = walkStandardized(accepted);
    if (!includes(standardized, standardize(item))) {
      return invalidValue('value_error:dict_value', key, item, standardized);
    }
  }
  return undefined;
}

/** `"" in accepted`, which holds for every text. */
function acceptsAbsence(accepted: Value): boolean {
  if (typeof accepted === 'string') return true;
  if (isList(accepted)) return accepted.includes('');
  if (isDict(accepted)) return accepted.has('');
  throw new OfficialAbort(`argument of type '${typeName(accepted)}' is not iterable`);
}

/** Item by item, in order. @see bfcl-eval `list_dict_checker` */
export function checkListOfDicts(value: readonly Value[], answers: readonly Value[]): Failure | undefined {
  let last = failure('list_dict_checker:unclear');
  for (const answer of answers) {
    if (lengthOf(answer) !== value.length) {
      last = failure('value_error:list_dict_count', 'Wrong number of dictionaries in the list.');
      continue;
    }
    const failed = firstMismatch(value, walk(answer));
    if (failed === undefined) return undefined;
    last = failed;
  }
  return last;
}

function lengthOf(answer: Value): number {
  return isDict(answer) ? answer.size : walk(answer).length;
}

function firstMismatch(value: readonly Value[], answer: readonly Value[]): Failure | undefined {
  for (const [index, item] of value.entries()) {
    const failed = checkDict(item, [answer[index] ?? null]);
    if (failed !== undefined) return failed;
  }
  return undefined;
}
