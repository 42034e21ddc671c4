import { chanceAt, gramHashes, textWords, type Trajectory } from '../../datasets/index.ts';

/** Words in a row that texts are compared by. */
const SHINGLE = 3;
/** Minima of a signature. */
const SIGNATURE = 128;
/** Of one band at most so many, the newest, are compared: the work for each text stays bounded. */
const MOST_CANDIDATES = 32;
/** With which chance at least two texts that are just alike enough meet in a band. */
const RECALL = 0.9;

type Known = { readonly id: string; readonly shingles: ReadonlySet<number> };

/** What two conversations must not have in common: what the user says, the tool, and which arguments are given. */
export function shinglesOf({ scenario, messages }: Trajectory): ReadonlySet<number> {
  const said = messages.flatMap(({ role, content }) => (role === 'user' ? textWords(content) : []));
  const asked = scenario.calls.flatMap(({ name, arguments: given }) => [name, ...Object.keys(given).sort()]);
  // Short texts are padded: two words make a shingle, too.
  return gramHashes(['', '', ...said, ...asked, '', ''], SHINGLE);
}

/**
 * Finds texts much like one known already, by MinHash: signatures are cut into bands, texts that agree in a band are
 * compared by what they share (Jaccard). Linear in the number of texts; a pair exactly at the threshold is missed at most one
 * time in ten, a pair above it more rarely, a pair below it is never reported.
 * @see Broder, On the resemblance and containment of documents (1997)
 */
export class NearDuplicates {
  readonly #seeds: readonly number[];
  readonly #rows: number;
  readonly #bands = new Map<string, Known[]>();
  /** Those that are looked for are added next, as a rule. */
  readonly #keys = new WeakMap<ReadonlySet<number>, readonly string[]>();

  /** @param threshold share of all shingles of two texts that both have, from 0 to 1 */
  constructor(
    seed: number,
    readonly threshold: number,
  ) {
    this.#rows = rowsFor(threshold);
    const chance = chanceAt('minhash', seed);
    this.#seeds = Array.from({ length: SIGNATURE }, () => chance.below(2 ** 31));
  }

  /** The text known that is most like this one, undefined where none is alike enough. */
  find(shingles: ReadonlySet<number>): { readonly id: string; readonly likeness: number } | undefined {
    let best: { id: string; likeness: number } | undefined;
    for (const { id, shingles: other } of this.#candidates(shingles)) {
      const likeness = jaccard(shingles, other);
      if (likeness >= Math.max(this.threshold, best?.likeness ?? 0)) best = { id, likeness };
    }
    return best;
  }

  add(id: string, shingles: ReadonlySet<number>): void {
    const known = { id, shingles };
    for (const key of this.#keysOf(shingles)) {
      const band = this.#bands.get(key) ?? [];
      band.push(known);
      if (band.length > MOST_CANDIDATES) band.shift();
      this.#bands.set(key, band);
    }
  }

  #candidates(shingles: ReadonlySet<number>): ReadonlySet<Known> {
    return new Set(this.#keysOf(shingles).flatMap((key) => this.#bands.get(key) ?? []));
  }

  #keysOf(shingles: ReadonlySet<number>): readonly string[] {
    const keys = this.#keys.get(shingles) ?? this.#bandsOf(shingles);
    this.#keys.set(shingles, keys);
    return keys;
  }

  #bandsOf(shingles: ReadonlySet<number>): string[] {
    const items = [...shingles];
    const signature = this.#seeds.map((seed) => {
      let least = 2 ** 32;
      for (const item of items) least = Math.min(least, mixed(item, seed));
      return least;
    });
    return Array.from({ length: SIGNATURE / this.#rows }, (_, band) =>
      [band, ...signature.slice(band * this.#rows, (band + 1) * this.#rows)].join(' '),
    );
  }
}

/** Most rows a band may have so that pairs at the threshold are found often enough: fewer candidates, less work. */
function rowsFor(threshold: number): number {
  const found = (rows: number) => 1 - (1 - threshold ** rows) ** (SIGNATURE / rows);
  return [16, 8, 4, 2].find((rows) => found(rows) >= RECALL) ?? 1;
}

/** One of many hashes of a shingle, as MurmurHash3 finishes. */
function mixed(shingle: number, seed: number): number {
  let x = (shingle ^ (shingle / 2 ** 32) ^ seed) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function jaccard(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let shared = 0;
  for (const item of one) if (other.has(item)) shared++;
  return shared / (one.size + other.size - shared);
}
