import { isDict, typeName, type Value } from '../../../../datasets/index.ts';
import type { Node } from '../node.ts';
import type { Context } from './context.ts';
import { displayItems } from './comprehension.ts';
import { raise, refuse } from './failure.ts';
import { callFunction } from './function-call.ts';
import { attributeNames } from './known-names.ts';
import { findMethod } from './methods.ts';
import { PythonFunction, type Arguments } from './objects.ts';
import { PythonObject, SYNTAX_NODE, PrintedNumber } from './opaque-objects.ts';
import type { Scope } from './scope.ts';

/** @throws {DecodeError} where Python raises */
export function evaluateCall(node: Node<'Call'>, scope: Scope, context: Context): Value {
  const func = context.evaluate(node.func, scope);
  const positional = displayItems(node.args, scope, context, calledText(func));
  const keywords = keywordArguments(node, func, scope, context);
  if (!(func instanceof PythonFunction)) {
    return raise('TypeError', `'${typeName(func)}' object is not callable`);
  }
  return callFunction(func, { positional, keywords }, context.budget);
}

function keywordArguments(
  node: Node<'Call'>,
  func: Value,
  scope: Scope,
  context: Context,
): Arguments['keywords'] {
  const keywords = new Map<string, Value>();
  for (const { argument, value } of node.keywords) {
    const operand = context.evaluate(value, scope);
    if (argument === null) addUnpacked(keywords, operand, func);
    else if (keywords.has(argument))
      raise('TypeError', `${calledText(func)} got multiple values for keyword argument '${argument}'`);
    else keywords.set(argument, operand);
  }
  return keywords;
}

function addUnpacked(keywords: Map<string, Value>, operand: Value, func: Value): void {
  if (!isDict(operand)) {
    const type = typeName(operand);
    raise('TypeError', `${calledText(func)} argument after ** must be a mapping, not ${type}`);
  }
  for (const [key, value] of operand) {
    if (typeof key !== 'string') raise('TypeError', 'keywords must be strings');
    if (keywords.has(key))
      raise('TypeError', `${calledText(func)} got multiple values for keyword argument '${key}'`);
    keywords.set(key, value);
  }
}

/** What is called, as messages about unpacking have it. */
function calledText(func: Value): string {
  if (func instanceof PythonFunction) return `${func.fullName}()`;
  return `${typeName(func)} object`;
}

/** `owner.name`. @throws {DecodeError} where Python raises, and for attributes that are not evaluated */
export function methodOrAttribute(owner: Value, name: string, context: Context): Value {
  const found = owner instanceof PythonObject ? owner.attribute(name) : findMethod(owner, name, context);
  if (found !== undefined) return found;
  const type = typeName(owner);
  const isPrivate = name.startsWith('__');
  const hasOthers = type === 'type' || owner instanceof PrintedNumber || owner === SYNTAX_NODE;
  if (isPrivate || hasOthers || attributeNames[type]?.has(name) === true || type.startsWith('dict_')) {
    return refuse(`the attribute ${name}`);
  }
  return raise('AttributeError', `'${type}' object has no attribute '${name}'`);
}
