import { GramWeights } from './gram-weights.ts';
import { Sums } from './sums.ts';
import { plainName, textWords } from './text-hashes.ts';
import type { ToolShape } from './tool-shape.ts';

/** Words in common count from that weight on (rarity of the pairs, summed): some three or four pairs that no other doc has. */
const LEAST_WEIGHT = 24;
/** Parameter names count by how rare they are; those of a doc have to weigh that much together to be told by. */
const LEAST_NAMES_WEIGHT = 8;
/**
 * From that weight on the names that two docs have in common are enough by themselves: some three or four that no other
 * doc has. Where the function's name is equal, too, those that can be told by are enough.
 */
const RARE_NAMES_WEIGHT = 24;

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

/** Weights of each, of one doc or of what two have in common. */
type Weights = { readonly description: number; readonly all: number; readonly names: number };

/** Finds function docs by their fingerprint, and docs made of them by parameter names and words of the descriptions. */
export class SchemaIndex {
  readonly #grams = new GramWeights();
  readonly #shapes: ToolShape[] = [];
  /** What each doc's function is called. */
  readonly #functions: string[] = [];
  readonly #views: View[] = [];
  readonly #weights: Weights[] = [];
  readonly #fingerprints = new Map<string, number[]>();
  /** By parameter name, and by pair of words in the description, the docs that have it. */
  readonly #names = new Map<string, number[]>();
  readonly #descriptions = new Map<number, number[]>();
  #shared = { description: new Sums(0), all: new Sums(0), names: new Sums(0) };

  constructor(readonly threshold: number) {}

  /** @returns the doc's number */
  add(shape: ToolShape): number {
    const { index } = this.#grams.add(textOf(shape));
    const view = this.#view(shape);
    this.#shapes.push(shape);
    this.#functions.push(plainName(shape.name));
    this.#views.push(view);
    for (const name of view.names) push(this.#names, name, index);
    for (const gram of view.description) push(this.#descriptions, gram, index);
    if (shape.fingerprint !== null) push(this.#fingerprints, shape.fingerprint, index);
    return index;
  }

  /** Ends the taking up. */
  close(): void {
    for (const view of this.#views) this.#weights.push(this.#weightsOf(view));
    const sums = () => new Sums(this.#shapes.length);
    this.#shared = { description: sums(), all: sums(), names: sums() };
  }

  #view(shape: ToolShape): View {
    const pairs = (text: string) => new Set(this.#grams.pairs(textWords(text)).map(({ pair }) => pair));
    return {
      description: pairs(shape.description),
      all: pairs(textOf(shape)),
      names: new Set(shape.parameters),
    };
  }

  #weightsOf({ description, all, names }: View): Weights {
    let namesWeight = 0;
    for (const name of names) namesWeight += this.#nameWeight(name);
    return {
      description: this.#grams.weightOf(description),
      all: this.#grams.weightOf(all),
      names: namesWeight,
    };
  }

  shape(index: number): ToolShape | undefined {
    return this.#shapes[index];
  }

  /** Docs of equal fingerprint. */
  findEqual({ fingerprint }: ToolShape): readonly number[] {
    return fingerprint === null ? [] : (this.#fingerprints.get(fingerprint) ?? []);
  }

  /** Whether a doc would be found as near under another name of the tool, all else equal. */
  canFindNear(index: number): boolean {
    const weights = this.#weights[index];
    return (
      weights !== undefined && likeness(weights, weights, weights.names, RARE_NAMES_WEIGHT) >= this.threshold
    );
  }

  findNear(shape: ToolShape): SchemaMatch | undefined {
    const view = this.#view(shape);
    const own = { names: this.#weightsOf(view).names, function: plainName(shape.name) };
    const shared = this.#share(view);
    const alike: { index: number; likeness: number }[] = [];
    const candidates = new Set([
      ...shared.all.items.filter((index) => shared.all.get(index) >= LEAST_WEIGHT),
      ...shared.names.items.filter((index) => shared.names.get(index) >= LEAST_NAMES_WEIGHT),
    ]);
    for (const index of candidates) {
      const found = this.#likenessTo(index, own);
      if (found >= this.threshold) alike.push({ index, likeness: found });
    }
    for (const sums of Object.values(shared)) sums.clear();
    alike.sort((one, other) => other.likeness - one.likeness);
    const [best] = alike;
    if (best === undefined) return undefined;
    return { doc: best.index, docs: alike.map(({ index }) => index), likeness: best.likeness };
  }

  /** What each doc has in common with another, by weight. */
  #share({ description, all, names }: View) {
    const shared = this.#shared;
    for (const gram of all) {
      const known = this.#grams.lookUp(gram);
      if (known === undefined) continue;
      shared.all.add(known.texts, known.weight);
      if (description.has(gram)) shared.description.add(this.#descriptions.get(gram) ?? [], known.weight);
    }
    for (const name of names) shared.names.add(this.#names.get(name) ?? [], this.#nameWeight(name));
    return shared;
  }

  #likenessTo(index: number, own: { readonly names: number; readonly function: string }): number {
    const { description, all, names } = this.#shared;
    const weights = this.#weights[index];
    if (weights === undefined) return 0;
    const shared = { description: description.get(index), all: all.get(index), names: names.get(index) };
    const least = this.#functions[index] === own.function ? LEAST_NAMES_WEIGHT : RARE_NAMES_WEIGHT;
    return likeness(weights, shared, own.names, least);
  }

  #nameWeight(name: string): number {
    return Math.log((this.#shapes.length + 1) / (this.#names.get(name)?.length ?? 1));
  }
}

/**
 * The mean of two shares, or that of the words alone, or of the names alone where those shared weigh `leastNames`, where
 * that is larger. Words: of the pairs in the benchmark's description, or in all its descriptions, the share that the doc
 * has, too. Parameter names: those that both have among those that either has. All by weight.
 */
function likeness(theirs: Weights, shared: Weights, ownNames: number, leastNames: number): number {
  const share = (part: 'description' | 'all') =>
    shared[part] < LEAST_WEIGHT ? 0 : shared[part] / theirs[part];
  const words = Math.max(share('description'), share('all'));
  if (theirs.names < LEAST_NAMES_WEIGHT) return words;
  const names = shared.names / (theirs.names + ownNames - shared.names);
  return Math.max(words, (words + names) / 2, shared.names < leastNames ? 0 : names);
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
