import { chanceAt, type Chance } from '../../datasets/index.ts';
import type { BootstrapOptions } from './cluster-bootstrap.ts';
import { quantile } from './quantile.ts';

/** One task in a mean over strata. */
export type WeightedTask = {
  readonly stratum: string;
  readonly cluster: string;
  /** 0 to 1. */
  readonly value: number;
};

export type WeightedRate = {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly clusters: number;
};

/** Clusters with tasks in the same strata: each resample draws as many of them as there are. */
type Block = {
  readonly strata: readonly number[];
  readonly count: number;
  /** Cluster after cluster: for each of the strata the sum of its tasks and their number. */
  readonly sums: Float64Array;
};

/**
 * A mean of strata's means by their weights, such as BFCL's Overall, with its percentile interval: whole clusters are drawn with
 * replacement among those that have tasks in the same strata.
 * @param tasks at least one
 * @param weights by stratum; where those that have tasks weigh nothing they weigh by their number of tasks
 */
export function weightedRate(
  tasks: readonly WeightedTask[],
  weights: ReadonlyMap<string, number>,
  { resamples, seed, level }: BootstrapOptions,
): WeightedRate {
  const strata = [...new Set(tasks.map(({ stratum }) => stratum))].sort();
  const shares = sharesOf(strata, tasks, weights);
  const blocks = blocksOf(tasks, strata);
  const chance = chanceAt('weighted-rate', seed);
  const drawn = Float64Array.from({ length: resamples }, () => {
    const sums = new Float64Array(2 * strata.length);
    for (const block of blocks) addDrawn(sums, block, chance);
    return meanOf(sums, shares);
  }).sort();
  const all = new Float64Array(2 * strata.length);
  for (const block of blocks)
    for (let cluster = 0; cluster < block.count; cluster++) add(all, block, cluster);
  const tail = (1 - level) / 2;
  return {
    rate: meanOf(all, shares),
    low: quantile(drawn, tail),
    high: quantile(drawn, 1 - tail),
    n: tasks.length,
    clusters: blocks.reduce((sum, { count }) => sum + count, 0),
  };
}

function sharesOf(
  strata: readonly string[],
  tasks: readonly WeightedTask[],
  weights: ReadonlyMap<string, number>,
): Float64Array {
  const given = strata.map((name) => weights.get(name) ?? 0);
  const total = given.reduce((sum, weight) => sum + weight, 0);
  if (total > 0) return Float64Array.from(given, (weight) => weight / total);
  return Float64Array.from(
    strata,
    (name) => tasks.filter(({ stratum }) => stratum === name).length / tasks.length,
  );
}

/** A cluster is a sum and a number of tasks for each of its strata. */
function blocksOf(tasks: readonly WeightedTask[], strata: readonly string[]): Block[] {
  const places = new Map(strata.map((name, place) => [name, place]));
  const clusters = new Map<string, Map<number, [sum: number, size: number]>>();
  for (const { stratum, cluster: name, value } of tasks) {
    const cluster = clusters.get(name) ?? new Map<number, [number, number]>();
    clusters.set(name, cluster);
    const place = places.get(stratum) ?? 0;
    const [sum, size] = cluster.get(place) ?? [0, 0];
    cluster.set(place, [sum + value, size + 1]);
  }
  const blocks = new Map<string, { readonly strata: readonly number[]; readonly sums: number[] }>();
  // In the order of their names, so that the order of the tasks makes no difference.
  for (const [, cluster] of [...clusters].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = [...cluster].sort(([a], [b]) => a - b);
    const key = own.map(([place]) => place).join();
    const block = blocks.get(key) ?? { strata: own.map(([place]) => place), sums: [] };
    blocks.set(key, block);
    block.sums.push(...own.flatMap(([, sumAndSize]) => sumAndSize));
  }
  return Array.from(blocks.values(), ({ strata: own, sums }) => ({
    strata: own,
    count: sums.length / (2 * own.length),
    sums: Float64Array.from(sums),
  }));
}

function addDrawn(sums: Float64Array, block: Block, chance: Chance): void {
  const { count } = block;
  for (let left = count; left > 0; left--) {
    // Of 2^32 values: the bias is below one in a million for any number of clusters there is.
    add(sums, block, Math.floor(((chance.bits() >>> 0) * count) / 2 ** 32));
  }
}

function add(sums: Float64Array, block: Block, cluster: number): void {
  const { strata } = block;
  const start = 2 * strata.length * cluster;
  for (let index = 0; index < strata.length; index++) {
    const place = 2 * (strata[index] ?? 0);
    sums[place] = (sums[place] ?? 0) + (block.sums[start + 2 * index] ?? 0);
    sums[place + 1] = (sums[place + 1] ?? 0) + (block.sums[start + 2 * index + 1] ?? 0);
  }
}

/** Every stratum has tasks in every resample: its clusters are drawn from blocks that hold it. */
function meanOf(sums: Float64Array, shares: Float64Array): number {
  let mean = 0;
  for (const [place, share] of shares.entries())
    mean += (share * (sums[2 * place] ?? 0)) / (sums[2 * place + 1] ?? 1);
  return mean;
}
