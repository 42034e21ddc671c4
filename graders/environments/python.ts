import {
  dictDelete,
  dictSet,
  isDict,
  isList,
  typeName,
  type Value,
  dictItems,
} from '../../datasets/index.ts';
import { isIntegral, unaryOperation } from '../decode/python/evaluate/arithmetic.ts';
import { binaryOperation } from '../decode/python/evaluate/binary.ts';
import { Budget } from '../decode/python/evaluate/budget.ts';
import { builtin } from '../decode/python/evaluate/builtins.ts';
import { methodOrAttribute } from '../decode/python/evaluate/calls.ts';
import { compare } from '../decode/python/evaluate/comparison.ts';
import type { Context } from '../decode/python/evaluate/context.ts';
import { PythonException, raise, refuse } from '../decode/python/evaluate/failure.ts';
import { formatOperand } from '../decode/python/evaluate/format-spec.ts';
import { applyFunction, noKeywords } from '../decode/python/evaluate/function-call.ts';
import { callTextMethod, hasTextMethod } from '../decode/python/evaluate/methods.ts';
import { reprOf, strOf } from '../decode/python/evaluate/object-text.ts';
import { DictView, PythonFunction } from '../decode/python/evaluate/objects.ts';
import { hashable, isNotANumber, isTruthy } from '../decode/python/evaluate/operand.ts';
import {
  isSequence,
  ITEM_COST,
  iterate,
  lengthOf,
  listItems,
  subscript,
} from '../decode/python/evaluate/sequences.ts';
import { slice } from '../decode/python/evaluate/slices.ts';
import { forgetExtension, isConstant } from './constants.ts';
import type { Node } from '../decode/python/node.ts';

type BinaryOperator = Node<'BinOp'>['operator'];

const none: ReadonlySet<string> = new Set();

/**
 * Python's operations, for environments: whatever a model passes for an argument, they give what CPython gives, and raise
 * what it raises, in its words. All of one call together take a budget of work.
 * @throws {DecodeError} from every method, where Python raises (`PythonException`) or the budget is used up
 */
export class Python {
  readonly #context: Context;

  constructor(readonly budget: Budget = new Budget()) {
    this.#context = { budget, evaluate: () => refuse('syntax') };
  }

  /** An f-string whose fields have no format. */
  text(pieces: TemplateStringsArray, ...operands: readonly Value[]): string {
    return pieces
      .map((piece, index) => (index === 0 ? piece : strOf(operands[index - 1] ?? null, this.budget) + piece))
      .join('');
  }

  str(operand: Value): string {
    return strOf(operand, this.budget);
  }

  repr(operand: Value): string {
    return reprOf(operand, this.budget);
  }

  /** `format(operand, spec)`. */
  format(operand: Value, spec: string): string {
    return formatOperand(operand, spec, this.budget);
  }

  /** `owner.name(…)`. */
  method(owner: Value, name: string, ...positional: readonly Value[]): Value {
    if (typeof owner === 'string' && hasTextMethod(name))
      return callTextMethod(owner, name, { positional, keywords: noKeywords }, this.budget);
    const found = methodOrAttribute(owner, name, this.#context);
    if (!(found instanceof PythonFunction)) return refuse(`calling ${name}`);
    return applyFunction(found, positional, this.budget);
  }

  /** `name(…)` of a builtin function. */
  call(name: string, ...positional: readonly Value[]): Value {
    const found = builtin(name, this.#context, none);
    if (!(found instanceof PythonFunction)) return refuse(`calling ${name}`);
    return applyFunction(found, positional, this.budget);
  }

  binary(operator: BinaryOperator, left: Value, right: Value): Value {
    return binaryOperation(operator, left, right, this.budget);
  }

  /** `left += right`, or another operator: its messages are others. */
  inPlace(operator: 'Add' | 'Sub', left: Value, right: Value): Value {
    if (operator === 'Add' && isList(left)) {
      this.extend(left, right);
      return left;
    }
    try {
      return this.binary(operator, left, right);
    } catch (error) {
      if (!(error instanceof PythonException)) throw error;
      const symbol = operator === 'Add' ? '+' : '-';
      return raise(error.type, error.text.replace(`type(s) for ${symbol}:`, `type(s) for ${symbol}=:`));
    }
  }

  /** `-operand`. */
  negative(operand: Value): Value {
    return unaryOperation('USub', operand);
  }

  isLess(left: Value, right: Value): boolean {
    return compare('Lt', left, right, this.budget);
  }

  isAtMost(left: Value, right: Value): boolean {
    return compare('LtE', left, right, this.budget);
  }

  isGreater(left: Value, right: Value): boolean {
    return compare('Gt', left, right, this.budget);
  }

  isAtLeast(left: Value, right: Value): boolean {
    return compare('GtE', left, right, this.budget);
  }

  isEqual(left: Value, right: Value): boolean {
    return compare('Eq', left, right, this.budget);
  }

  /** `item in container`. */
  isIn(item: Value, container: Value): boolean {
    // Python finds a NaN where the same object lies: what a call brings is none that was there before.
    if (isNotANumber(item) && isList(container)) return false;
    return compare('In', item, container, this.budget);
  }

  isTruthy(operand: Value): boolean {
    return isTruthy(operand);
  }

  /** `container[key]`. */
  item(container: Value, key: Value): Value {
    return subscript(container, key, this.budget);
  }

  /** `container[:end]`. */
  head(container: Value, end: Value): Value {
    return slice(container, { lower: null, upper: end, step: null }, this.budget);
  }

  /** `list(operand)`. */
  items(operand: Value): Value[] {
    if (!isList(operand) && !(operand instanceof DictView)) return listItems(operand, this.budget);
    this.budget.spend(ITEM_COST * lengthOf(operand));
    return [...operand];
  }

  /** `list(operand.items())`: keys with their values. */
  pairs(operand: Value): (readonly [Value, Value])[] {
    if (isDict(operand)) return dictItems(operand);
    return this.items(this.method(operand, 'items')).map((pair) => [
      this.item(pair, 0n),
      this.item(pair, 1n),
    ]);
  }

  /** `iter(operand)`. */
  iterate(operand: Value): Iterable<Value> {
    return iterate(operand, this.budget);
  }

  /** `container[key] = value`. */
  setItem(container: Value, key: Value, value: Value): void {
    prepareChange(container);
    if (isDict(container)) dictSet(container, hashable(key, this.budget, container), value);
    else if (isList(container)) {
      // Negative positions and others that do not exist raise as reading them does, in other words.
      this.item(container, key);
      (container as Value[]).splice(Number(key), 1, value);
    } else raise('TypeError', `'${typeName(container)}' object does not support item assignment`);
  }

  /** `del container[key]`. */
  deleteItem(container: Value, key: Value): void {
    prepareChange(container);
    if (isList(container)) {
      // Positions that do not exist raise as reading them does, in almost its words.
      try {
        this.item(container, key);
      } catch (error) {
        if (!(error instanceof PythonException) || error.type !== 'IndexError') throw error;
        raise('IndexError', error.text.replace('list index', 'list assignment index'));
      }
      (container as Value[]).splice(Number(key), 1);
      return;
    }
    if (!isDict(container)) {
      const isNumbered = isIntegral(key) && isSequence(container);
      const not = isNumbered ? "doesn't" : 'does not';
      raise('TypeError', `'${typeName(container)}' object ${not} support item deletion`);
    }
    if (!dictDelete(container, this.key(key))) raise('KeyError', this.repr(key));
  }

  /** `list.append(item)`. */
  append(list: Value, item: Value): void {
    this.#changeable(list, 'append').push(item);
  }

  /** `list.extend(items)`. */
  extend(list: Value, items: Value): void {
    const target = this.#changeable(list, 'extend');
    target.push(...this.items(items));
  }

  /** `list.remove(item)`. */
  remove(list: Value, item: Value): void {
    const target = this.#changeable(list, 'remove');
    const index = target.findIndex((candidate) => candidate === item || this.isEqual(candidate, item));
    if (index < 0) raise('ValueError', 'list.remove(x): x not in list');
    target.splice(index, 1);
  }

  /** Lists are read-only to everybody else. */
  #changeable(list: Value, method: string): Value[] {
    prepareChange(list);
    if (isList(list)) return list as Value[];
    return raise('AttributeError', `'${typeName(list)}' object has no attribute '${method}'`);
  }

  /** What a dict finds it by. */
  key(operand: Value, among?: ReadonlyMap<Value, unknown>): Value {
    return hashable(operand, this.budget, among);
  }
}

/** The official would change a constant of its modules for all tasks after. @throws {DecodeError} for one */
function prepareChange(container: Value): void {
  if (typeof container !== 'object' || container === null) return;
  if (isConstant(container)) refuse('changing a constant');
  forgetExtension(container);
}

export { raise };
