import { textWords } from './text-hashes.ts';

/** Words are numbered from 1; 0 is a word that the benchmark does not have. */
const UNKNOWN = 0;
/** Two numbers of words in one. */
const STRIDE = 2 ** 26;

/** Pairs that more than this share of the texts has count nothing, where these are more than a few. */
const COMMON = 0.05;
const COMMON_LEAST = 20;

/**
 * Pairs of words that stand close in a collection of texts, and the words themselves, each weighted by how few of the
 * texts have it (ln of the share's inverse): what many say counts little, what one says counts most.
 */
export class GramWeights {
  readonly #words = new Map<string, number>();
  /** By pair the texts that have it. */
  readonly #texts = new Map<number, number[]>();
  /** By the number of texts that have it, the weight of a pair. */
  readonly #weights: number[] = [];
  /** By word, how many texts have it. */
  readonly #having: number[] = [];
  #count = 0;

  /** @param reach how far apart the words of a pair may stand: 1 for neighbours only */
  constructor(private readonly reach = 1) {}

  /** Takes up the next text. @returns its number, from 0, and its pairs */
  add(text: string): { readonly index: number; readonly grams: ReadonlySet<number> } {
    const index = this.#count++;
    const words = textWords(text).map((word) => this.#learn(word));
    for (const word of new Set(words)) this.#having[word] = (this.#having[word] ?? 0) + 1;
    const grams = new Set(pairsOf(words, this.reach).map(({ pair }) => pair));
    for (const gram of grams) {
      const known = this.#texts.get(gram);
      if (known === undefined) this.#texts.set(gram, [index]);
      else known.push(index);
    }
    return { index, grams };
  }

  #learn(word: string): number {
    const number = this.#words.get(word) ?? this.#words.size + 1;
    this.#words.set(word, number);
    return number;
  }

  /** The pairs of known words in a text, from its first word to its last. */
  pairs(words: readonly string[]): PairAt[] {
    return pairsOf(
      words.map((word) => this.#words.get(word) ?? UNKNOWN),
      this.reach,
    );
  }

  /** Of one word, by its number. */
  wordWeight(word: number): number {
    return Math.log((this.#count + 1) / (this.#having[word] ?? this.#count + 1));
  }

  /** Whether any text has a pair. */
  has(gram: number): boolean {
    return this.#texts.has(gram);
  }

  /** A pair's weight and the numbers of the texts that have it, undefined for one that counts nothing; ask when all texts are taken up. */
  lookUp(gram: number): Weighed | undefined {
    const texts = this.#texts.get(gram);
    if (texts === undefined || texts.length > Math.max(COMMON_LEAST, COMMON * this.#count)) return undefined;
    return { texts, weight: (this.#weights[texts.length] ??= Math.log((this.#count + 1) / texts.length)) };
  }

  /** Of one pair. */
  weight(gram: number): number {
    return this.lookUp(gram)?.weight ?? 0;
  }

  /** Of several. */
  weightOf(grams: Iterable<number>): number {
    let sum = 0;
    for (const gram of grams) sum += this.weight(gram);
    return sum;
  }
}

type Weighed = { readonly weight: number; readonly texts: readonly number[] };

export type PairAt = {
  readonly pair: number;
  /** Where its first word stands, and its second. */
  readonly first: number;
  readonly second: number;
};

/** Numbers of the two words of a pair. */
export function wordsOf(pair: number): readonly [number, number] {
  return [Math.floor(pair / STRIDE), pair % STRIDE];
}

function pairsOf(words: readonly number[], reach: number): PairAt[] {
  const pairs: PairAt[] = [];
  for (let second = 1; second < words.length; second++) {
    const word = words[second] ?? UNKNOWN;
    if (word === UNKNOWN) continue;
    for (let first = Math.max(0, second - reach); first < second; first++) {
      const before = words[first] ?? UNKNOWN;
      if (before !== UNKNOWN) pairs.push({ pair: before * STRIDE + word, first, second });
    }
  }
  return pairs;
}
