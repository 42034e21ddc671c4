import { collectionBuiltins } from './builtin-collections.ts';
import { numberBuiltins } from './builtin-numbers.ts';
import type { Builtin, Context } from './context.ts';
import { raise, refuse } from './failure.ts';
import { builtinNames } from './known-names.ts';
import { PythonFunction, type Arguments, type Operand } from './operand.ts';
import { checkFunctionArguments } from './signatures.ts';

const implemented = new Map<string, Builtin>([
  ...Object.entries(numberBuiltins),
  ...Object.entries(collectionBuiltins),
]);

const types: ReadonlySet<string> = new Set(
  'bool dict enumerate filter float int list map range reversed set str tuple zip'.split(' '),
);

/**
 * The object that a name has where no scope binds it.
 * @param otherNames that the module around the evaluated text knows
 * @throws {DecodeError} for names that Python does not know there, and for those that are not evaluated
 */
export function builtin(name: string, context: Context, otherNames: ReadonlySet<string>): Operand {
  const call = implemented.get(name);
  if (call !== undefined) {
    const checked = (passed: Arguments): Operand => {
      checkFunctionArguments(name, passed);
      return call(passed, context);
    };
    return new PythonFunction(name, types.has(name), checked, name, true);
  }
  if (builtinNames.has(name) || otherNames.has(name)) return refuse(`the name ${name}`);
  return raise('NameError', `name '${name.slice(0, 200)}' is not defined`);
}
