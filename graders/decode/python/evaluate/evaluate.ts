import {
  parseExpression,
  PythonSyntaxError,
  type Expression,
  type Value,
} from '../../../../datasets/index.ts';
import { Frames } from '../unparse/recursion.ts';
import { unparse } from '../unparse/unparse.ts';
import { Budget } from './budget.ts';
import { checkCompiles } from './compile-check.ts';
import { raise } from './failure.ts';
import { constantOperand, Interpreter } from './interpreter.ts';
import { survey } from './operand.ts';
import { unaryOperation } from './arithmetic.ts';
import { binaryOperation } from './binary.ts';
import { Scope } from './scope.ts';

const MAX_PLAIN_DEPTH = 40;
/** Of every part of a result, in the budget's units: others will go through it again. */
const RESULT_PRICE = 4;
const MAX_PLAIN_INT = 10n ** 4300n;

/**
 * What `eval(ast.unparse(node))` comes to inside the official decoder, for a pure part of Python: operators,
 * displays, comprehensions, f-strings, and the builtins and methods that models use in arguments.
 * @param depth frames on Python's stack where it is called
 * @throws {DecodeError} where Python raises; with a deviation for what lies outside that part
 *   (`evaluator-subset`) or takes too much work (`evaluation-budget`)
 */
export function evaluate(
  node: Expression,
  depth: number = Frames.parse + Frames.toValue,
  budget: Budget = new Budget(),
): Value {
  if (isPlain(node, 0)) return surveyed(evaluatePlain(node, budget), budget);
  const tree = reread(node, depth);
  return surveyed(new Interpreter(budget).evaluate(tree, Scope.forModule()), budget);
}

function surveyed(operand: Value, budget: Budget): Value {
  const value = operand;
  survey(value, budget, 'keeping', RESULT_PRICE);
  return value;
}

/** The tree of the unparsed text, which may differ or not be one at all. */
function reread(node: Expression, depth: number): Expression {
  const tree = parse(unparse(node, depth));
  checkCompiles(tree);
  return tree;
}

function parse(text: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof PythonSyntaxError) raise('SyntaxError', error.message);
    throw error;
  }
}

/** As the interpreter, for what `isPlain` lets through. */
function evaluatePlain(node: Expression, budget: Budget): Value {
  if (node.kind === 'BinOp') {
    const left = evaluatePlain(node.left, budget);
    return binaryOperation(node.operator, left, evaluatePlain(node.right, budget), budget);
  }
  if (node.kind === 'UnaryOp') return unaryOperation(node.operator, evaluatePlain(node.operand, budget));
  return node.kind === 'Constant' ? constantOperand(node) : null;
}

/** Whether unparsing and parsing cannot fail and change nothing. */
function isPlain(node: Expression, depth: number): boolean {
  if (depth > MAX_PLAIN_DEPTH) return false;
  if (node.kind === 'BinOp') return isPlain(node.left, depth + 1) && isPlain(node.right, depth + 1);
  if (node.kind === 'UnaryOp') return isPlain(node.operand, depth + 1);
  if (node.kind !== 'Constant') return false;
  return typeof node.value !== 'bigint' || (node.value < MAX_PLAIN_INT && node.value > -MAX_PLAIN_INT);
}
