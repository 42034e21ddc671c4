import type { Value } from '../../../../datasets/index.ts';
import { raise } from './failure.ts';
import type { Arguments } from './objects.ts';

/** The arguments of a call without keywords. @throws {DecodeError} where their number is wrong */
export function positionalArguments(passed: Arguments, least: number, most: number): readonly Value[] {
  if (passed.keywords.size > 0) raise('TypeError', 'takes no keyword arguments');
  const { length } = passed.positional;
  if (length < least || length > most)
    raise('TypeError', `expected ${least} to ${most} arguments, got ${length}`);
  return passed.positional;
}

/** The only argument. @throws {DecodeError} where their number is wrong */
export function onlyArgument(passed: Arguments): Value {
  const [argument = null] = positionalArguments(passed, 1, 1);
  return argument;
}

/** Keyword arguments of these names only. @throws {DecodeError} for others */
export function checkKeywords(name: string, passed: Arguments, names: readonly string[]): void {
  for (const keyword of passed.keywords.keys()) {
    if (!names.includes(keyword))
      raise('TypeError', `'${keyword}' is an invalid keyword argument for ${name}()`);
  }
}

/** The argument at a position, or by a name, undefined where missing. @throws {DecodeError} where it is both */
export function argumentOf(passed: Arguments, position: number, name: string): Value | undefined {
  const byPosition = passed.positional[position];
  const byName = passed.keywords.get(name);
  if (byPosition !== undefined && byName !== undefined) raise('TypeError', `argument '${name}' given twice`);
  return byPosition === undefined ? byName : byPosition;
}
