import {
  Bytes,
  Complex,
  dictHas,
  dictSet,
  ELLIPSIS as ELLIPSIS_VALUE,
  Tuple,
  typeName,
  type Dict,
  type ReadonlyDict,
  type Value,
} from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import { exceed, raise, refuse } from './failure.ts';
import { setOrder } from './set-order.ts';

/** What finding a key costs per part of it, in the budget's units. */
export const KEY_PRICE = 10;

/** What an expression can come to on the way to a value. */
export type Operand = Value | SpecialObject;
export type SpecialObject =
  | PythonSet
  | PythonRange
  | PythonIterator
  | PythonFunction
  | PythonObject
  | PrintedDict
  | DictView
  | OpaqueObject;

/** How a set was made, on which the order of its items hangs: item by item, as a display of constants, or out of sets. */
export type SetOrigin = 'items' | 'constants' | 'sets';

/** A set. */
export class PythonSet {
  private readonly members: Dict = new Map();

  constructor(
    items: Iterable<Value>,
    private readonly budget: Budget,
    private readonly origin: SetOrigin = 'items',
  ) {
    for (const item of items) addKey(this.members, item, null, budget);
  }

  get size(): number {
    return this.members.size;
  }

  has(item: Operand): boolean {
    const key = hashable(item, this.budget);
    return dictHas(this.members, key);
  }

  /** In Python's order, with PYTHONHASHSEED=0 where there are texts. @throws {DecodeError} where it hangs on more */
  ordered(): Value[] {
    const items = this.unordered();
    if (items.length < 2) return items;
    // Whether the compiler makes a display of texts once more depends on what the process has read before.
    const isFixed =
      this.origin === 'items' || items.length < 3 || !items.some((item) => typeof item === 'string');
    if (this.origin === 'sets' || !isFixed) return refuse('the order of a set');
    this.budget.spendItems(20 * items.length);
    return setOrder(items, this.origin === 'constants');
  }

  /** In no particular order: for uses in which order does not show. */
  unordered(): Value[] {
    this.budget.spendItems(this.size);
    return [...this.members.keys()];
  }
}

export class PythonRange {
  readonly length: number;

  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {
    const distance = step > 0n ? stop - start : start - stop;
    const size = step > 0n ? step : -step;
    this.length = distance <= 0n ? 0 : Number((distance + size - 1n) / size);
  }

  *[Symbol.iterator](): Generator<Value> {
    for (let i = 0, item = this.start; i < this.length; i++, item += this.step) yield item;
  }
}

/** Yields every item once. */
export class PythonIterator {
  constructor(
    readonly kind: string,
    readonly items: Iterator<Value>,
  ) {}
}

export function isList(operand: Operand): operand is readonly Value[] {
  return Array.isArray(operand);
}

export function isDict(operand: Operand): operand is Dict {
  return operand instanceof Map;
}

/** What a call passes. */
export type Arguments = {
  readonly positional: readonly Operand[];
  readonly keywords: ReadonlyMap<string, Operand>;
};

/** A builtin function, type, bound method or lambda. */
export class PythonFunction {
  constructor(
    readonly name: string,
    readonly isType: boolean,
    readonly call: (passed: Arguments) => Operand,
    /** With the type that it is a method of. */
    readonly fullName = name,
    /** Whether Python's builtins have it. */
    readonly isBuiltin = false,
  ) {}
}

/** `d.keys()`, `d.values()` or `d.items()`. */
export class DictView {
  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    readonly dict: ReadonlyDict,
  ) {}

  [Symbol.iterator](): IterableIterator<Value> {
    if (this.kind === 'items') return this.#items();
    return this.kind === 'keys' ? this.dict.keys() : this.dict.values();
  }

  *#items(): Generator<Value> {
    for (const entry of this.dict) yield new Tuple(entry);
  }
}

/** Something with an identity only: `...`, or the syntax node in the official resolver's variable `value`. */
export class OpaqueObject {
  constructor(readonly name: 'ellipsis' | 'AST') {}
}

/** An object of a class that is not Python's own. */
export class PythonObject {
  constructor(
    readonly typeName: string,
    /** Undefined where it has no such attribute. */
    readonly attribute: (name: string) => Operand | undefined,
  ) {}
}

/** A dict of one key whose value is an object that is no value: known by its text. */
export class PrintedDict {
  constructor(
    readonly text: string,
    readonly key = 'result',
  ) {}
}

export const ELLIPSIS = new OpaqueObject('ellipsis');
export const SYNTAX_NODE = new OpaqueObject('AST');

export function isSpecial(operand: Operand): operand is SpecialObject {
  if (typeof operand !== 'object' || operand === null || isList(operand) || isDict(operand)) return false;
  return (
    operand instanceof PythonSet ||
    operand instanceof PythonRange ||
    operand instanceof PythonIterator ||
    operand instanceof PythonFunction ||
    operand instanceof PythonObject ||
    operand instanceof PrintedDict ||
    operand instanceof DictView ||
    operand instanceof OpaqueObject
  );
}

/** The operand as an item of a list, tuple or dict, or as a result. @throws {DecodeError} for objects without a value */
export function toValue(operand: Operand): Value {
  if (!isSpecial(operand)) return operand;
  return operand === ELLIPSIS ? ELLIPSIS_VALUE : refuse(`a ${operandTypeName(operand)} as a value`);
}

/** As CPython's `_PyArg_BadArgument` names the type. */
export function argumentTypeName(operand: Operand): string {
  return operand === null ? 'None' : operandTypeName(operand);
}

export function operandTypeName(operand: Operand): string {
  if (!isSpecial(operand)) return typeName(operand);
  if (operand instanceof PythonSet) return 'set';
  if (operand instanceof PythonRange) return 'range';
  if (operand instanceof PythonIterator) return operand.kind;
  if (operand instanceof DictView) return `dict_${operand.kind}`;
  if (operand instanceof OpaqueObject) return operand.name;
  if (operand instanceof PythonObject) return operand.typeName;
  if (operand instanceof PrintedDict) return 'dict';
  if (operand.name === '<lambda>') return 'function';
  return operand.isType ? 'type' : 'builtin_function_or_method';
}

/** `bool(operand)`. */
export function isTruthy(operand: Operand): boolean {
  if (typeof operand === 'object' && operand !== null) return isTruthyObject(operand);
  return Boolean(operand) || Number.isNaN(operand);
}

function isTruthyObject(operand: Extract<Operand, object>): boolean {
  if (isList(operand)) return operand.length > 0;
  if (operand instanceof Tuple) return operand.items.length > 0;
  if (operand instanceof Bytes) return operand.bytes.length > 0;
  if (operand instanceof Complex) return operand.real !== 0 || operand.imaginary !== 0;
  if (operand instanceof Map || operand instanceof PythonSet) return operand.size > 0;
  if (operand instanceof PythonRange) return operand.length > 0;
  return operand instanceof DictView ? operand.dict.size > 0 : true;
}

/** `dict[key] = value` or `set.add(key)`. @throws {DecodeError} for what cannot be hashed, and for NaN */
export function addKey(dict: Dict, key: Operand, value: Value, budget: Budget): void {
  budget.spend(typeof key === 'string' ? 5 : 30);
  dictSet(dict, newKey(key, dict, budget), value);
}

/** The operand as a key to be added. @throws {DecodeError} as `hashable`, and for -0.0, which no key of ours is */
export function newKey(key: Operand, dict: ReadonlyDict, budget: Budget): Value {
  const value = hashable(key, budget, dict);
  return Object.is(value, -0) && !dictHas(dict, value) ? refuse('-0.0 as a key') : value;
}

/**
 * The operand as a key.
 * @param among NaN, which Python finds by identity, is none of its keys
 * @throws {DecodeError} for what cannot be hashed, and for NaN where it might be one
 */
export function hashable(key: Operand, budget: Budget, among?: ReadonlyDict): Value {
  if (typeof key === 'string') return key;
  if (key instanceof PythonSet) return raise('TypeError', "unhashable type: 'set'");
  const value = toValue(key);
  const isNew = among !== undefined && isNotANumber(value) && !dictHas(among, value);
  survey(value, budget, isNew, KEY_PRICE);
  checkHashable(value);
  return value;
}

function checkHashable(key: Value): void {
  if (isList(key) || isDict(key)) raise('TypeError', `unhashable type: '${typeName(key)}'`);
  if (key instanceof Tuple) key.items.forEach(checkHashable);
}

export function isNotANumber(value: Operand): boolean {
  if (typeof value !== 'object') return Number.isNaN(value);
  return value instanceof Complex && (Number.isNaN(value.real) || Number.isNaN(value.imaginary));
}

/** Levels of a value: whoever goes through it by recursion must not run out of stack. */
const MAX_LEVELS = 500;

/**
 * Pays for going through all of a value, however often its parts are shared.
 * @param price per part, in the budget's units
 * @throws {DecodeError} if it is too large or too deep, or holds NaN, which Python compares by identity
 */
export function survey(
  value: Value,
  budget: Budget,
  allowsNotANumber: boolean,
  price = 1,
  levels = MAX_LEVELS,
): void {
  if (levels === 0) exceed('the depth of a value');
  budget.spend(price + sizeOf(value, price));
  if (!allowsNotANumber && isNotANumber(value)) refuse('comparing containers that hold NaN');
  for (const part of partsOf(value)) survey(part, budget, allowsNotANumber, price, levels - 1);
}

function sizeOf(value: Value, price: number): number {
  if (typeof value === 'string') return value.length / 64;
  return value instanceof Bytes ? (value.bytes.length * price) / 16 : 0;
}

/** What a value holds. */
export function partsOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (value instanceof Tuple) return value.items;
  return value instanceof Map ? [...value.keys(), ...value.values()] : [];
}
