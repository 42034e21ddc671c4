import { GramWeights, wordsOf, type PairAt } from './gram-weights.ts';
import { Sums } from './sums.ts';
import { gramHashes, hashOf, textWords } from './text-hashes.ts';

/** Words of a pair may have one between them, which one of the two texts has left out or changed. */
const REACH = 2;
/** Texts of fewer words are found only where a user says all of them and nothing else … */
export const SHORT = 5;
/** … if they are that rare: sum of the weights of their pairs of words. */
const SHORT_WEIGHT = 14;
/** Words in common count where their pairs are that rare together: some four pairs that no other text has. */
const LEAST_WEIGHT = 32;
/** Parts of a text have to stand that close: so many times its length, and some words. */
const SPREAD = 2;
const SPREAD_WORDS = 6;

export type TextThresholds = {
  /** Share of a question's words, by weight. */
  readonly containment: number;
  /** Words in a row that are enough by themselves. */
  readonly run: number;
};

/** What of a text was found in the benchmark. */
export type TextMatch = {
  /** Number of the question's text. */
  readonly text: number;
  readonly how: 'equal' | 'containment' | 'run';
  /** Share of the question's words by weight; 1 for what is equal. */
  readonly share: number;
  /** Words of the text looked at, where it was found. */
  readonly start: number;
  readonly end: number;
};

type Known = {
  readonly pairs: ReadonlySet<number>;
  readonly length: number;
  pairsWeight: number;
  wordsWeight: number;
};

/**
 * Finds questions in what users say: by the share of a question's words, weighted by how rare they are among the
 * questions, that stand in pairs as they do there, close together; by words in a row; short ones as a whole. Case,
 * punctuation and what stands around it do not matter.
 */
export class TextIndex {
  readonly #grams = new GramWeights(REACH);
  readonly #texts: Known[] = [];
  readonly #wholes = new Map<string, number>();
  /** By run of words the texts that have it. */
  readonly #runs = new Map<number, number[]>();
  #sums = new Sums(0);

  constructor(readonly thresholds: TextThresholds) {}

  /** @returns the text's number; the same for texts of equal words */
  add(text: string): number {
    const words = textWords(text);
    const whole = words.join(' ');
    const known = this.#wholes.get(whole);
    if (known !== undefined) return known;
    const { index, grams } = this.#grams.add(whole);
    this.#texts.push({ pairs: grams, length: words.length, pairsWeight: 0, wordsWeight: 0 });
    this.#wholes.set(whole, index);
    for (const run of gramHashes(words, this.thresholds.run)) {
      const having = this.#runs.get(run);
      if (having === undefined) this.#runs.set(run, [index]);
      else having.push(index);
    }
    return index;
  }

  /** Ends the taking up. */
  close(): void {
    for (const text of this.#texts) {
      text.pairsWeight = this.#grams.weightOf(text.pairs);
      text.wordsWeight = this.#wordsWeight(text.pairs);
    }
    this.#sums = new Sums(this.#texts.length);
  }

  /** Of the words that stand in pairs. */
  #wordsWeight(pairs: Iterable<number>): number {
    let sum = 0;
    for (const word of new Set([...pairs].flatMap(wordsOf))) sum += this.#grams.wordWeight(word);
    return sum;
  }

  /** Whether a text would be found if somebody said it word for word, and nothing else. */
  canFind(index: number): boolean {
    const text = this.#texts[index];
    return text !== undefined && (isRare(text) || this.canFindAmidWords(index));
  }

  /** Whether it would be found amid other words. */
  canFindAmidWords(index: number): boolean {
    const text = this.#texts[index];
    return text !== undefined && (isLong(text) || text.length >= this.thresholds.run);
  }

  find(text: string): TextMatch[] {
    const words = textWords(text);
    const pairs = this.#grams.pairs(words).filter(({ pair }) => this.#grams.has(pair));
    if (pairs.length === 0) return [];
    const matches = new Map<number, TextMatch>();
    for (const match of [...this.#whole(words), ...this.#contained(pairs), ...this.#runsIn(words, pairs)]) {
      if (!matches.has(match.text)) matches.set(match.text, match);
    }
    return [...matches.values()].sort((one, other) => other.share - one.share);
  }

  #whole(words: readonly string[]): TextMatch[] {
    const index = this.#wholes.get(words.join(' '));
    if (index === undefined || !this.canFind(index)) return [];
    return [{ text: index, how: 'equal', share: 1, start: 0, end: words.length }];
  }

  #contained(pairs: readonly PairAt[]): TextMatch[] {
    return this.#candidates(new Set(pairs.map(({ pair }) => pair))).flatMap((index) => {
      const text = this.#texts[index];
      if (text === undefined) return [];
      const { weight, start, end } = this.#densest(pairs, text);
      const share = weight / text.wordsWeight;
      if (share < this.thresholds.containment) return [];
      return [{ text: index, how: 'containment', share, start, end }];
    });
  }

  /** Texts of which enough stands anywhere. */
  #candidates(pairs: ReadonlySet<number>): number[] {
    const sums = this.#sums;
    for (const pair of pairs) {
      const known = this.#grams.lookUp(pair);
      if (known !== undefined) sums.add(known.texts, known.weight);
    }
    const found = sums.items.filter((index) => {
      const text = this.#texts[index];
      return text !== undefined && isLong(text) && sums.get(index) >= LEAST_WEIGHT;
    });
    sums.clear();
    return found;
  }

  /** The stretch of the text looked at, not much longer than the question, that has most of its words in pairs. */
  #densest(pairs: readonly PairAt[], text: Known) {
    const longest = SPREAD * text.length + SPREAD_WORDS;
    const shared = pairs.filter(({ pair }) => text.pairs.has(pair));
    const inside = new Map<number, number>();
    let best = { weight: 0, start: 0, end: 0 };
    let weight = 0;
    let oldest = 0;
    const count = (pair: number, by: 1 | -1) => {
      for (const word of wordsOf(pair)) {
        const before = inside.get(word) ?? 0;
        inside.set(word, before + by);
        if (before + by === 0 || before === 0) weight += by * this.#grams.wordWeight(word);
      }
    };
    for (const { pair, second } of shared) {
      count(pair, 1);
      for (; ; oldest++) {
        const gone = shared[oldest];
        if (gone === undefined || second - gone.first < longest) break;
        count(gone.pair, -1);
      }
      if (weight > best.weight) best = { weight, start: shared[oldest]?.first ?? 0, end: second + 1 };
    }
    return best;
  }

  /** @param pairs of the words, those that any question has: a run has no others */
  #runsIn(words: readonly string[], pairs: readonly PairAt[]): TextMatch[] {
    const { run } = this.thresholds;
    const found = new Map<number, TextMatch>();
    let joined = 0;
    let last = 0;
    for (const { first, second } of pairs) {
      if (second !== first + 1) continue;
      joined = first === last ? joined + 1 : 1;
      last = second;
      if (joined < run - 1) continue;
      for (const match of this.#runAt(words, second + 1 - run)) {
        if (!found.has(match.text)) found.set(match.text, match);
      }
    }
    return [...found.values()];
  }

  #runAt(words: readonly string[], start: number): TextMatch[] {
    const end = start + this.thresholds.run;
    const part = words.slice(start, end);
    const texts = this.#runs.get(hashOf(part.join(' ')));
    if (texts === undefined) return [];
    const weight = this.#wordsWeight(this.#grams.pairs(part).map(({ pair }) => pair));
    return texts.map((text) => {
      const share = weight / (this.#texts[text]?.wordsWeight ?? 1);
      return { text, how: 'run', share, start, end };
    });
  }
}

function isLong({ length, pairsWeight }: Known): boolean {
  return length >= SHORT && pairsWeight >= LEAST_WEIGHT;
}

function isRare({ length, pairsWeight }: Known): boolean {
  return length > 1 && pairsWeight >= SHORT_WEIGHT;
}
