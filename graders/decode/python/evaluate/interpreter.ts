import {
  dictSet,
  SplitString,
  ELLIPSIS,
  isDict,
  typeName,
  type Dict,
  type Expression,
  type Value,
} from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import { unaryOperation } from './arithmetic.ts';
import { binaryOperation } from './binary.ts';
import type { Budget } from './budget.ts';
import { builtin } from './builtins.ts';
import { evaluateCall, methodOrAttribute } from './calls.ts';
import { compare } from './comparison.ts';
import { displayItems, evaluateComprehension, tupleOf } from './comprehension.ts';
import type { Context } from './context.ts';
import { exceed, raise, refuse } from './failure.ts';
import { formatOperand } from './format-spec.ts';
import { moduleNames } from './known-names.ts';
import { evaluateLambda } from './lambda.ts';
import { asciiOf, reprOf, strOf } from './object-text.ts';
import type { SetOrigin } from './objects.ts';
import { addKey, isTruthy, setOf } from './operand.ts';
import type { Scope } from './scope.ts';
import { listItems, subscript } from './sequences.ts';
import { slice } from './slices.ts';

/** More than any tree that Python's unparser takes, so that only lambdas get there. */
const MAX_DEPTH = 400;

/** What a name stands for that no scope binds. @throws {DecodeError} where it stands for nothing, or nothing that is evaluated */
export type Globals = (name: string, context: Context) => Value;

const ofTheDecoder: Globals = (name, context) => builtin(name, context, moduleNames);

/** Evaluates the nodes of one expression. */
export class Interpreter implements Context {
  private depth = 0;

  constructor(
    readonly budget: Budget,
    private readonly globals: Globals = ofTheDecoder,
    private readonly constant: typeof constantOperand = constantOperand,
  ) {}

  evaluate(node: Expression, scope: Scope): Value {
    this.budget.spend(4);
    if (this.depth > MAX_DEPTH) exceed('a recursion');
    this.depth += 1;
    const result = this.valueOf(node, scope);
    this.depth -= 1;
    return result;
  }

  private valueOf(node: Expression, scope: Scope): Value {
    switch (node.kind) {
      case 'Constant':
        return this.constant(node);
      case 'Name':
        return this.name(node.id, scope);
      case 'List':
        return displayItems(node.elements, scope, this);
      case 'Tuple':
        return tupleOf(displayItems(node.elements, scope, this));
      case 'Set':
        return setOf(this.setItems(node, scope), this.budget, originOf(node));
      case 'Dict':
        return this.dict(node, scope);
      case 'UnaryOp':
        return unaryOperation(node.operator, this.evaluate(node.operand, scope));
      case 'BinOp':
        return this.binary(node, scope);
      case 'BoolOp':
        return this.boolean(node, scope);
      case 'Compare':
        return this.comparison(node, scope);
      case 'IfExp':
        return this.evaluate(isTruthy(this.evaluate(node.test, scope)) ? node.body : node.orElse, scope);
      case 'Call':
        return evaluateCall(node, scope, this);
      case 'Attribute':
        return methodOrAttribute(this.evaluate(node.value, scope), node.attribute, this);
      case 'Subscript':
        return this.subscript(node, scope);
      default:
        return this.rarer(node, scope);
    }
  }

  private rarer(node: RarerNode, scope: Scope): Value {
    switch (node.kind) {
      case 'JoinedStr':
        return node.values.map((value) => strOf(this.evaluate(value, scope), this.budget)).join('');
      case 'FormattedValue':
        return this.formatted(node, scope);
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        return evaluateComprehension(node, scope, this);
      case 'Lambda':
        return evaluateLambda(node, scope, this);
      case 'NamedExpr':
        return this.named(node, scope);
      default:
        return refuse(`the node ${node.kind}`);
    }
  }

  private name(name: string, scope: Scope): Value {
    const bound = scope.find(name);
    return bound === undefined ? this.globals(name, this) : bound;
  }

  private setItems({ elements }: Node<'Set'>, scope: Scope): Value[] {
    return elements.flatMap((element) =>
      element.kind === 'Starred'
        ? listItems(this.evaluate(element.value, scope), this.budget)
        : [this.evaluate(element, scope)],
    );
  }

  private dict(node: Node<'Dict'>, scope: Scope): Dict {
    const dict: Dict = new Map();
    node.keys.forEach((key, index) => {
      const valueNode = node.values[index];
      if (valueNode === undefined) return;
      if (key === null) {
        const other = this.evaluate(valueNode, scope);
        if (!isDict(other)) raise('TypeError', `'${typeName(other)}' object is not a mapping`);
        this.budget.spendItems(other.size);
        for (const [otherKey, value] of other) dictSet(dict, otherKey, value);
      } else {
        const keyOperand = this.evaluate(key, scope);
        addKey(dict, keyOperand, this.evaluate(valueNode, scope), this.budget);
      }
    });
    return dict;
  }

  private binary(node: Node<'BinOp'>, scope: Scope): Value {
    const left = this.evaluate(node.left, scope);
    return binaryOperation(node.operator, left, this.evaluate(node.right, scope), this.budget);
  }

  private boolean(node: Node<'BoolOp'>, scope: Scope): Value {
    const decides = node.operator === 'Or';
    let result: Value = null;
    for (const value of node.values) {
      result = this.evaluate(value, scope);
      if (isTruthy(result) === decides) break;
    }
    return result;
  }

  private comparison(node: Node<'Compare'>, scope: Scope): boolean {
    let left = this.evaluate(node.left, scope);
    for (const [index, operator] of node.operators.entries()) {
      const comparator = node.comparators[index];
      if (comparator === undefined) break;
      const right = this.evaluate(comparator, scope);
      if (!compare(operator, left, right, this.budget)) return false;
      left = right;
    }
    return true;
  }

  private subscript(node: Node<'Subscript'>, scope: Scope): Value {
    const container = this.evaluate(node.value, scope);
    const { slice: index } = node;
    if (index.kind !== 'Slice') return subscript(container, this.evaluate(index, scope), this.budget);
    const [lower = null, upper = null, step = null] = [index.lower, index.upper, index.step].map((part) =>
      part === null ? null : this.evaluate(part, scope),
    );
    return slice(container, { lower, upper, step }, this.budget);
  }

  private formatted(node: Node<'FormattedValue'>, scope: Scope): string {
    const operand = this.evaluate(node.value, scope);
    const write = { s: strOf, r: reprOf, a: asciiOf }[String.fromCharCode(Math.max(0, node.conversion))];
    const converted = write === undefined ? operand : write(operand, this.budget);
    const spec = node.formatSpec === null ? '' : strOf(this.evaluate(node.formatSpec, scope), this.budget);
    return formatOperand(converted, spec, this.budget);
  }

  private named(node: Node<'NamedExpr'>, scope: Scope): Value {
    if (!scope.isModule || node.target.kind !== 'Name') return refuse('a name bound in an inner scope');
    const value = this.evaluate(node.value, scope);
    scope.assign(node.target.id, value);
    return value;
  }
}

function originOf({ elements }: Node<'Set'>): SetOrigin {
  if (elements.some(({ kind }) => kind === 'Starred')) return 'sets';
  return elements.every(isFolded) ? 'constants' : 'items';
}

/** What the compiler makes a constant of. */
function isFolded(node: Expression): boolean {
  if (node.kind === 'UnaryOp') return isFolded(node.operand);
  if (node.kind === 'BinOp') return isFolded(node.left) && isFolded(node.right);
  return node.kind === 'Tuple' ? node.elements.every(isFolded) : node.kind === 'Constant';
}

type RarerNode =
  | Node<'ListComp' | 'SetComp' | 'GeneratorExp'>
  | Node<'Await' | 'YieldFrom'>
  | Node<
      'JoinedStr' | 'FormattedValue' | 'DictComp' | 'Lambda' | 'NamedExpr' | 'Slice' | 'Starred' | 'Yield'
    >;

/** What a constant stands for. @throws {DecodeError} for texts with surrogates */
export function constantOperand(node: Node<'Constant'>): Value {
  if (node.ellipsis === true) return ELLIPSIS;
  const { value } = node;
  if (value instanceof SplitString || (typeof value === 'string' && /\p{Surrogate}/u.test(value))) {
    return refuse('a str with surrogates');
  }
  return value;
}
