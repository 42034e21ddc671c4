import {
  Complex,
  dictSet,
  ELLIPSIS,
  isDict,
  isList,
  lstrip,
  parseExpression,
  PythonSyntaxError,
  Tuple,
  typeName,
  type Dict,
  type Expression,
  type Value,
} from '../../datasets/index.ts';
import { DecodeError } from './decode-error.ts';
import { PythonSet } from './python/evaluate/objects.ts';

/**
 * Python's `ast.literal_eval(text)`. @returns a `PythonSet` for a set.
 * @throws {DecodeError} where Python raises
 */
export function literalEval(text: string): Value {
  return evaluate(parse(lstrip(text, ' \t')));
}

function parse(text: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof PythonSyntaxError) throw new DecodeError(error.message);
    throw error;
  }
}

/** Depth is bounded by the parser's limit on nested brackets. */
function evaluate(node: Expression): Value {
  switch (node.kind) {
    case 'Constant':
      return node.ellipsis === true ? ELLIPSIS : node.value;
    case 'List':
      return node.elements.map(evaluate);
    case 'Tuple':
      return new Tuple(node.elements.map(evaluate));
    case 'Set':
      return setOf(node.elements.map(evaluate));
    case 'Dict':
      return evaluateDict(node.keys, node.values);
    case 'Call':
      if (node.func.kind !== 'Name' || node.func.id !== 'set') return malformed();
      return node.args.length + node.keywords.length === 0 ? setOf([]) : malformed();
    case 'BinOp':
      return evaluateComplex(node);
    default:
      return evaluateSigned(node);
  }
}

function evaluateDict(keys: readonly (Expression | null)[], values: readonly Expression[]): Dict {
  const dict: Dict = new Map();
  for (const [index, keyNode] of keys.entries()) {
    const valueNode = values[index];
    if (keyNode === null || valueNode === undefined) return malformed();
    const key = evaluate(keyNode);
    refuseUnhashable(key);
    dictSet(dict, key, evaluate(valueNode));
  }
  return dict;
}

function setOf(items: readonly Value[]): PythonSet {
  const members: Dict = new Map();
  for (const item of items) {
    refuseUnhashable(item);
    dictSet(members, item, null);
  }
  return new PythonSet(members);
}

function refuseUnhashable(key: Value): void {
  if (key instanceof Tuple) key.items.forEach(refuseUnhashable);
  else if (isList(key) || isDict(key) || key instanceof PythonSet)
    throw new DecodeError(`unhashable type: '${typeName(key)}'`);
}

/** A real number plus or minus an imaginary one; no other arithmetic is a literal. */
function evaluateComplex({ left, operator, right }: Extract<Expression, { kind: 'BinOp' }>): Complex {
  if (operator !== 'Add' && operator !== 'Sub') return malformed();
  const real = evaluateSigned(left);
  const imaginary = evaluateNumber(right);
  if (real instanceof Complex || !(imaginary instanceof Complex)) return malformed();
  const asFloat = Number(real);
  if (typeof real === 'bigint' && !Number.isFinite(asFloat)) {
    throw new DecodeError('int too large to convert to float');
  }
  return operator === 'Add'
    ? new Complex(asFloat + imaginary.real, 0 + imaginary.imaginary)
    : new Complex(asFloat - imaginary.real, 0 - imaginary.imaginary);
}

function evaluateSigned(node: Expression): bigint | number | Complex {
  if (node.kind !== 'UnaryOp') return evaluateNumber(node);
  const operand = evaluateNumber(node.operand);
  if (node.operator === 'UAdd') return operand;
  if (node.operator !== 'USub') return malformed();
  return operand instanceof Complex ? new Complex(-operand.real, -operand.imaginary) : -operand;
}

function evaluateNumber(node: Expression): bigint | number | Complex {
  const value = node.kind === 'Constant' && node.ellipsis !== true ? node.value : null;
  if (typeof value === 'bigint' || typeof value === 'number' || value instanceof Complex) return value;
  return malformed();
}

function malformed(): never {
  throw new DecodeError('malformed node or string');
}
