import { isObject } from './tool-shape.ts';
import { textWords } from './text-hashes.ts';

/** States of fewer values are not told apart. */
export const LEAST_VALUES = 5;

export type StateMatch = {
  /** Number of the state. */
  readonly state: number;
  readonly shared: number;
  readonly of: number;
};

/** One environment's state, as what it consists of. */
type Known = { readonly label: string; readonly size: number };

/** Finds initial states of environments by the values in them, each under its key, wherever they stand. */
export class StateIndex {
  readonly #states: Known[] = [];
  readonly #byText = new Map<string, number>();
  readonly #having = new Map<string, number[]>();

  constructor(readonly threshold: number) {}

  /** @returns the state's number; the same for equal states */
  add(label: string, state: unknown): number {
    const values = valuesIn(state);
    const text = [label, ...[...values].sort()].join('\n');
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const index = this.#states.length;
    this.#states.push({ label, size: values.size });
    this.#byText.set(text, index);
    for (const value of values) {
      const having = this.#having.get(value);
      if (having === undefined) this.#having.set(value, [index]);
      else having.push(index);
    }
    return index;
  }

  /** The environment's name. */
  label(index: number): string {
    return this.#states[index]?.label ?? '';
  }

  canFind(index: number): boolean {
    return (this.#states[index]?.size ?? 0) >= LEAST_VALUES;
  }

  /** @param values as `valuesIn` tells them */
  find(values: ReadonlySet<string>): StateMatch[] {
    const shared = new Map<number, number>();
    for (const value of values) {
      for (const index of this.#having.get(value) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
    }
    return [...shared]
      .map(([state, count]) => ({ state, shared: count, of: this.#states[state]?.size ?? 0 }))
      .filter(({ state, shared: count, of }) => this.canFind(state) && count >= this.threshold * of)
      .sort((one, other) => other.shared / other.of - one.shared / one.of || other.of - one.of);
  }
}

/**
 * What a state consists of: every value with its key (that of the list for those in lists), and every key that has an
 * object, as file systems have their names. Texts by their words, numbers by value.
 */
export function valuesIn(state: unknown, key = ''): Set<string> {
  const found = new Set<string>();
  collect(state, key, found, 0);
  return found;
}

const DEEPEST = 64;

function collect(value: unknown, key: string, found: Set<string>, depth: number): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, key, found, depth + 1);
  } else if (isObject(value)) {
    if (key !== '') found.add(`${key}{}`);
    for (const [name, inner] of Object.entries(value)) collect(inner, name, found, depth + 1);
  } else found.add(leafText(key, value));
}

/** Of a long text its beginning is enough to tell it by. */
const LONGEST_TEXT = 1000;

/** Of one value. */
export function leafText(key: string, value: unknown): string {
  const text =
    typeof value === 'string' && !/^-?\d+(\.\d+)?$/.test(value)
      ? textWords(value.slice(0, LONGEST_TEXT)).join(' ')
      : String(value);
  return `${key}=${text}`;
}
