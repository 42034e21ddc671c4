import { Tuple, typeName, type Dict, type Expression, type Value } from '../../../../datasets/index.ts';
import type { Comprehension, Node } from '../node.ts';
import { targetNames } from './compile-check.ts';
import type { Context } from './context.ts';
import { raise, refuse } from './failure.ts';
import { PythonIterator } from './objects.ts';
import { addKey, isTruthy, setOf } from './operand.ts';
import type { Scope } from './scope.ts';
import { isIterable, iterate, listItems } from './sequences.ts';

type ComprehensionNode = Node<'DictComp'> | Node<'ListComp' | 'SetComp' | 'GeneratorExp'>;

const MAX_LOOPS = 20;

/** @throws {DecodeError} where Python raises, and for asynchronous ones */
export function evaluateComprehension(node: ComprehensionNode, scope: Scope, context: Context): Value {
  const [first] = node.generators;
  if (first === undefined || node.generators.length > MAX_LOOPS) return refuse('so many loops');
  const source = iterate(context.evaluate(first.iterable, scope), context.budget);
  const inner = scope.nested(targetNames(node.generators));
  const { budget } = context;
  if (node.kind === 'DictComp') {
    const dict: Dict = new Map();
    for (const turn of turns(node.generators, 0, source, inner, context)) {
      const key = context.evaluate(node.key, turn);
      addKey(dict, key, context.evaluate(node.value, turn), budget);
    }
    return dict;
  }
  const items = elements(node, source, inner, context);
  if (node.kind === 'ListComp') return [...items];
  return node.kind === 'SetComp' ? setOf(items, budget) : new PythonIterator('generator', items);
}

function* elements(
  node: Node<'ListComp' | 'SetComp' | 'GeneratorExp'>,
  source: Iterable<Value>,
  scope: Scope,
  context: Context,
): Generator<Value> {
  for (const turn of turns(node.generators, 0, source, scope, context)) {
    yield context.evaluate(node.element, turn);
  }
}

/** The scope once for every turn of the loops in which all conditions hold. */
function* turns(
  generators: readonly Comprehension[],
  position: number,
  source: Iterable<Value>,
  scope: Scope,
  context: Context,
): Generator<Scope> {
  const loop = generators[position];
  if (loop === undefined) return;
  if (loop.isAsync) refuse('asynchronous code');
  const following = generators[position + 1];
  for (const item of source) {
    assign(loop.target, item, scope, context);
    if (!loop.conditions.every((condition) => isTruthy(context.evaluate(condition, scope)))) continue;
    if (following === undefined) yield scope;
    else {
      const inner = iterate(context.evaluate(following.iterable, scope), context.budget);
      yield* turns(generators, position + 1, inner, scope, context);
    }
  }
}

function assign(target: Expression, value: Value, scope: Scope, context: Context): void {
  if (target.kind === 'Name') {
    scope.assign(target.id, value);
    return;
  }
  if (target.kind !== 'Tuple' && target.kind !== 'List') refuse('such a loop target');
  if (!isIterable(value)) raise('TypeError', `cannot unpack non-iterable ${typeName(value)} object`);
  const items = listItems(value, context.budget);
  const expected = target.elements.length;
  const starred = target.elements.findIndex(({ kind }) => kind === 'Starred');
  if (starred < 0) {
    if (items.length > expected) raise('ValueError', `too many values to unpack (expected ${expected})`);
    if (items.length < expected)
      raise('ValueError', `not enough values to unpack (expected ${expected}, got ${items.length})`);
  } else if (items.length < expected - 1) {
    raise(
      'ValueError',
      `not enough values to unpack (expected at least ${expected - 1}, got ${items.length})`,
    );
  }
  const surplus = items.length - target.elements.length;
  target.elements.forEach((element, index) => {
    if (element.kind === 'Starred') {
      assign(element.value, items.slice(index, index + surplus + 1), scope, context);
    } else {
      const item = items[starred >= 0 && index > starred ? index + surplus : index];
      if (item !== undefined) assign(element, item, scope, context);
    }
  });
}

/**
 * Items and unpacked items of a list or tuple display, or of a call's arguments.
 * @param unpacker the function that is called, as messages have it
 */
export function displayItems(
  elements: readonly Expression[],
  scope: Scope,
  context: Context,
  unpacker?: string,
): Value[] {
  const items: Value[] = [];
  for (const element of elements) {
    if (element.kind === 'Starred') {
      const source = context.evaluate(element.value, scope);
      if (!isIterable(source)) {
        const type = typeName(source);
        raise(
          'TypeError',
          `${unpacker ?? 'Value'} ${unpacker === undefined ? 'after' : 'argument after'} * must be an iterable, not ${type}`,
        );
      }
      for (const item of iterate(source, context.budget)) items.push(item);
    } else items.push(context.evaluate(element, scope));
  }
  return items;
}

/** A tuple display. */
export function tupleOf(operands: readonly Value[]): Tuple {
  return new Tuple(operands);
}
