import { equals, str, type ReadonlyDict, type Value } from '../../datasets/index.ts';
import { Budget } from '../decode/python/evaluate/budget.ts';
import { refuse } from '../decode/python/evaluate/failure.ts';
import { callFunction } from '../decode/python/evaluate/function-call.ts';
import { PythonFunction } from '../decode/python/evaluate/objects.ts';
import { survey } from '../decode/python/evaluate/operand.ts';
import { allWithStandIns } from '../decode/python/evaluate/stand-ins.ts';
import type { Environment } from '../environments/environment.ts';
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
  return callResult(instances, () => {
    const budget = new Budget();
    const method = objectOf(owner, budget).attribute(name);
    if (!(method instanceof PythonFunction)) return refuse(`the method ${name}`);
    const keywords = new Map<string, Value>();
    for (const [key, value] of given) {
      survey(value, budget, 'keeping');
      keywords.set(str(key), valueFor(owner, value));
    }
    return callFunction(method, { positional: [], keywords }, budget);
  });
}

/** The value as environments take it: with stand-ins for surrogates. */
function valueFor(owner: Environment, value: Value): Value {
  const taken = allWithStandIns(value);
  if (!equals(taken, value)) owner.holdsStandIns = true;
  return taken;
}
