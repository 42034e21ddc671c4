import type { Chance, ValueSpec } from '../../datasets/index.ts';
import { fitsText } from './argument-check.ts';
import { formatText } from './format-text.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const MAX_ITEMS = 3;
/** Of an optional part of an object. */
const PART_CHANCE = 0.6;

/**
 * A value that fits a schema: one of its choices or examples where it has any, else drawn by type, bounds and format.
 * @param name of the parameter, for texts that have nothing but their name
 */
export function generateValue(spec: ValueSpec, name: string, chance: Chance): Json {
  const { enum: choices = [] } = spec;
  if (choices.length > 0) return chance.pick(choices);
  switch (spec.type) {
    case 'boolean':
      return chance.with(0.5);
    case 'integer':
    case 'number':
      return number(spec, chance);
    case 'array':
      return list(spec, name, chance);
    case 'object':
      return object(spec, chance);
    default:
      return text(spec, name, chance);
  }
}

/** In round steps, as people say them. */
function number({ type, minimum, maximum, examples = [] }: ValueSpec, chance: Chance): number {
  const shown = examples.filter((example) => typeof example === 'number');
  if (shown.length > 0 && chance.with(0.5)) return chance.pick(shown);
  const low = minimum ?? Math.min(0, maximum ?? 0);
  const high = maximum ?? low + 100;
  const step = stepOf(high - low, type);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  if (last < first) return type === 'integer' ? Math.ceil(low) : low;
  return Number(((first + chance.below(last - first + 1)) * step).toFixed(3));
}

function stepOf(width: number, type: ValueSpec['type']): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(width, 1e-6) / 20));
  return type === 'integer' ? Math.max(1, power) : power;
}

function list(spec: ValueSpec, name: string, chance: Chance): Json {
  const { items, examples = [], minItems = 1, maxItems = Math.max(MAX_ITEMS, minItems) } = spec;
  if (items === undefined || (examples.length > 0 && chance.with(0.5))) {
    return examples.length > 0 ? chance.pick(examples) : [];
  }
  const count = minItems + chance.below(Math.min(maxItems, Math.max(MAX_ITEMS, minItems)) - minItems + 1);
  const seen = new Map<string, Json>();
  // Of few choices there may be fewer different ones than wanted.
  for (let tries = 0; seen.size < count && tries < 10 * count; tries++) {
    const item = generateValue(items, name, chance);
    seen.set(JSON.stringify(item), item);
  }
  const values = [...seen.values()];
  while (values.length < minItems) values.push(generateValue(items, name, chance));
  return values;
}

function object({ properties = {}, required = [] }: ValueSpec, chance: Chance): Json {
  const parts: Record<string, Json> = {};
  for (const [name, spec] of Object.entries(properties)) {
    if (required.includes(name) || chance.with(PART_CHANCE)) parts[name] = generateValue(spec, name, chance);
  }
  return parts;
}

/** Examples that are not of the format or pattern themselves are no help. */
function text(spec: ValueSpec, name: string, chance: Chance): Json {
  const { format, examples = [] } = spec;
  const fitting = examples.filter((example) => typeof example !== 'string' || fitsText(example, spec));
  if (fitting.length > 0) return chance.pick(fitting);
  const formatted = format === undefined ? undefined : formatText(format, chance);
  return formatted ?? `${name} ${chance.below(900) + 100}`;
}
