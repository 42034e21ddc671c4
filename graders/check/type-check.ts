import { isList, repr, typeName, type TypeName, type Value } from '../../datasets/index.ts';
import { failure, type Failure } from './failure.ts';
import type { RunTimeType } from './declared-types.ts';

export type TypeCheck = {
  /** Undefined where the type is accepted. */
  readonly failure?: Failure;
  /** The possible answers are of another type than declared: a variable stands for the value. */
  readonly isVariable: boolean;
};

type ExpectedType = {
  /** As the doc words it. */
  readonly declared: string;
  readonly type: RunTimeType;
  readonly itemType: RunTimeType | null;
};

/** Type of the first possible answer that is not the mark of an optional parameter. */
function answerType(answers: readonly Value[]): TypeName | undefined {
  const first = answers.find((answer) => answer !== '');
  return first === undefined ? undefined : typeName(first);
}

/**
 * Exact type of a value against the declared type and, one level deep, of its items.
 * @see bfcl-eval `type_checker`
 */
export function checkType(
  parameter: string,
  value: Value,
  answers: readonly Value[],
  expected: ExpectedType,
): TypeCheck {
  const answered = answerType(answers);
  const actual = typeName(value);
  let nested: string | undefined;
  if (actual === expected.type) {
    const isVariable = answered !== undefined && answered !== expected.type;
    if (expected.itemType === null || itemsMatch(parameter, value, answers, expected.itemType)) {
      return { isVariable };
    }
    nested = `Nested type checking failed for parameter ${repr(parameter)}. Expected outer type ${expected.declared} with inner type <class '${expected.itemType}'>. Parameter value: ${repr(value)}.`;
  }
  if (answered === actual) {
    if (nested === undefined) return { isVariable: true };
    return { isVariable: true, failure: failure('type_error:nested', nested) };
  }
  const simple = `Incorrect type for parameter ${repr(parameter)}. Expected type ${expected.declared}, got ${actual}. Parameter value: ${repr(value)}.`;
  const error = nested === undefined ? [simple] : [nested, simple];
  return { isVariable: false, failure: failure('type_error:simple', ...error) };
}

/** Some possible answer takes the type of every item; one that is no list takes any. */
function itemsMatch(
  parameter: string,
  value: Value,
  answers: readonly Value[],
  itemType: RunTimeType,
): boolean {
  const items = isList(value) ? value : [];
  const expected = { declared: `<class '${itemType}'>`, type: itemType, itemType: null };
  return answers.some(
    (answer) =>
      !isList(answer) ||
      items.every((item) => checkType(parameter, item, answer, expected).failure === undefined),
  );
}
