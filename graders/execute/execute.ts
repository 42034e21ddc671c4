import {
  isReserved,
  JsonTypeError,
  parseExpression,
  PythonSyntaxError,
  SplitString,
  str,
  syntaxErrorText,
  ValueLimitError,
  writeJson,
  isDict,
  isList,
  type Expression,
  type ReadonlyDict,
  type Value,
} from '../../datasets/index.ts';
import { DecodeError } from '../decode/decode-error.ts';
import { Budget } from '../decode/python/evaluate/budget.ts';
import { builtin } from '../decode/python/evaluate/builtins.ts';
import { checkCompiles } from '../decode/python/evaluate/compile-check.ts';
import { readPlainCall } from '../decode/python/plain-calls.ts';
import { PythonException, raise, refuse } from '../decode/python/evaluate/failure.ts';
import { constantOperand, Interpreter, type Globals } from '../decode/python/evaluate/interpreter.ts';
import { payForWriting } from '../decode/python/evaluate/object-text.ts';
import { PythonFunction, type Arguments } from '../decode/python/evaluate/objects.ts';
import { PythonObject } from '../decode/python/evaluate/opaque-objects.ts';
import { survey } from '../decode/python/evaluate/operand.ts';
import { Scope } from '../decode/python/evaluate/scope.ts';
import { restoredText, withStandIns } from '../decode/python/evaluate/stand-ins.ts';
import { knownJson, knownRepr } from '../environments/constants.ts';
import type { Environment } from '../environments/environment.ts';
import { Python } from '../environments/python.ts';
import { blocked, blockedName, withOwners } from './call-text.ts';
import { executorGlobal } from './executor-globals.ts';
import { executorNames } from './executor-names.ts';

/** Environments under the names by which call texts reach them. */
export type Instances = ReadonlyMap<string, Environment>;

/**
 * Results of calls, as the texts that the official executor makes of them; what fails is a text, too. Nothing but the
 * methods of the environments and Python's pure builtins can be reached.
 * @param texts each one Python expression
 * @see bfcl-eval `execute_multi_turn_func_call`
 */
export function executeCalls(texts: readonly string[], instances: Instances): string[] {
  return texts.map((text) => {
    const source = () => withoutIndent(withOwnersIn(text, instances));
    return callResult(instances, () => evaluated(text, instances), source).text;
  });
}

/** What a call came to: what fails is a text, too. */
export type CallResult = { readonly text: string; readonly isFailure: boolean };

/**
 * The text of what is evaluated, or of what Python raises there.
 * @param source the text that is evaluated, where it is one
 */
export function callResult(instances: Instances, evaluate: () => Value, source = () => ''): CallResult {
  const told = (text: string) =>
    [...instances.values()].some(({ holdsStandIns }) => holdsStandIns) ? restoredText(text) : text;
  try {
    return { text: told(resultText(evaluate())), isFailure: false };
  } catch (error) {
    return { text: told(failureText(reasonOf(error, source))), isFailure: true };
  }
}

function reasonOf(error: unknown, source: () => string): string {
  if (error instanceof PythonException)
    return error.type === 'SyntaxError' ? `${error.text} (<string>, line 1)` : error.text;
  if (error instanceof PythonSyntaxError) return syntaxErrorText(source(), error);
  if (error instanceof ValueLimitError) return error.message;
  if (error instanceof DecodeError)
    return `${error.message} [inftool:${error.deviation ?? 'evaluator-subset'}]`;
  // What no limit has foreseen: how deep a stack may be is the engine's affair.
  if (error instanceof RangeError && error.message.includes('call stack'))
    return 'the depth exceeds the evaluation budget [inftool:evaluation-budget]';
  throw error;
}

function failureText(text: string): string {
  return `Error during execution: ${text}`;
}

/** The environment that has a method, and its name: of two with a method of one name, the later. */
function ownerOf(method: string, instances: Instances): readonly [string, Environment] | undefined {
  let owner: readonly [string, Environment] | undefined;
  for (const entry of instances) if (entry[1].type.methods.has(method)) owner = entry;
  return owner;
}

/** Longer texts take more work than all but few are worth. */
const MAX_PLAIN_LENGTH = 1 << 15;
const NAME = /^[A-Za-z_]\w*$/;

/**
 * What a text comes to that is nothing but the call of a method with plain arguments; undefined for any other. It is
 * neither rewritten nor parsed as a whole: with one parenthesis only, nothing but the method's name would get an owner.
 */
function callPlainly(text: string, instances: Instances): Value | undefined {
  if (text.length > MAX_PLAIN_LENGTH || text.includes('(', text.indexOf('(') + 1)) return undefined;
  const call = readPlainCall(text);
  const owner = call === undefined || blocked.has(call.name) ? undefined : ownerOf(call.name, instances);
  if (call === undefined || owner === undefined) return undefined;
  const [name, environment] = owner;
  if (!NAME.test(name) || isReserved(name, 0, name.length)) return undefined;
  payForArguments(call.passed, new Budget());
  return environment.call(call.name, call.passed);
}

/** @throws what the official executor raises */
function evaluated(text: string, instances: Instances): Value {
  const result = callPlainly(text, instances);
  if (result !== undefined) return result;
  const rewritten = withOwnersIn(text, instances);
  const name = blockedName(rewritten);
  if (name !== undefined) return raise('Exception', `Function call ${name} is not allowed.`);
  return evaluateText(rewritten, instances);
}

function withOwnersIn(text: string, instances: Instances): string {
  return withOwners(text, { get: (method) => ownerOf(method, instances)?.[0] });
}

/** As `eval` takes it. */
function withoutIndent(text: string): string {
  return text.replace(/^[ \t]+/, '');
}

function evaluateText(text: string, instances: Instances): Value {
  const tree = parseExpression(withoutIndent(text));
  checkCompiles(tree);
  const budget = new Budget();
  const globals: Globals = (name, context) => {
    const environment = instances.get(name);
    if (environment !== undefined) return objectOf(environment, budget);
    return executorGlobal(name, context) ?? builtin(name, context, executorNames);
  };
  return new Interpreter(budget, globals, (node) => constantOf(node, instances)).evaluate(
    tree,
    Scope.empty(),
  );
}

/** A constant with stand-ins for its surrogates. */
function constantOf(node: Extract<Expression, { kind: 'Constant' }>, instances: Instances): Value {
  const { value } = node;
  const isText = (typeof value === 'string' || value instanceof SplitString) && node.ellipsis !== true;
  if (!isText) return constantOperand(node);
  const text = withStandIns(value);
  if (text !== value) for (const environment of instances.values()) environment.holdsStandIns = true;
  return text;
}

/** An environment as an object of Python: of what it has only its public methods can be reached. */
export function objectOf(environment: Environment, budget: Budget): PythonObject {
  const { name, methods } = environment.type;
  const attributeOf = (attribute: string) => {
    if (!methods.has(attribute)) {
      // There, in the official executor: no model is told the name that it would take.
      if (attribute.startsWith('_') || environment.state().has(attribute))
        refuse(`the attribute ${attribute} of an environment`);
      return undefined;
    }
    return new PythonFunction(
      attribute,
      (passed) => {
        payForArguments(passed, budget);
        return environment.call(attribute, passed, new Python(budget));
      },
      `${name}.${attribute}`,
      'method',
    );
  };
  return new PythonObject(name, attributeOf, environment);
}

/** States keep what they are told: nothing so deep, or so often shared, that comparing them would not end. */
function payForArguments({ positional, keywords }: Arguments, budget: Budget): void {
  for (const operand of [...positional, ...keywords.values()])
    if (typeof operand === 'object') survey(operand, budget, 'keeping');
}

/** What is shared is written as often as it stands there. */
function payForParts(result: ReadonlyDict): void {
  let budget: Budget | undefined;
  for (const item of result.values()) {
    if (typeof item !== 'object' || item === null || knownJson(item) !== undefined) continue;
    budget ??= new Budget();
    payForWriting(item, budget);
  }
}

function resultText(result: Value): string {
  if (typeof result === 'string') return result;
  if (result instanceof SplitString) return str(result);
  if (isDict(result)) {
    payForParts(result);
    try {
      return writeJson(result, { known: knownJson });
    } catch (error) {
      if (!(error instanceof JsonTypeError) && !(error instanceof ValueLimitError)) throw error;
    }
  }
  return (isList(result) ? knownRepr(result) : undefined) ?? new Python().str(result);
}
