import type { ExpectedCall } from '../suite.ts';
import { AnswerIndex, spelledOut, type AuditedCall } from './answer-index.ts';
import { plainOf } from './plain.ts';
import { plainName, textWords } from './text-hashes.ts';
import { isObject } from './tool-shape.ts';

/** Without its names a call has to be so many times as distinctive to be told. */
const WITHOUT_NAMES = 1.5;
/** … and to give so many values. */
const LEAST_VALUES = 2;

export type CallMatch = { readonly calls: readonly number[]; readonly how: 'equal' | 'same values' };

/** Expected calls with arguments that hardly two people would choose by chance. */
export class CallIndex {
  readonly #answers = new AnswerIndex();
  readonly #calls: { readonly call: ExpectedCall; readonly weight: number }[] = [];

  readonly #parameters = new Map<string, readonly string[]>();

  /** @param leastWeight points that a call's values need, see `valueWeight` */
  constructor(
    readonly leastWeight: number,
    calls: readonly ExpectedCall[] = [],
  ) {
    for (const call of calls) this.add(call);
  }

  /** @returns the call's number */
  add(call: ExpectedCall): number {
    const index = this.#calls.length;
    const choices = [...call.parameters.values()];
    const heaviest = choices.map((accepted) =>
      Math.max(0, ...accepted.map((value) => acceptedWeight(plainOf(value)))),
    );
    this.#calls.push({ call, weight: sum(heaviest) });
    this.#answers.add(call, index);
    return index;
  }

  /** For calls that give arguments by their place: the parameters of a tool in order. */
  learnOrder(name: string, parameters: readonly string[]): void {
    this.#parameters.set(plainName(name), parameters);
  }

  /** With the arguments that are called by their place (`0`) under the parameter's name. */
  #named({ name, arguments: given }: AuditedCall): AuditedCall {
    if (!('0' in given)) return { name, arguments: given };
    const parameters = this.#parameters.get(plainName(name)) ?? [];
    const named = Object.entries(given).map(
      ([key, value]) => [parameters[Number(key)] ?? key, value] as const,
    );
    return { name, arguments: Object.fromEntries(named) };
  }

  canFind(index: number): boolean {
    return (this.#calls[index]?.weight ?? 0) >= this.leastWeight;
  }

  textOf(index: number): string {
    const call = this.#calls[index]?.call;
    if (call === undefined) return '';
    const parameters = [...call.parameters].map(
      ([name, accepted]) => `${name}=${JSON.stringify(accepted.map(plainOf))}`,
    );
    return `${call.name}(${parameters.join(', ')})`;
  }

  find(call: AuditedCall): CallMatch | undefined {
    const weights = leavesOf(call.arguments).map(valueWeight);
    const weight = sum(weights);
    if (weight < this.leastWeight) return undefined;
    const calls = this.#answers.find(this.#named(call));
    if (calls.length > 0) return { calls, how: 'equal' };
    if (weight < WITHOUT_NAMES * this.leastWeight || weights.length < LEAST_VALUES) return undefined;
    const alike = this.#answers.findByValues(call);
    return alike.length > 0 ? { calls: alike, how: 'same values' } : undefined;
  }
}

/**
 * How distinctive a value is, in points. Texts: one for a word of five letters or more, half of one for shorter ones, at
 * most four. Numbers: half of one, one from three digits on, one and a half from four on, zeros at the ends aside. Truth
 * values and null: nothing. Numbers and truth values may be written as texts.
 */
export function valueWeight(value: unknown): number {
  if (typeof value === 'string') {
    const spelled = spelledOut(value);
    if (spelled !== undefined) return valueWeight(spelled);
    const words = textWords(value);
    return Math.min(4, sum(words.map((word) => (word.length >= 5 ? 1 : 0.5))));
  }
  if (typeof value !== 'number') return 0;
  const digits = String(Math.abs(value))
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '').length;
  return digits >= 4 ? 1.5 : digits === 3 ? 1 : 0.5;
}

/** Of an accepted value: objects have lists of accepted values for their keys. */
function acceptedWeight(value: unknown): number {
  if (Array.isArray(value)) return sum(value.map(acceptedWeight));
  if (!isObject(value)) return valueWeight(value);
  return sum(
    Object.values(value).map((choices) =>
      Array.isArray(choices) ? Math.max(0, ...choices.map(acceptedWeight)) : acceptedWeight(choices),
    ),
  );
}

function leavesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isObject(value) ? Object.values(value).flatMap(leavesOf) : [value];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
