import {
  Bytes,
  Complex,
  dictGet,
  isList,
  Tuple,
  isDict,
  typeName,
  type ReadonlyDict,
  type Value,
  Foreign,
} from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { bytesMethod } from './bytes-methods.ts';
import { areEqual } from './comparison.ts';
import type { Context } from './context.ts';
import { raise, refuse } from './failure.ts';
import { DictView, PythonFunction, type Arguments } from './objects.ts';
import { hashable, isNotANumber } from './operand.ts';
import { onlyArgument, positionalArguments } from './passed.ts';
import { checkMethodArguments } from './signatures.ts';
import { bitLength } from './rounding.ts';
import { reprOf } from './object-text.ts';
import { stringMethods } from './string-methods.ts';

/** A method or attribute of a value, undefined where it is none that is evaluated. */
export function findMethod(owner: Value, name: string, context: Context): Value | undefined {
  const { budget } = context;
  if (typeof owner === 'string') {
    if (!hasTextMethod(name)) return undefined;
    return new PythonFunction(name, (passed) => callTextMethod(owner, name, passed, budget), `str.${name}`);
  }
  const type = typeName(owner);
  const checked = (call: (passed: Arguments) => Value) => (passed: Arguments) => {
    checkMethodArguments(type, name, passed);
    return call(passed);
  };
  const bind = (call: (passed: Arguments) => Value): Value =>
    new PythonFunction(name, checked(call), `${type}.${name}`);
  if (owner instanceof Foreign) return undefined;
  if (isDict(owner)) return dictMethod(owner, name, bind, budget);
  if (isList(owner) || owner instanceof Tuple) {
    const items = isList(owner) ? owner : owner.items;
    return itemsMethod(items, name, isList(owner), bind, budget);
  }
  if (owner instanceof Bytes) return bytesMethod(owner, name, bind, budget);
  return numberAttribute(owner, name, bind, budget);
}

/** Whether a method of str is evaluated. */
export function hasTextMethod(name: string): boolean {
  return Object.hasOwn(stringMethods, name);
}

/** `text.name(…)` of such a method. @throws {DecodeError} where Python raises */
export function callTextMethod(text: string, name: string, passed: Arguments, budget: Budget): Value {
  checkMethodArguments('str', name, passed);
  budget.spendText(text.length);
  return stringMethods[name]?.(text, passed, budget) ?? null;
}

type Bind = (call: (passed: Arguments) => Value) => Value;

function withoutArguments(compute: () => Value): (passed: Arguments) => Value {
  return (passed) => {
    positionalArguments(passed, 0, 0);
    return compute();
  };
}

function dictMethod(dict: ReadonlyDict, name: string, bind: Bind, budget: Budget): Value | undefined {
  switch (name) {
    case 'get':
      return bind((passed) => {
        const [key = null, fallback = null] = positionalArguments(passed, 1, 2);
        const value = dictGet(dict, hashable(key, budget, dict));
        return value === undefined ? fallback : value;
      });
    case 'keys':
    case 'values':
    case 'items':
      return bind(() => new DictView(name, dict));
    default:
      return undefined;
  }
}

function itemsMethod(
  items: readonly Value[],
  name: string,
  isCopyable: boolean,
  bind: Bind,
  budget: Budget,
): Value | undefined {
  const isSought = (item: Value, sought: Value): boolean => {
    if (isNotANumber(item)) refuse('comparing containers that hold NaN');
    return areEqual(item, sought, budget);
  };
  switch (name) {
    case 'count':
      return bind((passed) => {
        const sought = onlyArgument(passed);
        budget.spendItems(items.length);
        return BigInt(items.filter((item) => isSought(item, sought)).length);
      });
    case 'index':
      return bind((passed) => {
        if (passed.positional.length > 1) return refuse('index() with bounds');
        const sought = onlyArgument(passed);
        budget.spendItems(items.length);
        const position = items.findIndex((item) => isSought(item, sought));
        return position < 0
          ? raise(
              'ValueError',
              isCopyable ? `${reprOf(sought, budget)} is not in list` : 'tuple.index(x): x not in tuple',
            )
          : BigInt(position);
      });
    case 'copy':
      return isCopyable ? bind(withoutArguments(() => items)) : undefined;
    default:
      return undefined;
  }
}

function numberAttribute(owner: Value, name: string, bind: Bind, budget: Budget): Value | undefined {
  if (owner instanceof Complex) {
    if (name === 'real') return owner.real;
    return name === 'imag' ? owner.imaginary : undefined;
  }
  if (typeof owner === 'number') {
    if (name === 'is_integer') return bind(withoutArguments(() => Number.isInteger(owner)));
    if (name === 'real') return owner;
    return name === 'imag' ? 0 : undefined;
  }
  if (typeof owner !== 'bigint' && typeof owner !== 'boolean') return undefined;
  const whole = BigInt(owner);
  if (name === 'real' || name === 'numerator') return whole;
  if (name === 'imag') return 0n;
  if (name === 'denominator') return 1n;
  if (name !== 'bit_length') return undefined;
  return bind(
    withoutArguments(() => {
      const bits = bitLength(whole);
      budget.spendBits(bits);
      return BigInt(bits);
    }),
  );
}
