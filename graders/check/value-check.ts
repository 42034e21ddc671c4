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
import { standardize, standardizesTo } from './standardize.ts';
import { walk, walkStandardized } from './walk.ts';

/** @see bfcl-eval `string_checker` */
export function checkString(value: Value, plan: ParameterPlan): Failure | undefined {
  const { answers } = plan;
  if (typeof value === 'string') {
    // Most right values are right to the letter, which takes no standardising.
    if (answers.includes(value)) return undefined;
    for (const answer of plan.standardized) {
      if (typeof answer === 'string' && standardizesTo(value, answer)) return undefined;
    }
  }
  return invalidValue('value_error:string', plan.name, value, answers, ' Case insensitive.');
}

/** Texts one level deep are standardised; order and length matter. @see bfcl-eval `list_checker` */
export function checkList(value: readonly Value[], plan: ParameterPlan): Failure | undefined {
  for (const answer of plan.lists) if (isStandardizedTo(value, answer)) return undefined;
  return invalidValue('value_error:list/tuple', plan.name, value, plan.answers);
}

function isStandardizedTo(value: readonly Value[], answer: readonly Value[]): boolean {
  if (value.length !== answer.length) return false;
  for (const [index, item] of value.entries()) {
    const expected = answer[index] ?? null;
    const isEqual =
      typeof item === 'string'
        ? typeof expected === 'string' && standardizesTo(item, expected)
        : equals(item, expected);
    if (!isEqual) return false;
  }
  return true;
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
