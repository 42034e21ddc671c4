import {
  JsonTypeError,
  parseExpression,
  PythonSyntaxError,
  SplitString,
  str,
  syntaxErrorText,
  ValueLimitError,
  writeJson,
} from '../../datasets/index.ts';
import { DecodeError } from '../decode/decode-error.ts';
import { Budget } from '../decode/python/evaluate/budget.ts';
import { builtin } from '../decode/python/evaluate/builtins.ts';
import { checkCompiles } from '../decode/python/evaluate/compile-check.ts';
import { PythonException } from '../decode/python/evaluate/failure.ts';
import { Interpreter, type Globals } from '../decode/python/evaluate/interpreter.ts';
import { isDict, PythonFunction, PythonObject, type Operand } from '../decode/python/evaluate/operand.ts';
import { Scope } from '../decode/python/evaluate/scope.ts';
import type { Environment } from '../environments/environment.ts';
import { Python } from '../environments/python.ts';
import { blockedName, withOwners } from './call-text.ts';
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
  const owners = ownersOf(instances);
  return texts.map((text) => {
    const rewritten = withOwners(text, owners);
    try {
      const name = blockedName(rewritten);
      if (name !== undefined) return failureText(`Function call ${name} is not allowed.`);
      return resultText(evaluateText(rewritten, instances));
    } catch (error) {
      if (error instanceof PythonException)
        return failureText(error.type === 'SyntaxError' ? `${error.text} (<string>, line 1)` : error.text);
      if (error instanceof PythonSyntaxError)
        return failureText(syntaxErrorText(withoutIndent(rewritten), error));
      if (error instanceof ValueLimitError) return failureText(error.message);
      if (error instanceof DecodeError)
        return failureText(`${error.message} [inftool:${error.deviation ?? 'evaluator-subset'}]`);
      throw error;
    }
  });
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

/** As `eval` takes it. */
function withoutIndent(text: string): string {
  return text.replace(/^[ \t]+/, '');
}

function evaluateText(text: string, instances: Instances): Operand {
  const tree = parseExpression(withoutIndent(text));
  checkCompiles(tree);
  const budget = new Budget();
  const globals: Globals = (name, context) => {
    const environment = instances.get(name);
    if (environment !== undefined) return objectOf(environment, budget);
    return executorGlobal(name, context) ?? builtin(name, context, executorNames);
  };
  return new Interpreter(budget, globals).evaluate(tree, Scope.empty());
}

/** An environment as an object of Python: its public methods are all that it has. */
function objectOf(environment: Environment, budget: Budget): PythonObject {
  const { name, methods } = environment.type;
  return new PythonObject(name, (attribute) => {
    if (!methods.has(attribute)) return undefined;
    return new PythonFunction(
      attribute,
      false,
      (passed) => environment.call(attribute, passed, new Python(budget)),
      `${name}.${attribute}`,
    );
  });
}

function resultText(result: Operand): string {
  if (typeof result === 'string') return result;
  if (result instanceof SplitString) return str(result);
  if (isDict(result)) {
    try {
      return writeJson(result);
    } catch (error) {
      if (!(error instanceof JsonTypeError) && !(error instanceof ValueLimitError)) throw error;
    }
  }
  return new Python().str(result);
}
