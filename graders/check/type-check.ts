import { isList, repr, typeName, type Value } from '../../datasets/index.ts';
import type { ParameterPlan } from './call-plan.ts';
import { printing, type Failure } from './failure.ts';
import { answerType, type RunTimeType } from './declared-types.ts';

/** A failure, or whether the possible answers are of another type than declared: then a variable stands for the value. */
export type TypeCheck = Failure | 'variable' | 'value';

/**
 * Exact type of a value against the declared type and, one level deep, of its items.
 * @see bfcl-eval `type_checker`
 */
export function checkType(
  value: Value,
  { name, answers, answered, type: expected }: ParameterPlan,
): TypeCheck {
  const actual = typeName(value);
  const isOfType = actual === expected.type;
  if (isOfType && (expected.itemType === null || itemsMatch(value, answers, expected.itemType))) {
    return answered !== undefined && answered !== expected.type ? 'variable' : 'value';
  }
  const nested = () =>
    `Nested type checking failed for parameter ${repr(name)}. Expected outer type ${expected.declared} with inner type <class '${String(expected.itemType)}'>. Parameter value: ${repr(value)}.`;
  if (answered === actual) return isOfType ? printing('type_error:nested', value, nested) : 'variable';
  const simple = () =>
    `Incorrect type for parameter ${repr(name)}. Expected type ${expected.declared}, got ${actual}. Parameter value: ${repr(value)}.`;
  return printing('type_error:simple', value, ...(isOfType ? [nested, simple] : [simple]));
}

/** Some possible answer takes the type of every item; one that is no list takes any. */
function itemsMatch(value: Value, answers: readonly Value[], itemType: RunTimeType): boolean {
  if (!isList(value)) return false;
  for (const answer of answers) if (!isList(answer) || takesItems(answer, value, itemType)) return true;
  return false;
}

function takesItems(answer: readonly Value[], items: readonly Value[], itemType: RunTimeType): boolean {
  const answered = answerType(answer);
  for (const item of items) {
    const actual = typeName(item);
    if (actual !== itemType && actual !== answered) return false;
  }
  return true;
}
