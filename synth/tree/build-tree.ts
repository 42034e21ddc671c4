import { chanceAt, type Cluster, type Merge, type ToolSpec, type ToolTree } from '../../datasets/index.ts';
import { clusterByThreshold } from './clusters.ts';
import { pairParameters } from './merge.ts';
import { spelledOut, termsOf, verbOf } from './terms.ts';
import { cosine, vectorsOf, type Vector } from './vectors.ts';

export type TreeOptions = {
  readonly seed: number;
  /** Average cosine from which clusters are joined. */
  readonly clusterThreshold: number;
  /** Cosine from which two tools of one domain may be one. */
  readonly mergeThreshold: number;
  /** Share of the domains that training never sees, 0 to 1. */
  readonly heldOutShare: number;
};

export const defaultTreeOptions: TreeOptions = {
  seed: 1,
  clusterThreshold: 0.12,
  mergeThreshold: 0.2,
  heldOutShare: 0.25,
};

const LABEL_WORDS = 4;

type Item = { readonly tool: ToolSpec; readonly vector: Vector };

/**
 * Raw tool specs as a tree: normalised to vectors of words, clustered, the redundant merged, the unique kept, a share of the
 * domains held out by seed.
 */
export function buildToolTree(specs: readonly ToolSpec[], options: TreeOptions): ToolTree {
  const vectors = vectorsOf(specs.map(termsOf));
  const items = specs.map((tool, index): Item => ({ tool, vector: vectors[index] ?? new Map() }));
  const indices = clusterByThreshold(items.length, similarityOf(items), options.clusterThreshold);
  const spelling = spelledOut(specs);
  const merges: Merge[] = [];
  const clusters = indices.map((members, index): Cluster => {
    const kept = mergeRedundant(
      members.flatMap((member) => items[member] ?? []),
      options.mergeThreshold,
      merges,
    );
    return { id: `cluster-${index}`, label: labelOf(kept, spelling), tools: kept.map(({ tool }) => tool.id) };
  });
  const dropped = new Set(merges.map((merge) => merge.dropped));
  return {
    record: 'inftool-tool-tree/1',
    seed: options.seed,
    thresholds: { cluster: options.clusterThreshold, merge: options.mergeThreshold },
    read: specs.length,
    tools: specs.filter(({ id }) => !dropped.has(id)),
    clusters,
    merges,
    domains: splitDomains(specs, options),
  };
}

function similarityOf(items: readonly Item[]): (a: number, b: number) => number {
  return (a, b) => {
    const [one, other] = [items[a], items[b]];
    return one === undefined || other === undefined ? 0 : cosine(one.vector, other.vector);
  };
}

/** Those that stay. Of two that are one, the better described stays. @param merges gets what was merged */
function mergeRedundant(members: readonly Item[], threshold: number, merges: Merge[]): Item[] {
  const byDetail = members.toSorted((a, b) => detailOf(b.tool) - detailOf(a.tool));
  const kept: Item[] = [];
  for (const item of byDetail) {
    const merge = kept.map((other) => mergeOf(other, item, threshold)).find((found) => found !== undefined);
    if (merge === undefined) kept.push(item);
    else merges.push(merge);
  }
  return members.filter((member) => kept.includes(member));
}

/** Only tools that do the same in the same domain can be one. Those of one service are different on purpose. */
function mergeOf({ tool: kept, vector }: Item, { tool: dropped, vector: other }: Item, threshold: number) {
  if (kept.domain !== dropped.domain || kept.service === dropped.service) return undefined;
  if (verbOf(kept) !== verbOf(dropped)) return undefined;
  const similarity = cosine(vector, other);
  if (similarity < threshold) return undefined;
  const parameters = pairParameters(kept, dropped);
  return parameters && { kept: kept.id, dropped: dropped.id, similarity, parameters };
}

/** Characters of description. */
function detailOf({ description, parameters }: ToolSpec): number {
  const properties = Object.values(parameters.properties ?? {});
  return properties.reduce((sum, spec) => sum + (spec.description ?? '').length, description.length);
}

/** Words by the sum of their stems' weights in the members' vectors. */
function labelOf(members: readonly Item[], spelling: ReadonlyMap<string, string>): string[] {
  const sums = new Map<string, number>();
  for (const { vector } of members) {
    for (const [term, weight] of vector) sums.set(term, (sums.get(term) ?? 0) + weight);
  }
  const ranked = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return ranked.slice(0, LABEL_WORDS).map(([stem]) => spelling.get(stem) ?? stem);
}

function splitDomains(specs: readonly ToolSpec[], { seed, heldOutShare }: TreeOptions): ToolTree['domains'] {
  const domains = [...new Set(specs.map(({ domain }) => domain))].sort();
  const chance = chanceAt('held-out-domains', seed);
  const left = [...domains];
  const heldOut: string[] = [];
  while (heldOut.length < Math.round(domains.length * heldOutShare)) {
    heldOut.push(...left.splice(chance.below(left.length), 1));
  }
  return { training: left, heldOut: heldOut.sort() };
}
