import { planFeatures, toolFeatures } from './plan-table.ts';

/**
 * Everything that the policy looks at. A feature's number is its place in this list; it goes into checkpoints, so that
 * weights are never read with another list.
 */
export const concepts = [
  'place',
  'day',
  'time',
  'person',
  'count',
  'amount',
  'currency',
  'identity',
  'text',
  'subject',
  'unit',
  'mail',
  'other',
] as const;

export const prepositions = [
  'in',
  'at',
  'from',
  'to',
  'for',
  'on',
  'by',
  'with',
  'about',
  'of',
  'named',
  'is',
  'between',
  'and',
  'sign',
  'start',
  'word',
] as const;

/** Ends of a way or of a span of time that a leaf may ask for. */
export const roles = ['start', 'end'] as const;

/** Candidates that stand somewhere in a question. */
export const toldKinds = [
  'quote',
  'name',
  'number',
  'date',
  'time',
  'code',
  'words',
  'choice',
  'example',
  'list',
] as const;
const kinds = [...toldKinds, 'fallback', 'yes', 'no', 'omit', 'ask'] as const;
export type Kind = (typeof kinds)[number];

/** What stands around a span, or in it. */
export const nearFeatures = [
  'nameBefore',
  'nameAfter',
  'nameDirectlyBefore',
  'textBefore',
  'textAfter',
  'unit',
  'nameInside',
  'textInside',
  'toolBefore',
  'toolAfter',
  'unexplained',
  'inRequest',
  'toldInRequest',
].map((name) => `near.${name}`);

/** What a span has to say for a leaf, beside other leaves and other spans. */
export const rivalFeatures = ['own', 'ahead', 'behind', 'margin', 'fromBest', 'best'].map(
  (name) => `rival.${name}`,
);

const valueFeatures = [
  ...kinds.map((kind) => `kind.${kind}`),
  ...prepositions.map((word) => `before.${word}`),
  ...concepts.flatMap((concept) => [
    ...prepositions.map((word) => `before.${word}.${concept}`),
    ...kinds.map((kind) => `kind.${kind}.${concept}`),
  ]),
  ...nearFeatures,
  ...rivalFeatures,
  ...roles.flatMap((role) => prepositions.map((word) => `${role}.${word}`)),
  ...[
    'cleanStart',
    'cleanEnd',
    'one',
    'two',
    'three',
    'more',
    'capitals',
    'digits',
    'proper',
    'opensSentence',
    'maximal',
    'toolWords',
    'code',
    'crossesSign',
    'extends',
    'last',
    'lower',
  ].map((name) => `span.${name}`),
  ...['same', 'first', 'distance'].map((name) => `order.${name}`),
  ...['shown', 'shape', 'length', 'capital', 'digits'].map((name) => `example.${name}`),
  ...['exact', 'stems', 'fallback', 'none', 'first', 'alone', 'part'].map((name) => `choice.${name}`),
  ...['named', 'negated', 'fallback', 'partly'].map((name) => `flag.${name}`),
  ...[
    'inRange',
    'outOfRange',
    'fraction',
    'year',
    'ordinal',
    'percent',
    'money',
    'inDate',
    'inName',
    'word',
  ].map((name) => `number.${name}`),
  ...['asked', 'spoken'].map((name) => `date.${name}`),
  ...['two', 'three', 'more', 'one', 'all', 'asTold'].map((name) => `list.${name}`),
  // Of an optional leaf, and of one that the user has to be asked for.
  ...['left', 'ask'].flatMap((block) =>
    [
      ...['hasFallback', 'named', 'inText', 'noCandidate', 'oneCandidate', 'answer', 'typed'],
      ...['someLeft', 'enoughLeft', 'wordLeft', 'wordsLeft'],
      ...toldKinds.flatMap((kind) => [`has.${kind}`, `near.${kind}`]),
      ...nearFeatures,
      ...rivalFeatures,
    ].map((name) => `${block}.${name}`),
  ),
  ...['own', 'other', 'used', 'partlyUsed', 'repeated', 'changed'].map((name) => `call.${name}`),
];

/** Types of leaves have weights of their own for all value features. */
const leafBlocks = ['text', 'choice', 'number', 'flag', 'list', 'any'] as const;

export const featureNames: readonly string[] = [
  ...planFeatures,
  ...toolFeatures,
  ...leafBlocks.flatMap((block) => valueFeatures.map((name) => `${block}:${name}`)),
];

const numbers = new Map(featureNames.map((name, index) => [name, index]));

/** @throws {RangeError} for a name that is not declared */
export function featureNumber(name: string): number {
  const number = numbers.get(name);
  if (number === undefined) throw new RangeError(`no feature is named "${name}"`);
  return number;
}

/** Of a block of features, the numbers of their names without the block's. */
const blocks = new Map<string, ReadonlyMap<string, number>>();

function numbersOf(prefix: string): ReadonlyMap<string, number> {
  const known = blocks.get(prefix);
  if (known !== undefined) return known;
  const made = new Map(
    [...numbers].flatMap(([name, number]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), number] as const] : [],
    ),
  );
  blocks.set(prefix, made);
  return made;
}

/** By number, those of a block's features that are among some, without the block's name. */
export function namedIn(prefix: string, names: readonly string[]): ReadonlyMap<number, string> {
  return new Map(names.map((name) => [featureNumber(prefix + name), name]));
}

/** Features that are not zero: plain arrays, because many are made, and most are short. */
export type Features = { readonly ids: readonly number[]; readonly values: readonly number[] };

/** Collects features. */
export class FeatureRow {
  readonly #ids: number[] = [];
  readonly #values: number[] = [];

  readonly #numbers: ReadonlyMap<string, number>;

  /** @param prefix a block's name and `:`, or nothing */
  constructor(readonly prefix = '') {
    this.#numbers = numbersOf(prefix);
  }

  add(name: string, value = 1): this {
    if (value === 0) return this;
    this.#ids.push(this.#numbers.get(name) ?? featureNumber(this.prefix + name));
    this.#values.push(value);
    return this;
  }

  when(name: string, holds: boolean): this {
    return holds ? this.add(name) : this;
  }

  get features(): Features {
    return { ids: this.#ids, values: this.#values };
  }
}
