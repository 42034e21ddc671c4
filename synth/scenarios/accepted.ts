import type { ToolSpec, TruthCall, ValueSpec } from '../../datasets/index.ts';
import { shapeOf } from '../phrasing/parameter.ts';
import { spokenForms } from '../phrasing/surfaces.ts';
import type { Json } from '../values/generate.ts';
import { ownOf } from '../values/own-of.ts';
import type { Arguments } from './arguments.ts';

type Accepted = TruthCall['accepted'];
type AcceptedValue = Accepted[string][number];

/** A call of the path with all that counts as right. */
export function truthCall(tool: ToolSpec, given: Arguments): TruthCall {
  return {
    name: tool.name,
    arguments: copyOf(given) as TruthCall['arguments'],
    accepted: acceptedFields(given, tool.parameters, acceptedValues),
  };
}

type Accept = (value: Json, spec: ValueSpec, name: string) => AcceptedValue[];

/** By field, what counts as right; for what was left out, leaving it out and its default. */
function acceptedFields(
  given: Arguments,
  { properties = {}, required = [] }: ValueSpec,
  accept: Accept,
): Accepted {
  const fields: Record<string, AcceptedValue[]> = {};
  for (const [name, spec] of Object.entries(properties)) {
    const value = ownOf(given, name);
    if (value === undefined) {
      const { default: standard } = spec;
      if (standard !== undefined && standard !== null) fields[name] = ['', ...accept(standard, spec, name)];
      continue;
    }
    const isStandard = !required.includes(name) && JSON.stringify(value) === JSON.stringify(spec.default);
    fields[name] = [...accept(value, spec, name), ...(isStandard ? [''] : [])];
  }
  return fields;
}

function acceptedValues(value: Json, spec: ValueSpec, name: string): AcceptedValue[] {
  if (Array.isArray(value)) {
    const { items } = spec;
    const item = (one: Json): AcceptedValue =>
      items === undefined ? copyOf(one) : (acceptedValues(one, items, name)[0] ?? copyOf(one));
    return [(value as readonly Json[]).map(item)];
  }
  if (typeof value === 'object' && value !== null)
    return [acceptedFields(value as Arguments, spec, acceptedInside)];
  if (typeof value !== 'string') return [copyOf(value)];
  return [...new Set([value, ...otherSpellings(value, spec, name)])];
}

/** The grader reads lists of accepted values for the fields of an object, but not for those of an object in it. */
function acceptedInside(value: Json, spec: ValueSpec, name: string): AcceptedValue[] {
  return typeof value === 'object' ? [copyOf(value)] : acceptedValues(value, spec, name);
}

/**
 * Days and hours whose form the schema leaves open may be given as they are spoken; a moment in UTC with or without
 * its `Z` and its seconds.
 */
function otherSpellings(value: string, spec: ValueSpec, name: string): string[] {
  const shape = shapeOf(value, spec, name);
  if (shape === 'moment') return momentSpellings(value);
  if (spec.enum !== undefined || spec.pattern !== undefined || spec.format !== undefined) return [];
  const isTold = /\b(?:HH:MM|YYYY|ISO|24-hour|hyphen)/i.test(spec.description ?? '');
  return !isTold && (shape === 'day' || shape === 'clock') ? [...spokenForms(value, spec, name)] : [];
}

function momentSpellings(value: string): string[] {
  const match = /^(.*T\d\d:\d\d)(:00)?(Z?)$/.exec(value);
  if (match === null) return [];
  const [, minutes = '', , zone = ''] = match;
  const local = [`${minutes}:00`, minutes];
  return zone === '' ? local : [...local.map((text) => `${text}Z`), ...local];
}

function copyOf(value: Json | Arguments): AcceptedValue {
  return JSON.parse(JSON.stringify(value)) as AcceptedValue;
}
