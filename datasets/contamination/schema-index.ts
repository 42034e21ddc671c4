import { GramWeights } from './gram-weights.ts';
import { textWords } from './text-hashes.ts';
import type { ToolShape } from './tool-shape.ts';

/** A description of less weight (rarity of its pairs of words, summed) is too common to be told by. */
const LEAST_WEIGHT = 20;
/** Parameter names count by how rare they are; those of a doc have to weigh that much together to be told by. */
const LEAST_NAMES_WEIGHT = 8;

export type SchemaMatch = {
  /** Number of the doc that is most alike. */
  readonly doc: number;
  /** All that are alike enough. */
  readonly docs: readonly number[];
  readonly likeness: number;
};

/** What of a doc is compared: pairs of words in its description, and in all its descriptions, and parameter names. */
type View = {
  readonly description: ReadonlySet<number>;
  readonly all: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
};

type Known = {
  readonly shape: ToolShape;
  readonly view: View;
  weights: { description: number; all: number; names: number };
};

/** Finds function docs by their fingerprint, and docs made of them by parameter names and words of the descriptions. */
export class SchemaIndex {
  readonly #grams = new GramWeights();
  readonly #docs: Known[] = [];
  readonly #fingerprints = new Map<string, number[]>();
  /** By parameter name the docs that have it. */
  readonly #names = new Map<string, number[]>();

  constructor(readonly threshold: number) {}

  /** @returns the doc's number */
  add(shape: ToolShape): number {
    const { index } = this.#grams.add(textOf(shape));
    const view = this.#view(shape);
    this.#docs.push({ shape, view, weights: { description: 0, all: 0, names: 0 } });
    for (const name of view.names) push(this.#names, name, index);
    if (shape.fingerprint !== null) push(this.#fingerprints, shape.fingerprint, index);
    return index;
  }

  /** Ends the taking up. */
  close(): void {
    for (const doc of this.#docs) {
      const { description, all, names } = doc.view;
      doc.weights = {
        description: this.#grams.weightOf(description),
        all: this.#grams.weightOf(all),
        names: this.#namesWeight(names),
      };
    }
  }

  #view(shape: ToolShape): View {
    const pairs = (text: string) => new Set(this.#grams.pairs(textWords(text)));
    return {
      description: pairs(shape.description),
      all: pairs(textOf(shape)),
      names: new Set(shape.parameters),
    };
  }

  shape(index: number): ToolShape | undefined {
    return this.#docs[index]?.shape;
  }

  /** Docs of equal fingerprint. */
  findEqual({ fingerprint }: ToolShape): readonly number[] {
    return fingerprint === null ? [] : (this.#fingerprints.get(fingerprint) ?? []);
  }

  /** Whether a doc would be found as near under another name of the tool, all else equal. */
  canFindNear(index: number): boolean {
    const doc = this.#docs[index];
    return doc !== undefined && this.#likeness(doc, doc.view) >= this.threshold;
  }

  findNear(shape: ToolShape): SchemaMatch | undefined {
    const view = this.#view(shape);
    const alike = [...this.#candidates(view)]
      .map((index) => ({ index, likeness: this.#likenessTo(index, view) }))
      .filter(({ likeness }) => likeness >= this.threshold)
      .sort((one, other) => other.likeness - one.likeness);
    const [best] = alike;
    if (best === undefined) return undefined;
    return { doc: best.index, docs: alike.map(({ index }) => index), likeness: best.likeness };
  }

  /** Docs with a rare pair of words or a rare parameter name in common. */
  #candidates({ all, names }: View): Set<number> {
    const rare = Math.max(20, this.#docs.length / 20);
    const found = new Set<number>();
    const take = (docs: readonly number[]) => {
      if (docs.length <= rare) for (const index of docs) found.add(index);
    };
    for (const gram of all) take(this.#grams.textsWith(gram));
    for (const name of names) take(this.#names.get(name) ?? []);
    return found;
  }

  #likenessTo(index: number, view: View): number {
    const doc = this.#docs[index];
    return doc === undefined ? 0 : this.#likeness(doc, view);
  }

  /**
   * The mean of two shares, or that of the words alone where that is larger. Words: of the pairs in the benchmark's
   * description, or in all its descriptions, the share that the doc has, too. Parameter names: those that both have among
   * those that either has. All by weight.
   */
  #likeness({ view: theirs, weights }: Known, ours: View): number {
    const words = Math.max(
      this.#share(theirs.description, weights.description, ours.description),
      this.#share(theirs.all, weights.all, ours.all),
    );
    if (weights.names < LEAST_NAMES_WEIGHT) return words;
    const union = this.#namesWeight(new Set([...theirs.names, ...ours.names]));
    const names =
      this.#namesWeight(new Set([...ours.names].filter((name) => theirs.names.has(name)))) / union;
    return Math.max(words, (words + names) / 2);
  }

  #share(grams: ReadonlySet<number>, weight: number, ours: ReadonlySet<number>): number {
    if (weight < LEAST_WEIGHT) return 0;
    let shared = 0;
    for (const gram of ours) if (grams.has(gram)) shared += this.#grams.weight(gram);
    return shared / weight;
  }

  #namesWeight(names: ReadonlySet<string>): number {
    let sum = 0;
    for (const name of names) {
      sum += Math.log((this.#docs.length + 1) / (this.#names.get(name)?.length ?? 1));
    }
    return sum;
  }
}

/** All that a doc says. */
function textOf({ description, parameterDescriptions }: ToolShape): string {
  return [description, ...parameterDescriptions].join(' ; ');
}

function push<Key>(map: Map<Key, number[]>, key: Key, index: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [index]);
  else known.push(index);
}
