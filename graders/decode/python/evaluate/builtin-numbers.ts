import {
  codePointLength,
  Bytes,
  parsePythonFloat,
  parsePythonInt,
  repr,
  roundDigits,
  Tuple,
  ValueLimitError,
  typeName,
  type Value,
} from '../../../../datasets/index.ts';
import { absolute, isIntegral, isNumeric, isReal } from './arithmetic.ts';
import { binaryOperation, unsupported } from './binary.ts';
import type { Budget } from './budget.ts';
import type { Builtin, Context } from './context.ts';
import { compare } from './comparison.ts';
import { raise, refuse } from './failure.ts';
import { checkFinite, toFloat } from './floats.ts';
import { characterOf } from './format-spec.ts';
import { keyFunction } from './function-call.ts';
import { modularPower } from './integers.ts';
import { PythonSet, type Arguments } from './objects.ts';
import { isTruthy } from './operand.ts';
import { argumentOf, checkKeywords, onlyArgument, positionalArguments } from './passed.ts';
import { bitLength, nearestInt } from './rounding.ts';
import { isIterable, listItems, toIndex, unorderedItems } from './sequences.ts';

/** Builtins that compute with numbers. */
export const numberBuiltins: Readonly<Record<string, Builtin>> = {
  abs: (passed) => absolute(onlyArgument(passed)),
  bin: (passed, { budget }) => inRadix(onlyArgument(passed), 2, '0b', budget),
  oct: (passed, { budget }) => inRadix(onlyArgument(passed), 8, '0o', budget),
  hex: (passed, { budget }) => inRadix(onlyArgument(passed), 16, '0x', budget),
  chr: (passed) => characterOf(toIndex(onlyArgument(passed))),
  ord: (passed) => ord(onlyArgument(passed)),
  divmod: (passed, { budget }) => divmod(passed, budget),
  pow: (passed, { budget }) => pow(passed, budget),
  round: (passed, { budget }) => round(passed, budget),
  sum,
  min: (passed, context) => extreme('Lt', passed, context),
  max: (passed, context) => extreme('Gt', passed, context),
  int: (passed) => toInt(passed),
  float: (passed) => parseFloatArgument(passed),
  bool: (passed) => {
    const [operand] = positionalArguments(passed, 0, 1);
    return operand === undefined ? false : isTruthy(operand);
  },
};

function inRadix(operand: Value, radix: number, prefix: string, budget: Budget): string {
  const whole = toIndex(operand);
  budget.spendText(bitLength(whole));
  const size = whole < 0n ? -whole : whole;
  return `${whole < 0n ? '-' : ''}${prefix}${size.toString(radix)}`;
}

function ord(operand: Value): bigint {
  if (typeof operand === 'string' && codePointLength(operand) === 1)
    return BigInt(operand.codePointAt(0) ?? 0);
  if (operand instanceof Bytes && operand.bytes.length === 1) return BigInt(operand.bytes[0] ?? 0);
  const length =
    typeof operand === 'string'
      ? codePointLength(operand)
      : operand instanceof Bytes
        ? operand.bytes.length
        : undefined;
  return raise(
    'TypeError',
    length === undefined
      ? `ord() expected string of length 1, but ${typeName(operand)} found`
      : `ord() expected a character, but string of length ${length} found`,
  );
}

function divmod(passed: Arguments, budget: Budget): Tuple {
  const [a = null, b = null] = positionalArguments(passed, 2, 2);
  if (!isReal(a) || !isReal(b)) return unsupported('divmod()', a, b);
  if (Number(b) === 0 && (typeof a === 'number' || typeof b === 'number'))
    raise('ZeroDivisionError', 'float divmod()');
  const quotient = binaryOperation('FloorDiv', a, b, budget);
  return new Tuple([quotient, binaryOperation('Mod', a, b, budget)]);
}

function pow(passed: Arguments, budget: Budget): Value {
  const base = argumentOf(passed, 0, 'base');
  const exponent = argumentOf(passed, 1, 'exp');
  const modulus = argumentOf(passed, 2, 'mod') ?? null;
  if (base === undefined || exponent === undefined) return raise('TypeError', 'pow() takes two arguments');
  if (modulus === null) {
    if (isNumeric(base) && isNumeric(exponent)) return binaryOperation('Pow', base, exponent, budget);
    return unsupported('** or pow()', base, exponent);
  }
  if (!isNumeric(base) || !isNumeric(exponent) || !isNumeric(modulus)) {
    const types = [base, exponent, modulus].map((operand) => `'${typeName(operand)}'`);
    return raise('TypeError', `unsupported operand type(s) for ** or pow(): ${types.join(', ')}`);
  }
  if (!isIntegral(base) || !isIntegral(exponent) || !isIntegral(modulus)) {
    return raise('TypeError', 'pow() 3rd argument not allowed unless all arguments are integers');
  }
  if (BigInt(modulus) !== 0n && BigInt(exponent) < 0n) return refuse('a modular inverse');
  return modularPower(BigInt(base), BigInt(exponent), BigInt(modulus), budget);
}

function round(passed: Arguments, budget: Budget): Value {
  const number = argumentOf(passed, 0, 'number');
  const digits = argumentOf(passed, 1, 'ndigits') ?? null;
  if (number === undefined) return raise('TypeError', 'round() takes a number');
  if (isIntegral(number)) {
    return digits === null ? BigInt(number) : roundInt(BigInt(number), toIndex(digits), budget);
  }
  if (typeof number !== 'number')
    return raise('TypeError', `type ${typeName(number)} doesn't define __round__ method`);
  if (digits === null) return roundFloat(number);
  const places = toIndex(digits);
  try {
    return roundDigits(number, Number(places));
  } catch (error) {
    if (error instanceof ValueLimitError) return raise('OverflowError', error.message);
    throw error;
  }
}

function roundFloat(number: number): bigint {
  checkFinite(number);
  const floor = Math.floor(number);
  const rest = number - floor;
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return BigInt(floor) + (isUp ? 1n : 0n);
}

function roundInt(number: bigint, places: bigint, budget: Budget): bigint {
  if (places >= 0n) return number;
  if (-places > BigInt(bitLength(number))) return 0n;
  const unit = 10n ** -places;
  budget.spendBits(2 * bitLength(unit));
  return nearestInt(number, unit) * unit;
}

function sum(passed: Arguments, { budget }: Context): Value {
  const [source] = passed.positional;
  if (source === undefined) return raise('TypeError', 'sum() takes an iterable');
  const start = argumentOf(passed, 1, 'start');
  let total: Value = start === undefined ? 0n : start;
  if (!isIterable(source)) raise('TypeError', `'${typeName(source)}' object is not iterable`);
  if (typeof total === 'string')
    return raise('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  if (total instanceof Bytes) return raise('TypeError', "sum() can't sum bytes [use b''.join(seq) instead]");
  const isWholeSet = source instanceof PythonSet && source.unordered().every(isIntegral);
  for (const item of isWholeSet ? unorderedItems(source, budget) : listItems(source, budget)) {
    total = binaryOperation('Add', total, item, budget);
  }
  return total;
}

function extreme(operator: 'Lt' | 'Gt', passed: Arguments, { budget }: Context): Value {
  const name = operator === 'Lt' ? 'min' : 'max';
  const [first] = passed.positional;
  if (first === undefined) return raise('TypeError', `${name} expected at least 1 argument, got 0`);
  checkKeywords(name, passed, ['key', 'default']);
  const fallback = passed.keywords.get('default');
  const isSingle = passed.positional.length === 1;
  if (!isSingle && fallback !== undefined)
    raise('TypeError', `Cannot specify a default for ${name}() with multiple positional arguments`);
  const key = keyFunction(passed.keywords.get('key'), budget);
  const source = key === undefined ? unorderedItems : listItems;
  const candidates: readonly Value[] = isSingle ? source(first, budget) : passed.positional;
  let best: { item: Value; rank: Value } | undefined;
  for (const item of candidates) {
    const rank = key === undefined ? item : key(item);
    if (best === undefined || compare(operator, rank, best.rank, budget)) best = { item, rank };
  }
  if (best !== undefined) return best.item;
  return fallback === undefined ? raise('ValueError', `${name}() arg is an empty sequence`) : fallback;
}

function toInt(passed: Arguments): bigint {
  checkKeywords('int', passed, ['base']);
  const [operand] = passed.positional;
  const given = passed.positional.length + passed.keywords.size;
  if (given > 2) return raise('TypeError', `int() takes at most 2 arguments (${given} given)`);
  const base = argumentOf(passed, 1, 'base');
  if (base !== undefined) return refuse('int() with a base');
  if (operand === undefined) return 0n;
  if (isIntegral(operand)) return BigInt(operand);
  if (typeof operand === 'number') {
    checkFinite(operand);
    return BigInt(Math.trunc(operand));
  }
  if (operand instanceof Bytes) return refuse('int() of bytes');
  if (typeof operand !== 'string')
    return raise(
      'TypeError',
      `int() argument must be a string, a bytes-like object or a real number, not '${typeName(operand)}'`,
    );
  return (
    limitedInt(operand) ??
    raise(
      'ValueError',
      `invalid literal for int() with base 10: ${Array.from(repr(operand)).slice(0, 200).join('')}`,
    )
  );
}

function limitedInt(text: string): bigint | undefined {
  try {
    return parsePythonInt(text);
  } catch (error) {
    if (error instanceof ValueLimitError) return raise('ValueError', error.message);
    throw error;
  }
}

function parseFloatArgument(passed: Arguments): number {
  const [operand] = positionalArguments(passed, 0, 1);
  if (operand === undefined) return 0;
  if (isReal(operand)) return toFloat(operand);
  if (operand instanceof Bytes) return refuse('float() of bytes');
  if (typeof operand !== 'string')
    return raise(
      'TypeError',
      `float() argument must be a string or a real number, not '${typeName(operand)}'`,
    );
  return (
    parsePythonFloat(operand) ?? raise('ValueError', `could not convert string to float: ${repr(operand)}`)
  );
}
