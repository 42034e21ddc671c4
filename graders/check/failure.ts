import { isDict, isList, repr, Tuple, type Value } from '../../datasets/index.ts';

/** Why a call does not match: the official error type, and its texts for whoever asks. */
export type Failure = { readonly errorType: string; readonly describe: () => readonly Value[] };

export function failure(errorType: string, ...error: readonly string[]): Failure {
  return { errorType, describe: () => error };
}

/** A failure whose text is put together when asked for. */
export function described(errorType: string, text: () => string): Failure {
  return { errorType, describe: () => [text()] };
}

/**
 * A failure whose texts print a value: put together only when asked for, unless the value is one that the official might be
 * unable to print, which has to come out at once.
 * @throws {ValueLimitError} where Python refuses to print the value
 */
export function printing(errorType: string, value: Value, ...texts: readonly (() => string)[]): Failure {
  const describe = () => texts.map((text) => text());
  if (isPrintable(value)) return { errorType, describe };
  return failure(errorType, ...describe());
}

/** Ints below this are short of Python's limit of 4300 digits. */
const SAFE_INT = 1n << 14_000n;

function isPrintable(value: Value): boolean {
  if (typeof value === 'bigint') return value < SAFE_INT && value > -SAFE_INT;
  return !isList(value) && !isDict(value) && !(value instanceof Tuple);
}

/** Python's `Invalid value for parameter …`, as several checks word it. */
export function invalidValue(
  errorType: string,
  name: Value,
  value: Value,
  answers: readonly Value[],
  end = '',
): Failure {
  const text = () =>
    `Invalid value for parameter ${repr(name)}: ${repr(value)}. Expected one of ${repr(answers)}.${end}`;
  return printing(errorType, value, text);
}
