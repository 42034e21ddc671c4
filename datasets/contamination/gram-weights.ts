import { textWords } from './text-hashes.ts';

/** Words are numbered from 1; 0 is a word that the benchmark does not have. */
const UNKNOWN = 0;
/** Two numbers of words in one. */
const STRIDE = 2 ** 26;

/** Pairs that more than this share of the texts has count nothing, where these are more than a few. */
const COMMON = 0.05;
const COMMON_LEAST = 20;

/**
 * Pairs of neighbouring words of a collection of texts, each weighted by how few of the texts have it (ln of the share's inverse):
 * what many say counts little, what one says counts most.
 */
export class GramWeights {
  readonly #words = new Map<string, number>();
  /** By pair the texts that have it. */
  readonly #texts = new Map<number, number[]>();
  readonly #weights = new Map<number, number>();
  #count = 0;

  /** Takes up the next text. @returns its number, from 0, and its pairs */
  add(text: string): { readonly index: number; readonly grams: ReadonlySet<number> } {
    const index = this.#count++;
    const grams = new Set(pairsOf(textWords(text).map((word) => this.#learn(word))));
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

  /** The pairs of a text from its first word to its last; 0 where a word is unknown. */
  pairs(words: readonly string[]): number[] {
    return pairsOf(words.map((word) => this.#words.get(word) ?? UNKNOWN));
  }

  /** Numbers of the texts that have a pair; none for one that counts nothing. */
  textsWith(gram: number): readonly number[] {
    return this.weight(gram) === 0 ? [] : (this.#texts.get(gram) ?? []);
  }

  /** Of one pair; ask when all texts are taken up. */
  weight(gram: number): number {
    const known = this.#weights.get(gram);
    if (known !== undefined) return known;
    const having = this.#texts.get(gram)?.length;
    if (having === undefined) return 0;
    const isCommon = having > Math.max(COMMON_LEAST, COMMON * this.#count);
    const weight = isCommon ? 0 : Math.log((this.#count + 1) / having);
    this.#weights.set(gram, weight);
    return weight;
  }

  /** Of several. */
  weightOf(grams: Iterable<number>): number {
    let sum = 0;
    for (const gram of grams) sum += this.weight(gram);
    return sum;
  }
}

function pairsOf(words: readonly number[]): number[] {
  return words.slice(1).map((word, index) => {
    const before = words[index] ?? UNKNOWN;
    return word === UNKNOWN || before === UNKNOWN ? 0 : before * STRIDE + word;
  });
}
