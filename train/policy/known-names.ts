import type { LeafWords } from './parameters.ts';
import { stemOf } from './tokens.ts';

/** Sorts of names that the engine's own tables know: countries, languages, currencies, cities with a time zone. */
export type NameSort = 'country' | 'language' | 'currency' | 'city';

/** What the name or the description of a leaf says when it takes such a name. */
const askedBy: Readonly<Record<NameSort, ReadonlySet<string>>> = {
  country: stemsOf('country nation nationality state'),
  language: stemsOf('language'),
  currency: stemsOf('currency'),
  city: stemsOf('city town location place destination origin municipality'),
};

function stemsOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(stemOf));
}

/** Sorts that a leaf asks for: by its name, else by its description. */
export function askedSorts({ nameStems, textStems }: LeafWords): ReadonlySet<NameSort> {
  const by = (has: (stem: string) => boolean) =>
    (Object.keys(askedBy) as NameSort[]).filter((sort) => [...askedBy[sort]].some(has));
  const named = by((stem) => nameStems.includes(stem));
  return new Set(named.length > 0 ? named : by((stem) => textStems.has(stem)));
}

let known: ReadonlyMap<string, NameSort> | undefined;

export function sortOfName(text: string): NameSort | undefined {
  known ??= readTables();
  return known.get(text.toLowerCase());
}

const letters = Array.from({ length: 26 }, (_, at) => String.fromCodePoint(97 + at));

function readTables(): Map<string, NameSort> {
  const codes = letters.flatMap((one) => letters.map((other) => one + other));
  const names = (type: 'region' | 'language', sort: NameSort): [string, NameSort][] => {
    const display = new Intl.DisplayNames('en', { type, fallback: 'none' });
    return codes.flatMap((code): [string, NameSort][] => {
      const name = display.of(type === 'region' ? code.toUpperCase() : code);
      return name === undefined ? [] : [[name.toLowerCase(), sort]];
    });
  };
  const money = new Intl.DisplayNames('en', { type: 'currency' });
  const cities = Intl.supportedValuesOf('timeZone').map(
    (zone) => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? '',
  );
  const currencies = Intl.supportedValuesOf('currency').flatMap((code) => [code, money.of(code) ?? code]);
  // The later of two counts.
  return new Map<string, NameSort>([
    ...currencies.map((name): [string, NameSort] => [name.toLowerCase(), 'currency']),
    ...cities.map((name): [string, NameSort] => [name.toLowerCase(), 'city']),
    ...names('language', 'language'),
    ...names('region', 'country'),
    ...['usa', 'us', 'uk', 'america', 'england', 'scotland', 'wales'].map((name): [string, NameSort] => [
      name,
      'country',
    ]),
  ]);
}
