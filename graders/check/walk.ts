import { isDict, isList, typeName, type Value } from '../../datasets/index.ts';
import { OfficialAbort } from './official-abort.ts';
import { standardize, standardizeAnswers } from './standardize.ts';

/**
 * What Python gets by walking a possible answer by index: a text falls into its characters.
 * @throws {OfficialAbort} for what cannot be walked
 */
export function walk(answer: Value): readonly Value[] {
  if (isList(answer)) return answer;
  if (typeof answer === 'string') return Array.from(answer);
  if (isDict(answer) && answer.size === 0) return [];
  throw new OfficialAbort(`a possible answer of type ${typeName(answer)} cannot be walked as a list`);
}

export function walkStandardized(answer: Value): readonly Value[] {
  return isList(answer) ? standardizeAnswers(answer) : walk(answer).map(standardize);
}
