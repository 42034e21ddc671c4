import type { ExpectedCall } from '../suite.ts';
import { str } from '../values/repr.ts';
import { isDict, isList, Tuple, type Value } from '../values/value.ts';
import { hashOf, plainName, textWords } from './text-hashes.ts';

/** A call as data. */
export type AuditedCall = { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };

/** What an expected call accepts: hashes of values by that of their place. */
type Answer = {
  readonly values: ReadonlyMap<number, ReadonlySet<number>>;
  /** Parameters that have to be given. */
  readonly required: readonly number[];
  readonly source: number;
};

/** Expected calls, known by hashes only. Numbers are equal by value, texts by their words, objects by their parts. */
export class AnswerIndex {
  /** By the tool's name. */
  readonly #answers = new Map<number, Answer[]>();
  /** By an accepted value, wherever it is accepted. */
  readonly #byValue = new Map<number, Set<Answer>>();

  /** @param source what `find` tells of the call */
  add({ name, parameters }: ExpectedCall, source = 0): void {
    const values = new Map<number, Set<number>>();
    const required: number[] = [];
    for (const [parameter, accepted] of parameters) {
      for (const value of accepted) if (value !== '') addPlaces(value, parameter, values);
      if (!accepted.includes('')) required.push(hashOf(parameter));
    }
    const answer = { values, required, source };
    const key = nameHash(name);
    const known = this.#answers.get(key);
    if (known === undefined) this.#answers.set(key, [answer]);
    else known.push(answer);
    for (const value of [...values.values()].flatMap((accepted) => [...accepted])) {
      this.#byValue.set(value, (this.#byValue.get(value) ?? new Set()).add(answer));
    }
  }

  /** Whether a call is right by one of the expected calls. */
  has(call: AuditedCall): boolean {
    return this.find(call).length > 0;
  }

  /** Sources of the expected calls by which a call is right. */
  find({ name, arguments: given }: AuditedCall): number[] {
    const answers = this.#answers.get(nameHash(name));
    if (answers === undefined) return [];
    const places = Object.entries(given).flatMap(([parameter, value]) => placesOf(value, parameter));
    const filled = new Set(Object.keys(given).map(hashOf));
    return answers
      .filter(
        ({ values, required }) =>
          required.every((parameter) => filled.has(parameter)) &&
          places.every(([place, value]) => values.get(place)?.has(value) === true),
      )
      .map(({ source }) => source);
  }

  /**
   * The same whatever the tool and its parameters are called: each value given is accepted somewhere, no two by the same
   * parameter, and each parameter that has to be given accepts one of them.
   */
  findByValues({ arguments: given }: AuditedCall): number[] {
    const values = Object.entries(given)
      .flatMap(([parameter, value]) => placesOf(value, parameter))
      .map(([, value]) => value);
    const rarest = values
      .map((value) => this.#byValue.get(value) ?? new Set<Answer>())
      .reduce(
        (least, having) => (having.size < least.size ? having : least),
        this.#byValue.get(values[0] ?? -1) ?? new Set(),
      );
    return [...rarest].filter((answer) => fitsSomewhere(answer, values)).map(({ source }) => source);
  }
}

function fitsSomewhere({ values: accepted, required }: Answer, values: readonly number[]): boolean {
  const free = new Map(accepted);
  for (const value of values) {
    const place = [...free.keys()].find((candidate) => free.get(candidate)?.has(value) === true);
    if (place === undefined) return false;
    free.delete(place);
  }
  return required.every((parameter) => accepted.get(parameter) === undefined || !free.has(parameter));
}

function nameHash(name: string): number {
  return hashOf(plainName(name));
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
  if (typeof value === 'string') {
    const spelled = spelledOut(value);
    return spelled === undefined ? `"${textWords(value).join(' ')}"` : String(spelled);
  }
  if (typeof value === 'bigint') return String(Number(value));
  if (value instanceof Tuple) return plainText(value.items);
  return Array.isArray(value) ? `[${value.map(plainText).join(', ')}]` : String(value);
}

/** A number or truth value that is written as a text; undefined for other texts. */
export function spelledOut(text: string): number | boolean | undefined {
  if (/^-?\d{1,15}(?:\.\d+)?$/.test(text)) return Number(text);
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : undefined;
}
