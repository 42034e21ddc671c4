import {
  JsonTypeError,
  parseExpression,
  PythonSyntaxError,
  SplitString,
  str,
  ValueLimitError,
  writeJson,
} from '../../datasets/index.ts';
import { DecodeError } from '../decode/decode-error.ts';
import { Budget } from '../decode/python/evaluate/budget.ts';
import { builtin } from '../decode/python/evaluate/builtins.ts';
import { checkCompiles } from '../decode/python/evaluate/compile-check.ts';
import { PythonException, refuse } from '../decode/python/evaluate/failure.ts';
import { Interpreter, type Globals } from '../decode/python/evaluate/interpreter.ts';
import { payForWriting } from '../decode/python/evaluate/object-text.ts';
import {
  isDict,
  isSpecial,
  PythonFunction,
  PythonObject,
  survey,
  type Arguments,
  type Operand,
} from '../decode/python/evaluate/operand.ts';
import { Scope } from '../decode/python/evaluate/scope.ts';
import type { Environment } from '../environments/environment.ts';
import { Python } from '../environments/python.ts';
import { blockedName, withOwners } from './call-text.ts';
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
  const owners = ownersOf(instances);
  return texts.map((text) => {
    const rewritten = withOwners(text, owners);
    const name = blockedName(rewritten);
    if (name !== undefined) return failureText(`Function call ${name} is not allowed.`);
    return callResult(() => evaluateText(rewritten, instances)).text;
  });
}

/** What a call came to: what fails is a text, too. */
export type CallResult = { readonly text: string; readonly isFailure: boolean };

/** The text of what is evaluated, or of what Python raises there. */
export function callResult(evaluate: () => Operand): CallResult {
  try {
    return { text: resultText(evaluate()), isFailure: false };
  } catch (error) {
    return { text: failureText(reasonOf(error)), isFailure: true };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof PythonException)
    return error.type === 'SyntaxError' ? `${error.text} (<string>, line 1)` : error.text;
  if (error instanceof PythonSyntaxError) return `${error.reason} (<string>, line 1)`;
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

/** Of two environments with a method of one name, the later has it. */
function ownersOf(instances: Instances): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [name, { type }] of instances)
    for (const method of type.methods.keys()) owners.set(method, name);
  return owners;
}

function evaluateText(text: string, instances: Instances): Operand {
  const tree = parseExpression(text.replace(/^[ \t]+/, ''));
  checkCompiles(tree);
  const budget = new Budget();
  const globals: Globals = (name, context) => {
    const environment = instances.get(name);
    return environment === undefined ? builtin(name, context, executorNames) : objectOf(environment, budget);
  };
  return new Interpreter(budget, globals).evaluate(tree, Scope.empty());
}

/** An environment as an object of Python: of what it has only its public methods can be reached. */
export function objectOf(environment: Environment, budget: Budget): PythonObject {
  const { name, methods } = environment.type;
  return new PythonObject(name, (attribute) => {
    if (!methods.has(attribute)) {
      // There, in the official executor: no model is told the name that it would take.
      if (attribute.startsWith('_') || environment.state().has(attribute))
        refuse(`the attribute ${attribute} of an environment`);
      return undefined;
    }
    return new PythonFunction(
      attribute,
      false,
      (passed) => {
        payForArguments(passed, budget);
        return environment.call(attribute, passed, new Python(budget));
      },
      `${name}.${attribute}`,
    );
  });
}

/** States keep what they are told: nothing so deep, or so often shared, that comparing them would not end. */
function payForArguments({ positional, keywords }: Arguments, budget: Budget): void {
  for (const operand of [...positional, ...keywords.values()])
    if (typeof operand === 'object' && !isSpecial(operand)) survey(operand, budget, true);
}

function resultText(result: Operand): string {
  if (typeof result === 'string') return result;
  if (result instanceof SplitString) return str(result);
  if (isDict(result)) {
    payForWriting(result, new Budget());
    try {
      return writeJson(result);
    } catch (error) {
      if (!(error instanceof JsonTypeError) && !(error instanceof ValueLimitError)) throw error;
    }
  }
  return new Python().str(result);
}
