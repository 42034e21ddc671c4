import type { Value } from '../../../../datasets/index.ts';
import { hashOf } from './hashes.ts';

type Entry = { readonly value: Value; readonly hash: bigint };

const leastSize = 8;
const probes = 9;
const perturbation = 5n;

/** The table of a set: where items lie decides their order. @see CPython `setobject.c` */
class SetTable {
  #slots: (Entry | undefined)[] = new Array<Entry | undefined>(leastSize).fill(undefined);
  #used = 0;

  get entries(): readonly Entry[] {
    return this.#slots.filter((entry) => entry !== undefined);
  }

  add(entry: Entry): void {
    this.#place(entry);
    this.#used++;
    if (this.#used * 5 >= (this.#slots.length - 1) * 3)
      this.#resize(this.#used > 50_000 ? this.#used * 2 : this.#used * 4);
  }

  /** All items of another set, into one that has none yet. */
  merge(other: SetTable): void {
    const { entries } = other;
    if (entries.length * 5 >= (this.#slots.length - 1) * 3) this.#resize(entries.length * 2);
    if (this.#slots.length === other.#slots.length) this.#slots = [...other.#slots];
    else for (const entry of entries) this.#place(entry);
    this.#used = entries.length;
  }

  #place(entry: Entry): void {
    const mask = BigInt(this.#slots.length - 1);
    let perturb = entry.hash;
    for (let at = entry.hash & mask; ;) {
      const first = Number(at);
      const last = at + BigInt(probes) <= mask ? first + probes : first;
      for (let slot = first; slot <= last; slot++) {
        if (this.#slots[slot] !== undefined) continue;
        this.#slots[slot] = entry;
        return;
      }
      perturb >>= perturbation;
      at = (at * 5n + 1n + perturb) & mask;
    }
  }

  #resize(least: number): void {
    const { entries } = this;
    let size = leastSize;
    while (size <= least) size *= 2;
    this.#slots = new Array<Entry | undefined>(size).fill(undefined);
    for (const entry of entries) this.#place(entry);
  }
}

/**
 * Items of a set in Python's order, with PYTHONHASHSEED=0 where there are texts.
 * @param items in the order in which they were added, each once
 * @param isConstant whether the set is a display of constants, which the compiler makes twice and merges into an empty one
 * @throws {DecodeError} for items that are hashed by their address
 */
export function setOrder(items: readonly Value[], isConstant = false): Value[] {
  const isMerged = isConstant && items.length >= 3;
  const table = tableOf(items);
  if (!isMerged) return valuesIn(table);
  const merged = new SetTable();
  merged.merge(tableOf(valuesIn(table)));
  return valuesIn(merged);
}

function tableOf(items: readonly Value[]): SetTable {
  const table = new SetTable();
  for (const value of items) table.add({ value, hash: hashOf(value) });
  return table;
}

function valuesIn({ entries }: SetTable): Value[] {
  return entries.map(({ value }) => value);
}
