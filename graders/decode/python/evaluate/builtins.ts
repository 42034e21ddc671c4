import { ELLIPSIS, type Value } from '../../../../datasets/index.ts';
import { collectionBuiltins } from './builtin-collections.ts';
import { numberBuiltins } from './builtin-numbers.ts';
import type { Builtin, Context } from './context.ts';
import { raise, refuse } from './failure.ts';
import { builtinNames } from './known-names.ts';
import { PythonBuiltin, type Arguments } from './objects.ts';
import { checkFunctionArguments } from './signatures.ts';

const implemented = new Map<string, Builtin>([
  ...Object.entries(numberBuiltins),
  ...Object.entries(collectionBuiltins),
]);

/** Names of builtins that are no functions; of those for interactive use nothing is known. */
const types: ReadonlySet<string> = new Set(
  `bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map memoryview
  object property range reversed set slice staticmethod str super tuple type zip`.split(/\s+/),
);
const others: ReadonlySet<string> = new Set(
  `Ellipsis NotImplemented __debug__ __doc__ __loader__ __name__ __package__ __spec__ copyright credits
  exit help license quit`.split(/\s+/),
);
const EXCEPTION = /^[A-Z]/;
/** Other names of one exception. */
const systemErrors: ReadonlySet<string> = new Set(['EnvironmentError', 'IOError']);

/**
 * The object that a name has where no scope binds it.
 * @param otherNames that the module around the evaluated text knows
 * @throws {DecodeError} for names that Python does not know there, and for those that are not evaluated
 */
export function builtin(name: string, context: Context, otherNames: ReadonlySet<string>): Value {
  const call = implemented.get(name);
  if (call !== undefined) {
    const checked = (passed: Arguments): Value => {
      checkFunctionArguments(name, passed);
      return call(passed, context);
    };
    return new PythonBuiltin(name, types.has(name), checked);
  }
  if (name === 'Ellipsis') return ELLIPSIS;
  if (builtinNames.has(name) && !others.has(name)) {
    const known = systemErrors.has(name) ? 'OSError' : name;
    const isType = types.has(name) || EXCEPTION.test(name);
    return new PythonBuiltin(known, isType, () => refuse(`calling ${name}`));
  }
  if (builtinNames.has(name) || otherNames.has(name)) return refuse(`the name ${name}`);
  return raise('NameError', `name '${name.slice(0, 200)}' is not defined`);
}
