import {
  dictSet,
  Tuple,
  UnhashableError,
  type Dict,
  type Expression,
  type Value,
} from '../../../datasets/index.ts';
import { DecodeError } from '../decode-error.ts';
import { isNumeric, negate } from './evaluate/arithmetic.ts';
import { Budget } from './evaluate/budget.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { isNotANumber, KEY_PRICE, survey } from './evaluate/operand.ts';
import type { Node } from './node.ts';
import { checkDepth, Frames } from './unparse/recursion.ts';
import { unparse } from './unparse/unparse.ts';

/**
 * The value that the official decoder takes an argument's syntax for: constants, lists, tuples and dicts as they
 * are, names and calls without keywords as text, other calls as dicts, arithmetic evaluated.
 * @throws {DecodeError} where the official decoder raises
 * @see bfcl-eval `resolve_ast_by_type`
 */
export function resolveValue(node: Expression): Value {
  return resolve(node, Frames.parse + Frames.toValue, new Budget());
}

/**
 * `{name: {parameter: value}}` of a call. Positional arguments are dropped; of a name given twice the last counts.
 * @param depth frames on Python's stack at its first value
 * @throws {DecodeError} where the official decoder raises
 * @see bfcl-eval `resolve_ast_call`
 */
export function resolveCall(call: Node<'Call'>, depth: number, budget: Budget): Dict {
  const parameters: Dict = new Map();
  for (const { argument, value } of call.keywords) parameters.set(argument, resolve(value, depth, budget));
  const resolved: Dict = new Map();
  resolved.set(calledName(call.func), parameters);
  return resolved;
}

/** The dotted name, without a base that is no name. */
function calledName(func: Expression): string {
  const parts: string[] = [];
  let part = func;
  for (; part.kind === 'Attribute'; part = part.value) parts.push(part.attribute);
  if (part.kind === 'Name') parts.push(part.id);
  return parts.reverse().join('.');
}

function resolve(node: Expression, depth: number, budget: Budget): Value {
  checkDepth(depth);
  switch (node.kind) {
    case 'Constant':
      return node.ellipsis === true ? '...' : node.value;
    case 'Name':
      return node.id;
    case 'UnaryOp':
      return negated(node.operand);
    case 'List':
      return resolveAll(node.elements, depth, budget);
    case 'Tuple':
      return new Tuple(resolveAll(node.elements, depth, budget));
    case 'Dict':
      return resolveDict(node, depth + Frames.toItem, budget);
    case 'BinOp':
      return evaluate(node, depth, budget);
    case 'Call':
      return node.keywords.length === 0
        ? unparse(node, depth)
        : resolveCall(node, depth + Frames.toItem, budget);
    case 'Subscript':
      return `${unparse(node.value, depth)}[${unparse(node.slice, depth)}]`;
    default:
      throw new DecodeError(`Unsupported AST type: ${node.kind}`);
  }
}

function resolveAll(nodes: readonly Expression[], depth: number, budget: Budget): Value[] {
  const values: Value[] = [];
  for (const node of nodes) values.push(resolve(node, depth + Frames.toItem, budget));
  return values;
}

/** Any unary operator negates, and only constants. */
function negated(operand: Expression): Value {
  if (operand.kind === 'Constant' && isNumeric(operand.value)) return negate(operand.value);
  throw new DecodeError('TypeError: bad operand for a unary operator');
}

function resolveDict({ keys, values }: Node<'Dict'>, depth: number, budget: Budget): Dict {
  const dict: Dict = new Map();
  for (const [index, keyNode] of keys.entries()) {
    const valueNode = values[index];
    if (keyNode === null || valueNode === undefined) throw new DecodeError('Unsupported AST type: NoneType');
    const key = resolve(keyNode, depth, budget);
    setKey(dict, key, resolve(valueNode, depth, budget), budget);
  }
  return dict;
}

function setKey(dict: Dict, key: Value, value: Value, budget: Budget): void {
  if (key instanceof Tuple) survey(key, budget, 'keeping', KEY_PRICE);
  if (holdsNotANumber(key) && [...dict.keys()].some(holdsNotANumber)) {
    throw new DecodeError('keys with NaN are told apart by identity', 'nan-keys');
  }
  try {
    dictSet(dict, key, value);
  } catch (error) {
    if (error instanceof UnhashableError) throw new DecodeError(`TypeError: ${error.message}`);
    throw error;
  }
}

function holdsNotANumber(key: Value): boolean {
  return key instanceof Tuple ? key.items.some(holdsNotANumber) : isNotANumber(key);
}
