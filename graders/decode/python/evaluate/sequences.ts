import {
  Bytes,
  Complex,
  codePointLength,
  dictGet,
  dictKeys,
  SplitString,
  Tuple,
  typeName,
  isDict,
  isList,
  type Value,
  Foreign,
} from '../../../../datasets/index.ts';
import { isIntegral } from './arithmetic.ts';
import type { Budget } from './budget.ts';
import { raise, refuse } from './failure.ts';
import { reprOf } from './object-text.ts';
import { DictView, PythonBuiltin, PythonIterator, PythonRange, PythonSet } from './objects.ts';
import { hashable } from './operand.ts';
import { characters } from './text.ts';

/** In the budget's units. */
export const ITEM_COST = 5;

/** What has items at positions. */
export type Sequence = string | readonly Value[] | Tuple | Bytes;

export function isSequence(operand: Value): operand is Sequence {
  return (
    typeof operand === 'string' || isList(operand) || operand instanceof Tuple || operand instanceof Bytes
  );
}

/** `len(operand)`. @throws {DecodeError} where Python raises */
export function lengthOf(operand: Value): number {
  if (typeof operand === 'string') return codePointLength(operand);
  if (isList(operand)) return operand.length;
  if (operand instanceof Tuple) return operand.items.length;
  if (operand instanceof Bytes) return operand.bytes.length;
  if (isDict(operand) || operand instanceof PythonSet) return operand.size;
  if (operand instanceof PythonRange) return operand.length;
  if (operand instanceof DictView) return operand.dict.size;
  return raise('TypeError', `object of type '${typeName(operand)}' has no len()`);
}

/** Whether `iter(operand)` raises nothing. */
export function isIterable(operand: Value): boolean {
  if (typeof operand !== 'object' || operand === null) return typeof operand === 'string';
  if (operand instanceof Foreign) return foreignItems(operand) !== undefined;
  return !(operand instanceof Complex);
}

/**
 * `iter(operand)`, every item paid for.
 * @throws {DecodeError} at once where Python raises, and for sets whose order is not known
 */
export function iterate(operand: Value, budget: Budget): Generator<Value> {
  return paid(itemsOf(operand), budget);
}

function* paid(items: Iterator<Value>, budget: Budget): Generator<Value> {
  for (let next = budget.nextOf(items); next.done !== true; next = budget.nextOf(items)) {
    budget.spend(ITEM_COST);
    yield next.value;
  }
}

/** All items of an operand. @throws {DecodeError} as `iterate` */
export function listItems(operand: Value, budget: Budget): Value[] {
  return [...iterate(operand, budget)];
}

/** As `iterate`, also for sets: where the order does not show. */
export function iterateUnordered(operand: Value, budget: Budget): Generator<Value> {
  if (operand instanceof PythonSet) return paid(operand.unordered()[Symbol.iterator](), budget);
  return iterate(operand, budget);
}

/** As `listItems`, also for sets: where the order does not show. */
export function unorderedItems(operand: Value, budget: Budget): Value[] {
  return [...iterateUnordered(operand, budget)];
}

function itemsOf(operand: Value): Iterator<Value> {
  if (typeof operand === 'string') return operand[Symbol.iterator]();
  if (isList(operand)) return operand[Symbol.iterator]();
  if (operand instanceof Tuple) return operand.items[Symbol.iterator]();
  if (operand instanceof Bytes) return bytesOf(operand);
  if (isDict(operand)) return dictKeys(operand)[Symbol.iterator]();
  if (operand instanceof SplitString) refuse('iterating this');
  const items = operand instanceof Foreign ? foreignItems(operand) : undefined;
  return items?.() ?? raise('TypeError', `'${typeName(operand)}' object is not iterable`);
}

/** Undefined for what has none. */
function foreignItems(operand: Foreign): (() => Iterator<Value>) | undefined {
  if (operand instanceof PythonRange || operand instanceof DictView) return () => operand[Symbol.iterator]();
  if (operand instanceof PythonSet) return () => operand.ordered()[Symbol.iterator]();
  return operand instanceof PythonIterator ? () => operand.items : undefined;
}

function* bytesOf({ bytes }: Bytes): Generator<Value> {
  for (const byte of bytes) yield BigInt(byte);
}

/** An int as Python takes it for an index. @throws {DecodeError} for anything else */
export function toIndex(operand: Value): bigint {
  if (isIntegral(operand)) return BigInt(operand);
  return raise('TypeError', `'${typeName(operand)}' object cannot be interpreted as an integer`);
}

/** An int as Python takes it for a length or a count. @throws {DecodeError} for anything else, and beyond 63 bits */
export function toSize(operand: Value): number {
  return Number(limited(operand, 63));
}

/** An int as Python takes it for a flag, false where missing. @throws {DecodeError} for anything else, and beyond 31 bits */
export function toFlag(operand: Value | undefined): boolean {
  return operand !== undefined && limited(operand, 31) !== 0n;
}

function limited(operand: Value, bits: number): bigint {
  const index = toIndex(operand);
  return BigInt.asIntN(bits + 1, index) === index
    ? index
    : raise('OverflowError', 'Python int too large to convert to C ssize_t');
}

const genericTypes: ReadonlySet<string> = new Set(
  'classmethod dict enumerate filter frozenset list map property reversed set staticmethod tuple type zip'.split(
    ' ',
  ),
);

/** `container[key]`. @throws {DecodeError} where Python raises */
export function subscript(container: Value, key: Value, budget: Budget): Value {
  if (isDict(container)) {
    const value = dictGet(container, hashable(key, budget, container));
    return value === undefined ? raise('KeyError', reprOf(key, budget)) : value;
  }
  if (isSequence(container)) return itemAt(container, indexOf(container, key), budget);
  if (container instanceof PythonRange) {
    const position = wrapped(indexOf(container, key), container.length, 'range object index');
    return container.start + container.step * BigInt(position);
  }
  if (container instanceof PythonBuiltin && container.isType)
    return genericTypes.has(container.name)
      ? refuse('a generic type')
      : raise('TypeError', `type '${container.name}' is not subscriptable`);
  return raise('TypeError', `'${typeName(container)}' object is not subscriptable`);
}

/** @throws {DecodeError} for what is no index of this container */
function indexOf(container: Sequence | PythonRange, key: Value): bigint {
  if (isIntegral(key)) return BigInt(key);
  const type = typeName(key);
  if (typeof container === 'string') raise('TypeError', `string indices must be integers, not '${type}'`);
  const name = container instanceof Bytes ? 'byte' : typeName(container);
  return raise('TypeError', `${name} indices must be integers or slices, not ${type}`);
}

function itemAt(container: Sequence, index: bigint, budget: Budget): Value {
  if (typeof container === 'string') {
    budget.spendText(container.length);
    const all = characters(container);
    return all[wrapped(index, all.length, 'string index')] ?? null;
  }
  if (container instanceof Bytes) {
    return BigInt(container.bytes[wrapped(index, container.bytes.length, 'index')] ?? 0);
  }
  const items = container instanceof Tuple ? container.items : container;
  return items[wrapped(index, items.length, `${typeName(container)} index`)] ?? null;
}

/** @param what the index is one of, in CPython's words */
function wrapped(index: bigint, length: number, what: string): number {
  if (BigInt.asIntN(64, index) !== index && !what.startsWith('range'))
    raise('IndexError', "cannot fit 'int' into an index-sized integer");
  const position = index < 0n ? index + BigInt(length) : index;
  if (position < 0n || position >= BigInt(length)) raise('IndexError', `${what} out of range`);
  return Number(position);
}

/** The numbers that bytes hold, paid for. @throws {DecodeError} */
export function byteNumbers({ bytes }: Bytes, budget: Budget): number[] {
  budget.spendItems(bytes.length);
  return Array.from(bytes);
}
