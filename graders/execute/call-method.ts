import { isDict, isList, SplitString, str, type ReadonlyDict, type Value } from '../../datasets/index.ts';
import { Budget } from '../decode/python/evaluate/budget.ts';
import { refuse } from '../decode/python/evaluate/failure.ts';
import { callFunction } from '../decode/python/evaluate/function-call.ts';
import { PythonFunction, survey } from '../decode/python/evaluate/operand.ts';
import { callResult, objectOf, type CallResult, type Instances } from './execute.ts';

/**
 * A call with arguments by name. It comes to what `executeCalls` gives for the same call as a text, but for texts in it
 * that look like calls, which the official executor rewrites.
 * @param given arguments as JSON has them, numbers kept apart
 * @returns undefined where no instance has such a method
 */
export function callMethod(name: string, given: ReadonlyDict, instances: Instances): CallResult | undefined {
  // Of two environments with a method of one name, the later has it.
  const owner = [...instances.values()].reverse().find(({ type }) => type.methods.has(name));
  if (owner === undefined) return undefined;
  return callResult(() => {
    const budget = new Budget();
    const method = objectOf(owner, budget).attribute(name);
    if (!(method instanceof PythonFunction)) return refuse(`the method ${name}`);
    const keywords = new Map<string, Value>();
    for (const [key, value] of given) {
      survey(value, budget, true);
      refuseSurrogates(key);
      refuseSurrogates(value);
      keywords.set(str(key), value);
    }
    return callFunction(method, { positional: [], keywords }, budget);
  });
}

/** As in call texts: a text with surrogates is none that environments know. */
function refuseSurrogates(value: Value): void {
  if (value instanceof SplitString || (typeof value === 'string' && /\p{Surrogate}/u.test(value)))
    refuse('a str with surrogates');
  if (isList(value)) value.forEach(refuseSurrogates);
  if (isDict(value)) for (const entry of value) entry.forEach(refuseSurrogates);
}
