import type { ValueSpec } from '../../datasets/index.ts';
import { wordsOf } from '../tree/terms.ts';
import type { Json } from '../values/generate.ts';
import { words } from './grammar.ts';

export type Unit = { readonly word: string; readonly spoken: readonly string[] };

/** What people call a parameter, and the unit that its name or description gives its numbers in. */
export type Naming = { readonly noun: string; readonly unit: Unit | undefined };

const namings = new Map<string, Naming>();

/** @param name as in the schema, in any style */
export function namingOf(name: string, spec: ValueSpec): Naming {
  const { type, description = '', format = '', examples = [] } = spec;
  // All that the naming is made of: what was named before must not decide.
  const key = [name, type, description, format, JSON.stringify(examples)].join('|');
  const known = namings.get(key) ?? makeNaming(name, spec);
  namings.set(key, known);
  return known;
}

function makeNaming(name: string, spec: ValueSpec): Naming {
  const { units } = words();
  const parts = wordsOf(name);
  const isNumber = spec.type === 'integer' || spec.type === 'number';
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2) ?? '';
  // `weekly hours` is not weekly in hours.
  const isOwnWord = /(?:ly|ing|per|active|extra)$/.test(before);
  const inName = isNumber && !isOwnWord ? units.get(last) : undefined;
  if (inName !== undefined) {
    const rest = parts.slice(0, -1).join(' ');
    return { noun: spokenNoun(rest === '' ? measuredBy(last) : rest), unit: { word: last, spoken: inName } };
  }
  const unit = isNumber ? unitIn(spec) : undefined;
  const says = isOwnWord || (unit !== undefined && parts.includes(unit.word));
  const noun =
    spokenNoun(isNumber ? ranged(parts) : parts.join(' ')) +
    (last === 'at' && parts.length > 1 ? kindOfAt(spec) : '');
  const isDay = (spec.format ?? '').startsWith('date') && !/\b(?:date|day|time|moment)\b/.test(noun);
  const kind = spec.format === 'date' ? 'date' : 'time';
  return { noun: isDay ? `${noun} ${kind}` : noun, unit: says ? undefined : unit };
}

/** `year_from` is the first year, `year_to` the last. */
function ranged(parts: readonly string[]): string {
  const rest = parts.slice(0, -1).join(' ');
  if (rest !== '' && parts.at(-1) === 'from') return `first ${rest}`;
  return rest !== '' && parts.at(-1) === 'to' && !/^(?:round|keep)$/.test(rest)
    ? `last ${rest}`
    : parts.join(' ');
}

/** What `collect_at` or `starts_at` asks for: a time or a place, by the examples. */
function kindOfAt({ format, examples = [] }: ValueSpec): string {
  if (format !== undefined) return '';
  return examples.some((example) => /^\d\d:\d\d/.test(typeof example === 'string' ? example : ''))
    ? ' time'
    : ' place';
}

function measuredBy(unit: string): string {
  return words().unitNouns.get(unit) ?? unit;
}

function spokenNoun(whole: string): string {
  const { aliases, nouns } = words();
  const spelled = (aliases.get(whole) ?? whole).split(' ');
  const last = spelled.at(-1) ?? '';
  const kept =
    spelled.length > 1 &&
    /^(?:on|by|at|to|in|from|into|with|for)$/.test(last) &&
    !/^(?:check|move|sign)$/.test(spelled.at(-2) ?? '')
      ? spelled.slice(0, -1)
      : spelled;
  return kept.map((word) => nouns.get(word) ?? word).join(' ');
}

/** "Amount in euros", "How long, in minutes": only what stands after `in`. */
function unitIn({ description = '' }: ValueSpec): Unit | undefined {
  const found = /\bin (?:whole |US )?(\p{L}+)/iu.exec(description)?.[1]?.toLowerCase();
  const spoken = found === undefined ? undefined : words().units.get(found);
  return found === undefined || spoken === undefined ? undefined : { word: found, spoken };
}

const durations = new Set(['seconds', 'minutes', 'hours', 'days', 'nights', 'weeks', 'months', 'years']);

/** What kind of thing a value looks like, whatever it is called. */
export function shapeOf(value: Json, spec: ValueSpec, name: string): string {
  if (typeof value === 'boolean') return 'flag';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  if (spec.enum !== undefined && typeof value === 'string') return 'choice';
  return typeof value === 'number' ? numberShape(value, spec, name) : textShape(value);
}

function numberShape(value: number, spec: ValueSpec, name: string): string {
  const { unit } = namingOf(name, spec);
  if (unit !== undefined) {
    return durations.has(unit.word) && wordsOf(name).length === 1 ? 'unit' : 'measure';
  }
  return Number.isInteger(value) ? 'whole' : 'decimal';
}

const textShapes: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\d$/, 'day'],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d/, 'moment'],
  [/^[0-2]\d:[0-5]\d(?::00)?$/, 'clock'],
  [/^[^\s@]+@[^\s@]+$/, 'mail'],
  [/^\+[\d ]{7,}$/, 'phone'],
  [/^(?=.*\d)\S+(?: \d+)?$|^[A-Z]{2,}$/, 'code'],
];

function textShape(value: string): string {
  return textShapes.find(([pattern]) => pattern.test(value))?.[1] ?? 'words';
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const pattern = patterns.get(source) ?? new RegExp(source);
  patterns.set(source, pattern);
  return pattern;
}

const spellings = new Map<string, string>();

/** A name as words: `pickupDate` is "pickup date". */
export function spelledOf(name: string): string {
  const spelled = spellings.get(name) ?? wordsOf(name).join(' ');
  spellings.set(name, spelled);
  return spelled;
}

/** A text that is a sentence rather than a name. */
const SENTENCE_WORDS = 5;

/** The class of ways to speak about an argument: by what its value looks like and what its parameter is called. */
export function conceptOf(value: Json, spec: ValueSpec, name: string): string {
  const shape = shapeOf(value, spec, name);
  const spelled = spelledOf(name);
  const rule = words().concepts.find(
    (candidate) =>
      candidate.shapes.includes(shape) &&
      (candidate.name === undefined || patternOf(candidate.name).test(spelled)) &&
      (candidate.notName === undefined || !patternOf(candidate.notName).test(spelled)),
  );
  const concept = rule?.concept ?? (shape === 'flag' ? 'flag' : 'named');
  const isSentence = typeof value === 'string' && value.split(' ').length >= SENTENCE_WORDS;
  const isAddress = /\b(?:address|street|line|place|location)\b/.test(spelled);
  return isSentence && !isAddress && ['named', 'query', 'reason'].includes(concept)
    ? 'text'
    : concept === 'text' && isAddress
      ? 'named'
      : concept;
}

export function isPlural(noun: string): boolean {
  // The number of guests is one.
  return /(?:[^su]s|people|children)$/.test(noun.replace(/ of .*$/, ''));
}

export function plural(noun: string): string {
  if (/(?:^| )(?!ID$|fee$)\S{1,2}$/.test(noun)) return noun;
  if (isPlural(noun)) return noun;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

export function singular(noun: string): string {
  if (noun.endsWith('people')) return noun.replace(/people$/, 'person');
  if (noun.endsWith('children')) return noun.replace(/children$/, 'child');
  if (noun.endsWith('ies')) return noun.replace(/ies$/, 'y');
  return isPlural(noun) ? noun.replace(/(?<=x|ch|sh|ss)es$|s$/, '') : noun;
}
