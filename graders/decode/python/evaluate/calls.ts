import type { Node } from '../node.ts';
import type { Context } from './context.ts';
import { displayItems } from './comprehension.ts';
import { raise, refuse } from './failure.ts';
import { callFunction } from './function-call.ts';
import { attributeNames } from './known-names.ts';
import { findMethod } from './methods.ts';
import {
  isDict,
  operandTypeName,
  OpaqueObject,
  PythonFunction,
  PythonIterator,
  type Arguments,
  type Operand,
} from './operand.ts';
import type { Scope } from './scope.ts';

/** @throws {DecodeError} where Python raises */
export function evaluateCall(node: Node<'Call'>, scope: Scope, context: Context): Operand {
  const func = context.evaluate(node.func, scope);
  const positional = displayItems(node.args, scope, context);
  const keywords = keywordArguments(node, scope, context);
  if (!(func instanceof PythonFunction)) {
    if (func instanceof OpaqueObject) return raise('TypeError: object is not callable');
    return raise(`TypeError: '${operandTypeName(func)}' object is not callable`);
  }
  return callFunction(func, { positional, keywords }, context.budget);
}

function keywordArguments(node: Node<'Call'>, scope: Scope, context: Context): Arguments['keywords'] {
  const keywords = new Map<string, Operand>();
  for (const { argument, value } of node.keywords) {
    const operand = context.evaluate(value, scope);
    if (argument === null) addUnpacked(keywords, operand);
    else if (keywords.has(argument)) raise('TypeError: got multiple values for keyword argument');
    else keywords.set(argument, operand);
  }
  return keywords;
}

function addUnpacked(keywords: Map<string, Operand>, operand: Operand): void {
  if (!isDict(operand)) raise('TypeError: argument after ** must be a mapping');
  for (const [key, value] of operand) {
    if (typeof key !== 'string') raise('TypeError: keywords must be strings');
    if (keywords.has(key)) raise('TypeError: got multiple values for keyword argument');
    keywords.set(key, value);
  }
}

/** `owner.name`. @throws {DecodeError} where Python raises, and for attributes that are not evaluated */
export function methodOrAttribute(owner: Operand, name: string, context: Context): Operand {
  const found = findMethod(owner, name, context);
  if (found !== undefined) return found;
  const typeName = operandTypeName(owner);
  const isPrivate = name.startsWith('__');
  const isObject =
    owner instanceof PythonFunction || owner instanceof PythonIterator || owner instanceof OpaqueObject;
  if (isPrivate || isObject || attributeNames[typeName]?.has(name) === true || typeName.startsWith('dict_')) {
    return refuse(`the attribute ${name}`);
  }
  return raise(`AttributeError: '${typeName}' object has no attribute '${name}'`);
}
