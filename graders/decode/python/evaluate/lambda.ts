import type { Value } from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import type { Context } from './context.ts';
import { refuse } from './failure.ts';
import { bindParameters } from './parameters.ts';
import { PythonFunction, type Arguments } from './objects.ts';
import type { Scope } from './scope.ts';

/** A function of plain parameters without defaults. @throws {DecodeError} for other lambdas */
export function evaluateLambda(node: Node<'Lambda'>, scope: Scope, context: Context): Value {
  const { positionalOnly, positional, variadic, keywordOnly, keywordVariadic, defaults } = node.parameters;
  const isPlain =
    positionalOnly.length + keywordOnly.length + defaults.length === 0 &&
    variadic === null &&
    keywordVariadic === null;
  if (!isPlain) return refuse('such a lambda');
  const names = positional.map(({ name }) => name);
  const call = (passed: Arguments): Value => {
    const inner = scope.nested(names);
    bindParameters('<lambda>', positional, passed).forEach((value, index) => {
      const name = names[index];
      if (name !== undefined && value !== undefined) inner.assign(name, value);
    });
    return context.evaluate(node.body, inner);
  };
  return new PythonFunction('<lambda>', call, '<lambda>', 'function');
}
