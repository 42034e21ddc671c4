import type { Value } from '../../../../datasets/index.ts';
import { raise } from './failure.ts';
import type { Arguments } from './objects.ts';

/** Of a function that is written in Python: positional or by name, those with a default may be left out. */
export type Parameter = { readonly name: string; readonly isOptional?: boolean };

/**
 * What a call gives each parameter; undefined where the default stands.
 * @param name the function's qualified name, as CPython's messages have it
 * @param receivers arguments that the caller does not write: 1 for a method, whose `self` is counted
 * @throws {DecodeError} where Python raises
 */
export function bindParameters(
  name: string,
  parameters: readonly Parameter[],
  { positional, keywords }: Arguments,
  receivers = 0,
): (Value | undefined)[] {
  const bound: (Value | undefined)[] = [];
  for (let index = 0; index < parameters.length; index++) bound.push(positional[index]);
  for (const [keyword, operand] of keywords) {
    const index = parameters.findIndex((parameter) => parameter.name === keyword);
    if (receivers > 0 && keyword === 'self')
      raise('TypeError', `${name}() got multiple values for argument 'self'`);
    if (index < 0) raise('TypeError', `${name}() got an unexpected keyword argument '${keyword}'`);
    if (bound[index] !== undefined)
      raise('TypeError', `${name}() got multiple values for argument '${keyword}'`);
    bound[index] = operand;
  }
  if (positional.length > parameters.length)
    raise('TypeError', surplusText(name, parameters, positional.length, receivers));
  const isMissing = ({ isOptional }: Parameter, index: number): boolean =>
    isOptional !== true && bound[index] === undefined;
  if (parameters.some(isMissing)) raise('TypeError', missingText(name, parameters.filter(isMissing)));
  return bound;
}

function surplusText(
  name: string,
  parameters: readonly Parameter[],
  given: number,
  receivers: number,
): string {
  const most = parameters.length + receivers;
  const optional = parameters.filter(({ isOptional }) => isOptional === true).length;
  const range = optional > 0 ? `from ${most - optional} to ${most}` : String(most);
  const plural = optional === 0 && most === 1 ? '' : 's';
  const were = given + receivers === 1 ? 'was' : 'were';
  return `${name}() takes ${range} positional argument${plural} but ${given + receivers} ${were} given`;
}

/** @see CPython `format_missing` */
function missingText(name: string, missing: readonly Parameter[]): string {
  const names = missing.map((parameter) => `'${parameter.name}'`);
  const last = names.at(-1) ?? '';
  const listed = names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${last}`;
  const plural = names.length === 1 ? '' : 's';
  return `${name}() missing ${names.length} required positional argument${plural}: ${listed}`;
}
