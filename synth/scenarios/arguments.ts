import type { Chance, Split, ToolSpec, ValueSpec } from '../../datasets/index.ts';
import { conceptOf, spelledOf } from '../phrasing/parameter.ts';
import { faultsOf, fitsText } from '../values/argument-check.ts';
import { generateValue, type Json } from '../values/generate.ts';
import { ownOf } from '../values/own-of.ts';
import { scenarioData } from './scenario-data.ts';

export type Arguments = Readonly<Record<string, Json>>;
/** Values for one half: places and people of the other never turn up. */
export type Drawing = { readonly chance: Chance; readonly split: Split };

/** Of an optional parameter, and how many arguments a user tells at most. */
const OPTIONAL_CHANCE = 0.35;
const MOST_ARGUMENTS = 7;
const TRIES = 25;

/**
 * Arguments that fit the tool and that somebody could say: nothing empty, no value twice, ranges the right way round.
 * @returns undefined where none were found
 */
export function drawArguments(tool: ToolSpec, drawing: Drawing): Arguments | undefined {
  for (let tries = 0; tries < TRIES; tries++) {
    const names = namesToTell(tool, drawing.chance);
    const drawn = names.map((name): [string, Json] => [name, drawValue(specOf(tool, name), name, drawing)]);
    const given = inOrder(Object.fromEntries(drawn));
    if (isSayable(tool, given) && faultsOf(tool, given).length === 0) return given;
  }
  return undefined;
}

export function isSayable(tool: ToolSpec, given: Arguments): boolean {
  const texts = Object.values(given)
    .filter((value) => typeof value !== 'boolean')
    .map((value) => JSON.stringify(value).toLowerCase());
  return (
    new Set(texts).size === texts.length &&
    Object.values(given).every((value) => hasContent(value)) &&
    fits(given, tool.parameters)
  );
}

/** What drawing and moving values about could break; the rest holds by the way values are made. */
function fits(
  value: Json,
  { enum: choices, pattern, minimum, maximum, items, properties }: ValueSpec,
): boolean {
  if (typeof value === 'number') return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  if (typeof value === 'string') {
    if (choices !== undefined && !choices.includes(value)) return false;
    return pattern === undefined || new RegExp(pattern, 'u').test(value);
  }
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, part]) => {
    const spec = Array.isArray(value) ? items : ownOf(properties, name);
    return spec === undefined || fits(part, spec);
  });
}

function hasContent(value: Json): boolean {
  if (value === null || value === '') return false;
  if (typeof value !== 'object') return true;
  const parts = Object.values(value);
  return parts.length > 0 && parts.every((part) => hasContent(part));
}

export function specOf({ parameters }: ToolSpec, name: string): ValueSpec {
  return ownOf(parameters.properties, name) ?? { type: 'string' };
}

function namesToTell({ parameters }: ToolSpec, chance: Chance): string[] {
  const { properties = {}, required = [] } = parameters;
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  const told = optional
    .filter(() => chance.with(OPTIONAL_CHANCE))
    .slice(0, Math.max(0, MOST_ARGUMENTS - required.length));
  const forced =
    required.length === 0 && told.length === 0 && optional.length > 0 ? [chance.pick(optional)] : told;
  const names = new Set([...required, ...forced]);
  return Object.keys(properties).filter((name) => names.has(name));
}

/** One value, other than the default where that can be had. */
export function drawValue(spec: ValueSpec, name: string, drawing: Drawing): Json {
  const { required = [], properties } = spec;
  // An object whose parts are all optional has at least one.
  const whole = spec.type === 'object' && required.length === 0 && properties !== undefined;
  const source = whole ? { ...spec, required: Object.keys(properties).slice(0, 2) } : spec;
  for (let tries = 0; ; tries++) {
    const value = freshened(generateValue(source, name, drawing.chance), spec, name, drawing);
    if (tries > 3 || JSON.stringify(value) !== JSON.stringify(spec.default)) return value;
  }
}

/** Examples are few: codes get other digits, days are moved, people and places are drawn from longer lists. */
function freshened(value: Json, spec: ValueSpec, name: string, drawing: Drawing): Json {
  if (Array.isArray(value)) {
    const { items } = spec;
    if (items === undefined) return value as Json;
    const fresh = (value as readonly Json[]).map((item) => freshened(item, items, name, drawing));
    return new Set(fresh.map((item) => JSON.stringify(item))).size < fresh.length ? (value as Json) : fresh;
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([part, inner]): [string, Json] => {
      const known = ownOf(spec.properties, part);
      return [part, known === undefined ? inner : freshened(inner, known, part, drawing)];
    });
    return inOrder(Object.fromEntries(parts));
  }
  if (typeof value !== 'string' || spec.enum !== undefined) return value;
  const fresh = freshText(value, spec, name, drawing);
  return fitsText(fresh, spec) ? fresh : value;
}

const FRESH = 0.65;

function freshText(value: string, spec: ValueSpec, name: string, { chance, split }: Drawing): string {
  if (!chance.with(FRESH)) return value;
  const pool = (kind: string) => chance.pick(scenarioData().pools[split][kind] ?? [value]);
  switch (conceptOf(value, spec, name)) {
    case 'birth':
      return value;
    case 'day':
    case 'day_from':
    case 'day_to':
    case 'day_due':
      return anyDay(chance);
    case 'mail':
      return `${pool('mail')}@${chance.pick(['post', 'mail', 'inbox', 'letters'])}.example`;
    case 'identity':
      return /^\d{4}-\d\d$/.test(value) ? value : otherDigits(value, chance);
    case 'person':
      return pool('person');
    case 'query':
      return pool('query');
    case 'place':
    case 'origin':
    case 'destination':
      return /city|town|location|origin|destination|from|to$/.test(spelledOf(name)) && !/country/i.test(name)
        ? cityFor(value, pool('city'))
        : value;
    default:
      return value;
  }
}

function anyDay(chance: Chance): string {
  const day = generateValue({ type: 'string', format: 'date' }, '', chance);
  return typeof day === 'string' ? day : '';
}

/** Codes of airports and the like stay what they are. */
function cityFor(value: string, city: string): string {
  return /^[A-Z\d]{2,4}$|\d/.test(value) ? value : city;
}

function otherDigits(value: string, chance: Chance): string {
  return value.replaceAll(/\d/g, (digit, at: number) =>
    digit === '0' && at === 0 ? '0' : String(1 + chance.below(9)),
  );
}

const lower =
  /\b(?:from|first|start|starts|starting|begin|since|after|earliest|check in|pickup|lowest|slowest|min|minimum|at least|departure|up at|not before|outbound)\b/;
const upper =
  /\b(?:to|until|last|end|ends|before|latest|return|check out|highest|fastest|max|maximum|at most|down at|not after)\b/;

/** The first lower bound and the first upper bound of a kind are put the right way round. */
function inOrder(given: Arguments): Arguments {
  const changed: Record<string, Json> = { ...given };
  for (const [name, value] of Object.entries(given)) {
    if (!lower.test(spelledOf(name))) continue;
    const partner = Object.keys(given).find(
      (other) => upper.test(spelledOf(other)) && isLike(value, changed[other]),
    );
    const end = partner === undefined ? undefined : changed[partner];
    if (partner === undefined || end === undefined || isBefore(value, end)) continue;
    changed[name] = end;
    changed[partner] = value;
    break;
  }
  return changed;
}

function isLike(one: Json, other: Json | undefined): boolean {
  if (typeof one === 'number') return typeof other === 'number';
  const shape = (value: Json | undefined) =>
    typeof value === 'string' ? value.replaceAll(/\d/g, '0') : undefined;
  return shape(one) !== undefined && shape(one) === shape(other) && typeof one === 'string' && /\d/.test(one);
}

function isBefore(one: Json, other: Json): boolean {
  if (typeof one === 'number' && typeof other === 'number') return one <= other;
  return typeof one !== 'string' || typeof other !== 'string' || one <= other;
}
