import type { ExpectedCall } from '../suite.ts';
import { str } from '../values/repr.ts';
import { isDict, isList, Tuple, type Value } from '../values/value.ts';
import { hashOf, textWords } from './text-hashes.ts';

/** A call as data. */
export type AuditedCall = { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };

/** What an expected call accepts: hashes of values by that of their place. */
type Answer = {
  readonly values: ReadonlyMap<number, ReadonlySet<number>>;
  /** Parameters that have to be given. */
  readonly required: readonly number[];
};

/** Expected calls, known by hashes only. Numbers are equal by value, texts by their words, objects by their parts. */
export class AnswerIndex {
  /** By the tool's name. */
  readonly #answers = new Map<number, Answer[]>();

  add({ name, parameters }: ExpectedCall): void {
    const values = new Map<number, Set<number>>();
    const required: number[] = [];
    for (const [parameter, accepted] of parameters) {
      for (const value of accepted) if (value !== '') addPlaces(value, parameter, values);
      if (!accepted.includes('')) required.push(hashOf(parameter));
    }
    const key = nameHash(name);
    const known = this.#answers.get(key);
    if (known === undefined) this.#answers.set(key, [{ values, required }]);
    else known.push({ values, required });
  }

  /** Whether a call is right by one of the expected calls. */
  has({ name, arguments: given }: AuditedCall): boolean {
    const answers = this.#answers.get(nameHash(name));
    if (answers === undefined) return false;
    const places = Object.entries(given).flatMap(([parameter, value]) => placesOf(value, parameter));
    const filled = new Set(Object.keys(given).map(hashOf));
    return answers.some(
      ({ values, required }) =>
        required.every((parameter) => filled.has(parameter)) &&
        places.every(([place, value]) => values.get(place)?.has(value) === true),
    );
  }
}

function nameHash(name: string): number {
  return hashOf(textWords(name).join(''));
}

/** Parts of an accepted object stand in lists of accepted values of their own. */
function addPlaces(accepted: Value, place: string, values: Map<number, Set<number>>): void {
  const items = itemsOf(accepted);
  if (items?.some(isDict) === true) {
    for (const [index, item] of items.entries()) addPlaces(item, `${place}.${index}`, values);
  } else if (isDict(accepted)) {
    for (const [key, choices] of accepted) {
      for (const choice of itemsOf(choices) ?? [choices]) addPlaces(choice, `${place}.${str(key)}`, values);
    }
  } else {
    const key = hashOf(place);
    values.set(key, (values.get(key) ?? new Set()).add(hashOf(plainText(accepted))));
  }
}

function placesOf(given: unknown, place: string): (readonly [place: number, value: number])[] {
  if (Array.isArray(given) && given.some(isObject)) {
    return given.flatMap((item, index) => placesOf(item, `${place}.${index}`));
  }
  if (isObject(given)) {
    return Object.entries(given).flatMap(([key, value]) => placesOf(value, `${place}.${key}`));
  }
  return [[hashOf(place), hashOf(plainText(given))]];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function itemsOf(value: Value): readonly Value[] | undefined {
  if (value instanceof Tuple) return value.items;
  return isList(value) ? value : undefined;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return `"${textWords(value).join(' ')}"`;
  if (typeof value === 'bigint') return String(Number(value));
  if (value instanceof Tuple) return plainText(value.items);
  return Array.isArray(value) ? `[${value.map(plainText).join(', ')}]` : String(value);
}
