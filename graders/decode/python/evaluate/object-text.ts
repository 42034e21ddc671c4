import { ascii, repr, str, ValueLimitError, type Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import {
  isSpecial,
  operandTypeName,
  OpaqueObject,
  partsOf,
  PrintedDict,
  PythonFunction,
  PythonRange,
  PythonSet,
  survey,
  type Operand,
} from './operand.ts';

/** `str(operand)`. @throws {DecodeError} where Python raises, and for objects without a value */
export function strOf(operand: Operand, budget: Budget): string {
  return isSpecial(operand) ? specialText(operand, budget) : limited(str, operand, budget);
}

/** `repr(operand)`. @throws {DecodeError} as `strOf` */
export function reprOf(operand: Operand, budget: Budget): string {
  return isSpecial(operand) ? specialText(operand, budget) : limited(repr, operand, budget);
}

/** `ascii(operand)`. @throws {DecodeError} as `strOf` */
export function asciiOf(operand: Operand, budget: Budget): string {
  return isSpecial(operand) ? specialText(operand, budget) : limited(ascii, operand, budget);
}

function limited(write: (value: Value) => string, value: Value, budget: Budget): string {
  if (write === str && typeof value === 'string') survey(value, budget, true);
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
  survey(value, budget, true);
  payForTexts(value, budget);
}

function payForTexts(value: Value, budget: Budget): void {
  if (typeof value === 'string') budget.spend(PLAIN_TEXT.test(value) ? value.length / 8 : value.length * 4);
  else for (const part of partsOf(value)) payForTexts(part, budget);
}

function specialText(operand: Operand, budget: Budget): string {
  if (operand instanceof PrintedDict) return operand.text;
  if (operand instanceof PythonRange) {
    const { start, stop, step } = operand;
    return step === 1n ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
  }
  if (operand instanceof PythonFunction && operand.isBuiltin)
    return operand.isType ? `<class '${operand.name}'>` : `<built-in function ${operand.name}>`;
  if (operand instanceof OpaqueObject && operand.name === 'ellipsis') return 'Ellipsis';
  if (operand instanceof PythonSet && operand.size === 0) return 'set()';
  if (operand instanceof PythonSet)
    return `{${operand
      .ordered()
      .map((item) => reprOf(item, budget))
      .join(', ')}}`;
  return refuse(`the text of a ${operandTypeName(operand)}`);
}
