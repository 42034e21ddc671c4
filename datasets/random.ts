import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** 32-bit FNV-1a over UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** Chances drawn from one stream of seeded randomness. */
export type Chance = {
  /** Whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** True with the given probability, in steps of one millionth. */
  with(probability: number): boolean;
  /** 32 fair bits, as a signed integer. */
  bits(): number;
  /** @throws {RangeError} for an empty list */
  pick<Item>(items: readonly Item[]): Item;
};

/** The stream that belongs to coordinates (a seed, a name, an index …), whatever was drawn elsewhere. */
export function chanceAt(...coordinates: readonly (string | number)[]): Chance {
  const generator = xoroshiro128plus(fnv1a(coordinates.join('/')));
  const below = (limit: number) => uniformInt(generator, 0, limit - 1);
  return {
    below,
    bits: () => generator.next(),
    with: (probability) => below(1_000_000) < probability * 1_000_000,
    pick: (items) => {
      const [first] = items;
      if (first === undefined) throw new RangeError('nothing to pick from');
      return items[below(items.length)] ?? first;
    },
  };
}
