import { ascii, repr, str, ValueLimitError, type Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { raise } from './failure.ts';
import { PythonSet } from './objects.ts';
import { partsOf, survey } from './operand.ts';

/** `str(operand)`. @throws {DecodeError} where Python raises, and for objects without a value */
export function strOf(operand: Value, budget: Budget): string {
  return limited(str, operand, budget);
}

/** `repr(operand)`. @throws {DecodeError} as `strOf` */
export function reprOf(operand: Value, budget: Budget): string {
  return limited(repr, operand, budget);
}

/** `ascii(operand)`. @throws {DecodeError} as `strOf` */
export function asciiOf(operand: Value, budget: Budget): string {
  return limited(ascii, operand, budget);
}

function limited(write: (value: Value) => string, value: Value, budget: Budget): string {
  if (write === str && typeof value === 'string') survey(value, budget, 'keeping');
  else payForWriting(value, budget);
  try {
    const text = write(value);
    budget.spendText(text.length);
    return text;
  } catch (error) {
    if (error instanceof ValueLimitError) raise('ValueError', error.message);
    throw error;
  }
}

/** Neither repr nor JSON takes long over these. */
const PLAIN_TEXT = /^[\t\n\r -~]*$/;

/** Before a value is written by its parts, however often they are shared. @throws {DecodeError} if it is too large or too deep */
export function payForWriting(value: Value, budget: Budget): void {
  survey(value, budget, 'keeping');
  payForTexts(value, budget);
}

function payForTexts(value: Value, budget: Budget): void {
  if (typeof value === 'string') budget.spend(PLAIN_TEXT.test(value) ? value.length / 8 : value.length * 4);
  else {
    if (value instanceof PythonSet) value.payForOrder(budget);
    for (const part of partsOf(value)) payForTexts(part, budget);
  }
}
