import { GramWeights } from './gram-weights.ts';
import { Sums } from './sums.ts';
import { gramHashes, hashOf, textWords } from './text-hashes.ts';

/** Texts of fewer words are found only where a user says all of them and nothing else … */
export const SHORT = 5;
/** … if they are that rare: sum of the weights of their pairs of words. */
const SHORT_WEIGHT = 14;
/** What is found of a longer text has to be that rare, whatever its share: some three or four pairs that no other text has. */
const LEAST_WEIGHT = 24;
/** Parts of a text have to stand that close: so many times its length, and some words. */
const SPREAD = 2;
const SPREAD_WORDS = 6;

export type TextThresholds = {
  /** Share of a question's pairs of words, by weight. */
  readonly containment: number;
  /** Words in a row that are enough by themselves. */
  readonly run: number;
};

/** What of a text was found in the benchmark. */
export type TextMatch = {
  /** Number of the question's text. */
  readonly text: number;
  readonly how: 'equal' | 'containment' | 'run';
  /** Share of the question's pairs by weight; 1 for what is equal. */
  readonly share: number;
  /** Words of the text looked at, where it was found. */
  readonly start: number;
  readonly end: number;
};

type Known = { readonly grams: ReadonlySet<number>; readonly words: number; weight: number };

/**
 * Finds questions in what users say: by the share of a question's pairs of neighbouring words, weighted by how rare they are
 * among the questions, close together; by words in a row; short ones as a whole. Case, punctuation and what
 * stands around it do not matter.
 */
export class TextIndex {
  readonly #grams = new GramWeights();
  readonly #texts: Known[] = [];
  readonly #wholes = new Map<string, number>();
  readonly #runs = new Map<number, number>();
  #sums = new Sums(0);

  constructor(readonly thresholds: TextThresholds) {}

  /** @returns the text's number; the same for texts of equal words */
  add(text: string): number {
    const words = textWords(text);
    const whole = words.join(' ');
    const known = this.#wholes.get(whole);
    if (known !== undefined) return known;
    const { index, grams } = this.#grams.add(whole);
    this.#texts.push({ grams, words: words.length, weight: 0 });
    this.#wholes.set(whole, index);
    for (const run of gramHashes(words, this.thresholds.run))
      if (!this.#runs.has(run)) this.#runs.set(run, index);
    return index;
  }

  /** Ends the taking up. */
  close(): void {
    for (const text of this.#texts) text.weight = this.#grams.weightOf(text.grams);
    this.#sums = new Sums(this.#texts.length);
  }

  /** Whether a text would be found if somebody said it word for word. */
  canFind(index: number): boolean {
    const text = this.#texts[index];
    return text !== undefined && (isLong(text) || isRare(text) || text.words >= this.thresholds.run);
  }

  find(text: string): TextMatch[] {
    const words = textWords(text);
    const matches = new Map<number, TextMatch>();
    for (const match of [...this.#whole(words), ...this.#contained(words), ...this.#runsIn(words)]) {
      if (!matches.has(match.text)) matches.set(match.text, match);
    }
    return [...matches.values()].sort((one, other) => other.share - one.share);
  }

  #whole(words: readonly string[]): TextMatch[] {
    const index = this.#wholes.get(words.join(' '));
    if (index === undefined || !this.canFind(index)) return [];
    return [{ text: index, how: 'equal', share: 1, start: 0, end: words.length }];
  }

  #contained(words: readonly string[]): TextMatch[] {
    const pairs = this.#grams.pairs(words);
    return this.#candidates(new Set(pairs)).flatMap((index) => {
      const text = this.#texts[index];
      if (text === undefined) return [];
      const { weight, start, end } = this.#densest(pairs, text);
      const share = weight / text.weight;
      return weight < this.#bar(text) ? [] : [{ text: index, how: 'containment', share, start, end }];
    });
  }

  /** Texts of which enough stands anywhere. */
  #candidates(pairs: ReadonlySet<number>): number[] {
    const sums = this.#sums;
    for (const pair of pairs) sums.add(this.#grams.textsWith(pair), this.#grams.weight(pair));
    const found = sums.items.filter((index) => {
      const text = this.#texts[index];
      return text !== undefined && isLong(text) && sums.get(index) >= this.#bar(text);
    });
    sums.clear();
    return found;
  }

  #bar({ weight }: Known): number {
    return Math.max(LEAST_WEIGHT, this.thresholds.containment * weight);
  }

  /** The stretch of the text looked at, not much longer than the question, that has most of it. */
  #densest(pairs: readonly number[], text: Known) {
    const longest = SPREAD * text.words + SPREAD_WORDS;
    const inside = new Map<number, number>();
    const positions = [...pairs.keys()].filter((position) => text.grams.has(pairs[position] ?? 0));
    let best = { weight: 0, start: 0, end: 0 };
    let weight = 0;
    let first = 0;
    for (const position of positions) {
      const pair = pairs[position] ?? 0;
      const before = inside.get(pair) ?? 0;
      if (before === 0) weight += this.#grams.weight(pair);
      inside.set(pair, before + 1);
      for (; position - (positions[first] ?? 0) + 2 > longest; first++) {
        const gone = pairs[positions[first] ?? 0] ?? 0;
        const left = (inside.get(gone) ?? 0) - 1;
        inside.set(gone, left);
        if (left === 0) weight -= this.#grams.weight(gone);
      }
      if (weight > best.weight) best = { weight, start: positions[first] ?? 0, end: position + 2 };
    }
    return best;
  }

  #runsIn(words: readonly string[]): TextMatch[] {
    const { run } = this.thresholds;
    const found = new Map<number, TextMatch>();
    for (let start = 0; start + run <= words.length; start++) {
      const index = this.#runs.get(hashOf(words.slice(start, start + run).join(' ')));
      const text = index === undefined ? undefined : this.#texts[index];
      if (index === undefined || text === undefined || found.has(index)) continue;
      const pairs = new Set(this.#grams.pairs(words.slice(start, start + run)));
      const share = this.#grams.weightOf(pairs) / text.weight;
      found.set(index, { text: index, how: 'run', share, start, end: start + run });
    }
    return [...found.values()];
  }
}

function isLong({ words, weight }: Known): boolean {
  return words >= SHORT && weight >= LEAST_WEIGHT;
}

function isRare({ words, weight }: Known): boolean {
  return words > 1 && weight >= SHORT_WEIGHT;
}
