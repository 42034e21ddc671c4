import {
  parseExpression,
  PythonSyntaxError,
  strip,
  type Dict,
  type Expression,
  type Value,
} from '../../../datasets/index.ts';
import { DecodeError } from '../decode-error.ts';
import { Budget } from './evaluate/budget.ts';
import { readPlainCalls } from './plain-calls.ts';
import { resolveCall } from './resolve.ts';
import { Frames } from './unparse/recursion.ts';

/**
 * The calls in a text of Python's syntax, after the common cleaning: `[{name: {parameter: value}}, …]`. One call
 * stands alone, or several in a list, tuple or set; the text may be in single quotes. The name of a `**` argument
 * is null.
 * @returns or throws a {PythonSyntaxError} for a text that is no Python: unwinding would take longer than most reading
 * @throws {DecodeError} where else the official decoder raises
 * @see bfcl-eval `ast_parse`, section for `ReturnFormat.PYTHON`
 */
export function decodePythonText(text: string): Value | PythonSyntaxError {
  return readPlainCalls(text) ?? decodeByTree(text);
}

/** The same by way of the syntax tree, for any text. */
export function decodeByTree(text: string): Value {
  const budget = new Budget();
  const depth = Frames.parse + Frames.toValue;
  return callsOf(parseExpression(strip(strip(text), "'"))).map((call) =>
    resolveOnlyCall(call, depth, budget),
  );
}

function callsOf(tree: Expression): readonly Expression[] {
  switch (tree.kind) {
    case 'Call':
      return [tree];
    case 'List':
    case 'Tuple':
    case 'Set':
      return tree.elements;
    default:
      throw new DecodeError(`AttributeError: '${tree.kind}' object has no attribute 'elts'`);
  }
}

function resolveOnlyCall(node: Expression, depth: number, budget: Budget): Dict {
  if (node.kind !== 'Call') throw new DecodeError('AssertionError: an element is no call');
  return resolveCall(node, depth, budget);
}
