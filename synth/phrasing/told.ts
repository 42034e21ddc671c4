import type { Chance, ValueSpec } from '../../datasets/index.ts';
import { wordsOf } from '../tree/terms.ts';
import type { Json } from '../values/generate.ts';
import { flagPhrases, flagSentences } from './flags.ts';
import { words, type Grammar } from './grammar.ts';
import { conceptOf, isPlural, namingOf, plural, shapeOf, singular, spelledOf } from './parameter.ts';
import { coordinated, surfacesOf, waysFor } from './surfaces.ts';
import { fill, marked } from './text.ts';

/** Something to be said: an argument with one value, or with those of several calls in their order. */
export type Told = { readonly name: string; readonly spec: ValueSpec; readonly values: readonly Json[] };

export type Voice = {
  readonly grammar: Grammar;
  readonly chance: Chance;
  /** Templates that the message has used: others come first. */
  readonly used: Set<string>;
  /** Which of its forms a kind of value is said in, by shape or parameter. */
  readonly styles: Map<string, number>;
  /** By parameter, the template of its phrase, where several calls of one tool are to be said alike. */
  readonly templates?: Map<string, string>;
};

/** One of some templates, rather one that this message has not used yet. */
export function fresh(templates: readonly string[], { chance, used }: Voice): string {
  const unused = templates.filter((template) => !used.has(template));
  const template = chance.pick(unused.length > 0 ? unused : templates);
  used.add(template);
  return template;
}

/** A value may be said in the first way more often than in others. */
const FIRST_FORM = 0.45;

/** The first forms are there for every value of a kind, later ones for some only. */
const COMMON_FORMS = 3;

/** Kinds of values that one person writes in one way throughout. */
const styled = new Set(['day', 'clock', 'moment']);

function surfaceOf(value: Json, { name, spec }: Told, { grammar, chance, styles, templates }: Voice): string {
  const forms = surfacesOf(value, spec, name, grammar);
  const shape = shapeOf(value, spec, name);
  const key = styled.has(shape) ? shape : name;
  const style =
    styles.get(key) ??
    (chance.with(FIRST_FORM) ? 0 : chance.below(templates === undefined ? 12 : COMMON_FORMS));
  styles.set(key, style);
  return marked(forms[style % forms.length] ?? '');
}

/** The value or values as said. Of several all are said in the same way. */
export function valueText(told: Told, voice: Voice, quote = ''): string {
  const texts = told.values.map((value) => quote + surfaceOf(value, told, voice) + quote);
  return texts.length === 1
    ? (texts[0] ?? '')
    : coordinated(
        texts,
        voice.chance.pick(waysFor(quote === '' ? texts : [], voice.grammar).filter((way) => way !== 'comma')),
      );
}

export function conceptOfTold({ name, spec, values }: Told): string {
  return conceptOf(values[0] ?? null, spec, name);
}

export function nounOfTold({ name, spec, values }: Told): string {
  const naming = namingOf(name, spec);
  const isBare = /^(?:from|to|into|in|q|where|near|of what|given in|wanted in)$/.test(spelledOf(name));
  const concept = conceptOf(values[0] ?? null, spec, name);
  const isDirected = /_(?:from|to)$/.test(concept);
  const noun = (isBare || isDirected ? words().conceptNouns.get(concept) : undefined) ?? naming.noun;
  if (values.length > 1) return plural(noun);
  return values[0] === 1 ? singular(noun) : noun;
}

function filled(template: string, told: Told, voice: Voice): string {
  const noun = nounOfTold(told);
  // What is to be passed on word for word is quoted, each of several by itself.
  const [, inTemplate] = /(["'])\{value\}/.exec(template) ?? [];
  const quote = inTemplate ?? (conceptOfTold(told) === 'text' ? '"' : '');
  const value = valueText(told, voice, quote);
  const countable = isPlural(noun) ? template.replace(/\ba (?=\{noun\})/, 'the ') : template;
  return fill(countable.replace(/["']\{value\}["']/, '{value}'), {
    noun,
    nouns: plural(noun),
    value,
    Value: value,
    is: isPlural(noun) ? 'are' : 'is',
  });
}

function conceptGrammar(told: Told, { grammar }: Voice) {
  // A list of composed things is told as one of them is.
  const concept = told.spec.items?.type === 'object' ? 'object' : conceptOfTold(told);
  return grammar.concepts.get(concept) ?? grammar.concepts.get('named');
}

/** To be put into a request: "in Bern", "with the cabin set to economy". */
export function phraseOf(told: Told, voice: Voice): string {
  const [value] = told.values;
  if (typeof value === 'boolean')
    return marked(voice.chance.pick(flagPhrases(value, told.name, voice.grammar)));
  const template =
    voice.templates?.get(told.name) ??
    fresh(conceptGrammar(told, voice)?.phrases ?? ['{noun} {value}'], voice);
  voice.templates?.set(told.name, template);
  return filled(template, told, voice);
}

/** A sentence of its own. */
export function sentenceOf(told: Told, voice: Voice): string {
  const { grammar, chance } = voice;
  const [value] = told.values;
  if (typeof value === 'boolean') return `${marked(chance.pick(flagSentences(value, told.name, grammar)))}.`;
  const own = conceptGrammar(told, voice)?.sentences ?? grammar.statements.more;
  // The number of guests is said as a number of guests.
  const isOwnWay = typeof value === 'object' || conceptOfTold(told) === 'count';
  return filled(fresh(isOwnWay || chance.with(0.5) ? own : grammar.statements.more, voice), told, voice);
}

/** @param template with blanks for a name and a value */
export function pairOf(told: Told, template: string, voice: Voice): string {
  const [value] = told.values;
  if (typeof value === 'boolean') {
    // Within a sentence it is a phrase, on a line of its own a sentence.
    const forms = template.startsWith('{noun}') ? flagPhrases : flagSentences;
    const [bullet = ''] = /^[^{]*/.exec(template) ?? [];
    return bullet + marked(voice.chance.pick(forms(value, told.name, voice.grammar)));
  }
  return filled(template, told, voice);
}

/** First places and days, then what is bound to `with`, then remarks in brackets, then orders of their own. */
function rankOf(phrase: string): number {
  if (/^(?:with|using) /.test(phrase)) return 1;
  if (phrase.startsWith('(')) return 2;
  return phrase.startsWith('\uE000') ? 3 : 0;
}

/** Flags that go on without a comma. */
const tied = /^\uE000(?:and|but|with|without|including|excluding|along|minus|\()\b/;

/** Phrases as one, those of a kind tied together: "in Bern on 3 March with cabin economy and seat 4A". */
export function joinedPhrases(phrases: readonly string[]): string {
  const ranks = [0, 1, 2, 3].map((rank) => phrases.filter((phrase) => rankOf(phrase) === rank));
  const [plain = [], bound = [], bracketed = [], orders = []] = ranks;
  const [firstBound, ...moreBound] = bound;
  const bare = moreBound.map((phrase) => phrase.replace(/^(?:with|using) /, ''));
  const withAll = firstBound === undefined ? [] : [coordinated([firstBound, ...bare], 'and')];
  const brackets = bracketed.map((phrase) => phrase.replace(/^\((.*)\)$/, '$1'));
  return [
    plain.length > 3 ? plain.join(', ') : plain.join(' '),
    ...withAll,
    ...(brackets.length > 0 ? [`(${brackets.join('; ')})`] : []),
  ]
    .filter((text) => text !== '')
    .concat(orders)
    .reduce(
      (text, next) =>
        next.startsWith('\uE000') && !tied.test(next) ? `${text}, ${next}` : `${text} ${next}`,
      '',
    )
    .trim();
}

/** Pairs that are said in one order: from a place, day or hour to another. */
export function inSpokenOrder(told: readonly Told[], chance: Chance): Told[] {
  const shuffled = told
    .map((one) => ({ one, at: chance.below(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
  for (const [from, to] of pairs) {
    const first = shuffled.findIndex((one) => conceptOfTold(one) === from);
    const second = shuffled.findIndex((one) => conceptOfTold(one) === to);
    if (first < 0 || second < 0) continue;
    const [end] = shuffled.splice(second, 1);
    const start = shuffled.findIndex((one) => conceptOfTold(one) === from);
    if (end !== undefined) shuffled.splice(start + 1, 0, end);
  }
  return shuffled;
}

const pairs = [
  ['origin', 'destination'],
  ['day_from', 'day_to'],
  ['moment_from', 'moment_to'],
  ['clock_from', 'clock_to'],
  ['currency_from', 'currency_to'],
  ['unit_from', 'unit_to'],
] as const;

const replaceable = new Set([
  'place',
  'station',
  'room',
  'person',
  'identity',
  'named',
  'origin',
  'destination',
]);
const placeNouns = ['city', 'town', 'place', 'location', 'region'];

/**
 * A value put where a request speaks of the thing in general: "weather in a city" becomes "weather in Bern", "cancel a
 * booking" "cancel booking KWX4TP".
 * @returns undefined where the request has no such place
 */
export function placedIn(request: string, told: Told, voice: Voice): string | undefined {
  const concept = conceptOfTold(told);
  const [value] = told.values;
  if (!replaceable.has(concept) || typeof value !== 'string') return undefined;
  const nouns = nounsOf(told, concept);
  const pattern = new RegExp(
    `\\b(?:an?|the|one|that|this|my)\\s+(?:named\\s+)?(${nouns.join('|')})\\b(?=$| (?:in|on|at|for|right|with|from|to|is)\\b)`,
  );
  const noun = pattern.exec(request)?.[1];
  if (noun === undefined || noun === '') return undefined;
  const text = valueText(told, voice);
  const several = told.values.length > 1;
  const spoken =
    concept === 'identity'
      ? `${several ? plural(noun) : noun} ${text}`
      : placedText(text, value, noun, concept);
  return request.replace(pattern, () => spoken);
}

function nounsOf({ name, spec }: Told, concept: string): readonly string[] {
  const parts = wordsOf(namingOf(name, spec).noun);
  if (concept === 'identity') return parts.length > 1 ? parts.slice(0, 1) : parts;
  const last = parts.at(-1) === 'name' ? parts.at(-2) : parts.at(-1);
  return [...(last === undefined ? [] : [last]), ...(concept === 'place' ? placeNouns : [])];
}

/** Names and codes stand alone, other words get an article: "the garden gate", "the ceramics board". */
function placedText(text: string, value: string, noun: string, concept: string): string {
  if (!/^[a-z]+(?: [a-z]+)*$/.test(value)) return text;
  return concept === 'named' ? `the ${text} ${noun}` : `the ${text}`;
}
