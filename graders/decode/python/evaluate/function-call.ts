import { typeName, type Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { raise } from './failure.ts';
import { PythonFunction, type Arguments } from './objects.ts';

/** In the budget's units. */
const CALL_COST = 10;

export const noKeywords: Arguments['keywords'] = new Map();

/** `func(…)`. Texts that are passed are paid for, as functions may go through them. @throws {DecodeError} */
export function callFunction(func: PythonFunction, passed: Arguments, budget: Budget): Value {
  budget.spend(CALL_COST);
  payForTexts(passed.positional, budget);
  if (passed.keywords.size > 0) payForTexts(passed.keywords.values(), budget);
  return func.call(passed);
}

function payForTexts(operands: Iterable<Value>, budget: Budget): void {
  for (const operand of operands) if (typeof operand === 'string') budget.spendText(operand.length);
}

/** `func(…)` with positional arguments only. @throws {DecodeError} */
export function applyFunction(func: PythonFunction, positional: readonly Value[], budget: Budget): Value {
  return callFunction(func, { positional, keywords: noKeywords }, budget);
}

/** A `key=` argument, undefined for None. @throws {DecodeError} for what cannot be called */
export function keyFunction(
  operand: Value | undefined,
  budget: Budget,
): ((item: Value) => Value) | undefined {
  if (operand === undefined || operand === null) return undefined;
  if (!(operand instanceof PythonFunction))
    return raise('TypeError', `'${typeName(operand)}' object is not callable`);
  return (item) => applyFunction(operand, [item], budget);
}
