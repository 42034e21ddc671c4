import type { Expression, Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import type { Arguments } from './objects.ts';
import type { Scope } from './scope.ts';

/** What the parts of the evaluator share. */
export type Context = {
  readonly budget: Budget;
  /** The value of an expression with the names of a scope. */
  evaluate(node: Expression, scope: Scope): Value;
};

export type Builtin = (passed: Arguments, context: Context) => Value;
export type StringMethod = (text: string, passed: Arguments, budget: Budget) => Value;
