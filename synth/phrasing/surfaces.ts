import { parseRequest, type Split, type ToolSpec, type ValueSpec } from '../../datasets/index.ts';
import type { Json } from '../values/generate.ts';
import { ownOf } from '../values/own-of.ts';
import { flagForms } from './flags.ts';
import { grammarOf, words, type Grammar } from './grammar.ts';
import { isPlural, namingOf, shapeOf, singular, type Unit } from './parameter.ts';

type JsonObject = Readonly<Record<string, Json>>;

const halves: readonly Split[] = ['training', 'held_out'];

/**
 * All texts that may stand for a value in what a user says, in either half of the phrasings: where a message tells a value,
 * one of them is in it, letter for letter.
 * @param name of the parameter, as in the schema
 * @param tool whose source may say how users tell a flag
 */
export function spokenForms(value: Json, spec: ValueSpec, name: string, tool?: ToolSpec): readonly string[] {
  const own = typeof value === 'boolean' ? flagTexts(value, name, tool?.requests ?? []) : [];
  const bare = typeof value === 'number' ? bareForms(value, name) : own;
  return [...new Set([...halves.flatMap((half) => surfacesOf(value, spec, name, grammarOf(half))), ...bare])];
}

/** What is said of a flag in the texts in which users ask: the longest run of words of each. */
function flagTexts(value: boolean, name: string, requests: readonly string[]): string[] {
  return requests.flatMap(parseRequest).flatMap((piece) => {
    if (piece.kind !== 'part' || piece.flag?.name !== name || piece.flag.is !== value) return [];
    const runs = piece.pieces.flatMap((inner) =>
      inner.kind === 'words' ? [inner.text.replaceAll(/^[,.\s]+|[,.!?\s]+$/g, '')] : [],
    );
    const [longest] = runs.toSorted((a, b) => b.length - a.length);
    return longest === undefined || longest === '' ? [] : [longest];
  });
}

/** The same for one half, what is said most often first. */
export function surfacesOf(value: Json, spec: ValueSpec, name: string, grammar: Grammar): string[] {
  if (typeof value === 'boolean') return flagForms(value, name, grammar);
  if (value === null) return ['none'];
  if (isList(value)) return listForms(value, spec, name, grammar);
  if (typeof value === 'object') return objectForms(value, spec, grammar);
  if (typeof value === 'number') return numberForms(value, spec, name);
  return textForms(value, spec, name, grammar);
}

function textForms(value: string, spec: ValueSpec, name: string, grammar: Grammar): string[] {
  switch (shapeOf(value, spec, name)) {
    case 'choice':
      return choiceForms(value);
    case 'day':
      return dateForms(value, grammar);
    case 'clock':
      return clockForms(value, grammar);
    case 'moment':
      return momentForms(value, grammar);
    default:
      return [value];
  }
}

/** `early_modern` is said "early modern", `EUR` "euros". */
function choiceForms(value: string): string[] {
  const called = words().choices.get(value);
  if (called !== undefined) return [value, ...called].filter((form) => form !== value || /^[A-Z]/.test(form));
  if (/^[A-Z\d]{1,4}$/.test(value)) return [value];
  const spaced = value.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  return [/[a-z]/.test(spaced) && spaced !== value ? spaced.toLowerCase() : spaced];
}

function dateForms(value: string, { dates }: Grammar): string[] {
  const [year = '', mm = '', dd = ''] = value.split('-');
  const day = Number(dd);
  const month = words().months[Number(mm) - 1] ?? mm;
  const fills: Record<string, string | undefined> = {
    iso: value,
    year,
    month,
    mon: month.slice(0, 3),
    day: String(day),
    dayth: `${day}${ordinalEnding(day)}`,
    // Day and month cannot be taken for one another.
    slash: day > 12 ? `${dd}/${mm}/${year}` : undefined,
  };
  return filled(dates, fills);
}

function ordinalEnding(day: number): string {
  if (day > 10 && day < 14) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

function clockForms(value: string, { clocks }: Grammar): string[] {
  const [HH = '', MM = ''] = value.split(':');
  const hour = Number(HH);
  const half = hour < 12 ? 'am' : 'pm';
  return filled(clocks, {
    HH,
    MM,
    h: String(hour % 12 === 0 ? 12 : hour % 12),
    colonMM: MM === '00' ? '' : `:${MM}`,
    ap: half,
    'ap.': `${half[0] ?? ''}.m.`,
  });
}

/** With an offset or seconds nobody says them but as they are written; `Z` is UTC. */
function momentForms(value: string, grammar: Grammar): string[] {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?(Z?)$/.exec(value);
  if (match === null) return [value];
  const [, date = '', clock = '', zone] = match;
  const said = dateForms(date, grammar).flatMap((day) =>
    clockForms(clock, grammar).flatMap((time) => filled(grammar.moments, { date: day, clock: time })),
  );
  return zone === 'Z' ? said.map((form) => `${form} UTC`) : said;
}

/** Templates with all their blanks filled; those that have none to fill are left out. */
function filled(templates: readonly string[], fills: Readonly<Record<string, string | undefined>>): string[] {
  return templates.flatMap((template) => {
    const blanks = [...template.matchAll(/\{([^}]+)\}/g)].map(([, blank = '']) => blank);
    if (blanks.some((blank) => fills[blank] === undefined)) return [];
    return [template.replaceAll(/\{([^}]+)\}/g, (_, blank: string) => fills[blank] ?? '')];
  });
}

/** A unit may stand apart from its number, where the request says both in its own words. */
function numberForms(value: number, spec: ValueSpec, name: string): string[] {
  const { unit } = namingOf(name, spec);
  const forms = bareForms(value, unit?.word ?? name);
  return unit === undefined ? forms : forms.flatMap((form) => withUnit(form, unit, value));
}

/** A number without its unit: in digits, with commas, in words. @param name of what it is a number of */
export function bareForms(value: number, name: string): string[] {
  const forms = [String(value)];
  if (!/year|kelvin/i.test(name) && Math.abs(value) >= 1000) forms.push(value.toLocaleString('en-US'));
  const spelled = Number.isInteger(value) ? words().numbers[value] : undefined;
  if (spelled !== undefined && value > 1) forms.push(spelled);
  return forms;
}

const signs: Readonly<Record<string, string>> = { euros: '€', euro: '€', eur: '€', usd: '$', dollars: '$' };

function withUnit(form: string, unit: Unit, value: number): string[] {
  const sign = signs[unit.word];
  const spoken = unit.spoken.map((word) => {
    if (word === '%' || word === '°C') return /\d$/.test(form) ? `${form}${word}` : '';
    return `${form} ${value === 1 && /[a-z]{3,}s$/.test(word) && word !== 'celsius' ? singular(word) : word}`;
  });
  const signed = sign !== undefined && /\d$/.test(form) ? [`${sign}${form}`] : [];
  return [...spoken.filter((text) => text !== ''), ...signed];
}

const joiners: Readonly<Record<string, readonly [string, string]>> = {
  and: [', ', ' and '],
  oxford: [', ', ', and '],
  ampersand: [', ', ' & '],
  'along with': [', ', ' along with '],
  comma: [', ', ', '],
  semicolon: ['; ', ' and '],
  'as well as': [', ', ' as well as '],
  plus: [', ', ' plus '],
};

/** Texts in a row, tied by one of the half's ways to do so. */
export function coordinated(texts: readonly string[], way: string): string {
  const isPair = texts.length === 2;
  const [between, last] = joiners[way === 'oxford' && isPair ? 'and' : way] ?? [', ', ' and '];
  const end = texts.at(-1) ?? '';
  return texts.length < 2 ? end : `${texts.slice(0, -1).join(between)}${last}${end}`;
}

/** Commas between texts that have commas in them cannot be told apart; semicolons between others look odd. */
export function waysFor(texts: readonly string[], { lists }: Grammar): readonly string[] {
  if (!texts.some((text) => text.includes(','))) return lists.filter((way) => way !== 'semicolon');
  return texts.length === 2 ? lists.filter((way) => way !== 'comma') : ['semicolon'];
}

/** At most so many ways to say the parts of a whole. */
const PART_FORMS = 3;

function listForms(value: readonly Json[], spec: ValueSpec, name: string, grammar: Grammar): string[] {
  const { items } = spec;
  if (items === undefined) return [JSON.stringify(value)];
  const parts = value.map((item) => surfacesOf(item, items, name, grammar));
  const isComposed = items.type === 'object';
  const rows = Array.from({ length: PART_FORMS }, (_, index) => {
    const texts = parts.map((forms) => forms[index % forms.length] ?? '');
    if (isComposed) return [texts.map((text) => `(${text})`).join(' and '), texts.join('; ')];
    return waysFor(texts, grammar).map((way) => coordinated(texts, way));
  });
  return [...new Set(rows.flat())];
}

type Field = { readonly noun: string; readonly forms: readonly string[]; readonly value: Json };

/** The fields of an object; those of an object within it are its own: "licence number", "licence country". */
function fieldsOf(value: JsonObject, { properties = {} }: ValueSpec, grammar: Grammar): Field[] {
  return Object.entries(value).flatMap(([name, field]) => {
    const spec: ValueSpec = ownOf(properties, name) ?? { type: 'string' };
    const { noun } = namingOf(name, spec);
    if (typeof field === 'object' && field !== null && !isList(field)) {
      return fieldsOf(field, spec, grammar).map((inner) => ({ ...inner, noun: `${noun} ${inner.noun}` }));
    }
    return [{ noun, forms: surfacesOf(field, spec, name, grammar), value: field }];
  });
}

/** People count things rather than name their number: "2 kids". */
function fieldText({ noun, value }: Field, form: string, pair: string): string {
  if (typeof value === 'boolean') return form;
  if (Number.isInteger(value) && isPlural(noun)) return `${form} ${value === 1 ? singular(noun) : noun}`;
  return pair
    .replace('{noun}', () => noun)
    .replace('{is}', () => (isPlural(noun) ? 'are' : 'is'))
    .replace('{value}', () => form);
}

function objectForms(value: JsonObject, spec: ValueSpec, grammar: Grammar): string[] {
  const fields = fieldsOf(value, spec, grammar);
  const rows = Array.from({ length: PART_FORMS }, (_, index) =>
    grammar.named.pairs.map((pair) =>
      fields.map((field) => fieldText(field, field.forms[index % field.forms.length] ?? '', pair)).join(', '),
    ),
  );
  return [...new Set(rows.flat())];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
