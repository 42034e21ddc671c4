import { Tuple, isDict, typeName, type Dict, type Value } from '../../../../datasets/index.ts';
import type { Budget } from './budget.ts';
import type { Builtin } from './context.ts';
import { compare } from './comparison.ts';
import { raise, refuse } from './failure.ts';
import { formatOperand } from './format-spec.ts';
import { applyFunction, keyFunction } from './function-call.ts';
import { asciiOf, reprOf, strOf } from './object-text.ts';
import {
  DictView,
  PythonFunction,
  PythonIterator,
  PythonRange,
  PythonSet,
  type Arguments,
} from './objects.ts';
import { addKey, isNotANumber, isTruthy, argumentTypeName, setOf } from './operand.ts';
import { argumentOf, checkKeywords, onlyArgument, positionalArguments } from './passed.ts';
import {
  isIterable,
  isSequence,
  iterate,
  iterateUnordered,
  lengthOf,
  listItems,
  toFlag,
  toIndex,
  unorderedItems,
} from './sequences.ts';

/** Builtins that make or go through collections, and those that write texts. */
export const collectionBuiltins: Readonly<Record<string, Builtin>> = {
  len: (passed) => BigInt(lengthOf(onlyArgument(passed))),
  all: (passed, { budget }) => everyItem(onlyArgument(passed), budget),
  any: (passed, { budget }) => someItem(onlyArgument(passed), budget),
  list: (passed, { budget }) => collected(passed, budget),
  tuple: (passed, { budget }) => new Tuple(collected(passed, budget)),
  set: (passed, { budget }) => set(passed, budget),
  dict: (passed, { budget }) => dict(passed, budget),
  range: (passed) => range(passed),
  sorted: (passed, { budget }) => sorted(passed, budget),
  reversed: (passed, { budget }) => new PythonIterator('reversed', reversed(onlyArgument(passed), budget)),
  enumerate: (passed, { budget }) => enumerate(passed, budget),
  zip: (passed, { budget }) => zip(passed, budget),
  map: (passed, { budget }) => map(passed, budget),
  filter: (passed, { budget }) => filter(passed, budget),
  iter: (passed, { budget }) => iter(passed, budget),
  next: (passed) => next(passed),
  str: (passed, { budget }) => str(passed, budget),
  repr: (passed, { budget }) => reprOf(onlyArgument(passed), budget),
  ascii: (passed, { budget }) => asciiOf(onlyArgument(passed), budget),
  format: (passed, { budget }) => format(passed, budget),
};

function everyItem(operand: Value, budget: Budget): boolean {
  for (const item of iterateUnordered(operand, budget)) if (!isTruthy(item)) return false;
  return true;
}

function someItem(operand: Value, budget: Budget): boolean {
  for (const item of iterateUnordered(operand, budget)) if (isTruthy(item)) return true;
  return false;
}

function collected(passed: Arguments, budget: Budget, collect = listItems): Value[] {
  const [operand] = positionalArguments(passed, 0, 1);
  return operand === undefined ? [] : collect(operand, budget);
}

/** Out of sets and dicts in another way than item by item. */
function set(passed: Arguments, budget: Budget): PythonSet {
  const [source] = passed.positional;
  const isOfSets = source instanceof PythonSet || (source !== undefined && isDict(source));
  return setOf(collected(passed, budget, unorderedItems), budget, isOfSets ? 'sets' : 'items');
}

function dict(passed: Arguments, budget: Budget): Dict {
  const result: Dict = new Map();
  const [source] = passed.positional;
  if (passed.positional.length > 1)
    return raise('TypeError', `dict expected at most 1 argument, got ${passed.positional.length}`);
  if (source !== undefined && isDict(source)) {
    for (const [key, value] of source) addKey(result, key, value, budget);
  } else if (source !== undefined) {
    let index = 0;
    for (const pair of iterate(source, budget)) {
      addPair(result, pair, index, budget);
      index += 1;
    }
  }
  for (const [key, value] of passed.keywords) addKey(result, key, value, budget);
  return result;
}

function addPair(dict: Dict, pair: Value, index: number, budget: Budget): void {
  const element = `dictionary update sequence element #${index}`;
  if (!isIterable(pair)) raise('TypeError', `cannot convert ${element} to a sequence`);
  const items = listItems(pair, budget);
  const [key, value] = items;
  if (key === undefined || value === undefined || items.length > 2)
    return raise('ValueError', `${element} has length ${items.length}; 2 is required`);
  addKey(dict, key, value, budget);
}

function range(passed: Arguments): PythonRange {
  const [first = 0n, second, step = 1n] = positionalArguments(passed, 1, 3).map(toIndex);
  if (step === 0n) return raise('ValueError', 'range() arg 3 must not be zero');
  const made = second === undefined ? new PythonRange(0n, first, 1n) : new PythonRange(first, second, step);
  return made.length > Number.MAX_SAFE_INTEGER ? refuse('so long a range') : made;
}

function sorted(passed: Arguments, budget: Budget): Value[] {
  const [source] = passed.positional;
  if (source === undefined || passed.positional.length > 1)
    return raise('TypeError', `sorted expected 1 argument, got ${passed.positional.length}`);
  checkKeywords('sort', passed, ['key', 'reverse']);
  const isReverse = toFlag(passed.keywords.get('reverse'));
  const key = keyFunction(passed.keywords.get('key'), budget);
  const collect = key === undefined ? unorderedItems : listItems;
  const ranked = collect(source, budget).map((item) => ({
    item,
    rank: key === undefined ? item : key(item),
  }));
  if (ranked.some(({ rank }) => isNotANumber(rank) || rank instanceof PythonSet)) refuse('sorting these');
  ranked.sort((a, b) => {
    const [low, high] = isReverse ? [b, a] : [a, b];
    if (compare('Lt', low.rank, high.rank, budget)) return -1;
    return compare('Lt', high.rank, low.rank, budget) ? 1 : 0;
  });
  return ranked.map(({ item }) => item);
}

function reversed(operand: Value, budget: Budget): Iterator<Value> {
  const isReversible =
    isSequence(operand) || operand instanceof PythonRange || isDict(operand) || operand instanceof DictView;
  if (!isReversible) return raise('TypeError', `'${typeName(operand)}' object is not reversible`);
  return listItems(operand, budget).reverse()[Symbol.iterator]();
}

function enumerate(passed: Arguments, budget: Budget): PythonIterator {
  const source = argumentOf(passed, 0, 'iterable');
  const start = argumentOf(passed, 1, 'start');
  if (source === undefined && passed.keywords.size === 0)
    return raise('TypeError', "enumerate() missing required argument 'iterable'");
  checkKeywords('enumerate', passed, ['iterable', 'start']);
  if (source === undefined) return raise('TypeError', "enumerate() missing required argument 'iterable'");
  const given = passed.positional.length + passed.keywords.size;
  if (given > 2) return raise('TypeError', `enumerate() takes at most 2 arguments (${given} given)`);
  const first = start === undefined ? 0n : toIndex(start);
  return new PythonIterator('enumerate', numbered(iterate(source, budget), first));
}

function* numbered(items: Iterable<Value>, first: bigint): Generator<Value> {
  let index = first;
  for (const item of items) {
    yield new Tuple([index, item]);
    index += 1n;
  }
}

function zip(passed: Arguments, budget: Budget): PythonIterator {
  if (passed.keywords.size > 0) return refuse('zip() with keywords');
  return new PythonIterator('zip', zipped(passed.positional.map((source) => iterate(source, budget))));
}

function* zipped(sources: readonly Iterator<Value>[]): Generator<Tuple> {
  while (sources.length > 0) {
    const items: Value[] = [];
    for (const source of sources) {
      const next = source.next();
      if (next.done === true) return;
      items.push(next.value);
    }
    yield new Tuple(items);
  }
}

function map(passed: Arguments, budget: Budget): PythonIterator {
  const [func, source, ...more] = passed.positional;
  if (passed.keywords.size > 0) return raise('TypeError', 'map() takes no keyword arguments');
  if (source === undefined) return raise('TypeError', 'map() must have at least two arguments.');
  if (!(func instanceof PythonFunction)) return refuse('map() of no function');
  const sources = [source, ...more].map((one) => iterate(one, budget));
  return new PythonIterator('map', mapped(func, sources, budget));
}

function* mapped(
  func: PythonFunction,
  sources: readonly Iterator<Value>[],
  budget: Budget,
): Generator<Value> {
  for (const { items } of zipped(sources)) yield applyFunction(func, items, budget);
}

function filter(passed: Arguments, budget: Budget): PythonIterator {
  const [func = null, source = null] = positionalArguments(passed, 2, 2);
  if (func !== null && !(func instanceof PythonFunction)) return refuse('filter() of no function');
  return new PythonIterator('filter', filtered(func, iterate(source, budget), budget));
}

function* filtered(func: PythonFunction | null, items: Iterable<Value>, budget: Budget): Generator<Value> {
  for (const item of items) {
    const test = func === null ? item : applyFunction(func, [item], budget);
    if (isTruthy(test)) yield item;
  }
}

function iter(passed: Arguments, budget: Budget): PythonIterator {
  const [source = null, sentinel] = positionalArguments(passed, 1, 2);
  if (sentinel !== undefined) return refuse('iter() with a sentinel');
  if (source instanceof PythonIterator) return source;
  return new PythonIterator('iterator', iterate(source, budget));
}

function next(passed: Arguments): Value {
  const [source, fallback] = positionalArguments(passed, 1, 2);
  if (!(source instanceof PythonIterator))
    return raise('TypeError', `'${typeName(source ?? null)}' object is not an iterator`);
  const item = source.items.next();
  if (item.done !== true) return item.value;
  return fallback === undefined ? raise('StopIteration') : fallback;
}

function str(passed: Arguments, budget: Budget): string {
  if (passed.keywords.size > 0 || passed.positional.length > 1) return refuse('str() with an encoding');
  const [operand] = passed.positional;
  return operand === undefined ? '' : strOf(operand, budget);
}

function format(passed: Arguments, budget: Budget): string {
  const [operand = null, spec = ''] = positionalArguments(passed, 1, 2);
  return typeof spec === 'string'
    ? formatOperand(operand, spec, budget)
    : raise('TypeError', `format() argument 2 must be str, not ${argumentTypeName(spec)}`);
}
