import { chanceAt, type Chance, type CheckerName, type Suite } from '../../datasets/index.ts';
import type { PairedTask, Pairing, TaskMeasure } from '../compare/pair-tasks.ts';
import { normalQuantile } from '../statistics/distributions.ts';

/** Tasks without anything but their places: which of them belong together. */
export type Structure = {
  readonly tasks: readonly Head[];
  readonly weights: ReadonlyMap<string, number>;
  readonly clusters: number;
};

type Head = Omit<PairedTask, 'base' | 'candidate'> & { readonly clusterPlace: number };

/** Of pass rates by family, for want of a model: those of a fair model of some billion parameters. */
const accuracies: Readonly<Record<string, number>> = {
  non_live: 0.85,
  live: 0.75,
  irrelevance: 0.8,
  relevance: 0.75,
  multi_turn: 0.35,
  agentic: 0.25,
};
const OTHER_ACCURACY = 0.6;

/**
 * Standard deviation of how hard tasks are, seen against the chance in one answer: two equal models differ in some 14 % of the
 * tasks then, at a pass rate of one half.
 */
const DIFFICULTY = 3;

/** Only clusters, categories and weights of a suite are looked at, not what its tasks ask. */
export async function structureOf(suite: Suite): Promise<Structure> {
  const weights = new Map<string, number>();
  const places = new Map<string, number>();
  const tasks: Head[] = [];
  for (const { name, family, weight, checker } of suite.categories) {
    if (weight <= 0) continue;
    weights.set(name, weight);
    for (const { id, cluster } of await suite.tasks(name)) {
      const place = places.get(cluster) ?? places.size;
      places.set(cluster, place);
      tasks.push({ id, category: name, family, cluster, checker, clusterPlace: place });
    }
  }
  return { tasks, weights, clusters: places.size };
}

export type Simulation = {
  /** Of the chance in one model's answers within a cluster, 0 to 1. */
  readonly rho: number;
  /** True gain of the candidate in every category's pass rate. */
  readonly effect: number;
};

/** A base's answers to all tasks, by which candidates are drawn to compare. */
export class SimulatedBase {
  readonly #chance: Chance;
  readonly #gauss: () => number;
  readonly #difficulty: Float64Array;
  readonly #base: readonly TaskMeasure[];

  constructor(
    private readonly structure: Structure,
    private readonly simulation: Simulation,
    seed: number,
  ) {
    this.#chance = chanceAt('calibrate', seed, simulation.rho, simulation.effect);
    this.#gauss = normals(this.#chance);
    this.#difficulty = Float64Array.from(structure.tasks, () => DIFFICULTY * this.#gauss());
    this.#base = this.#answers(0);
  }

  /** A candidate, drawn anew. */
  pairing(): Pairing {
    const candidate = this.#answers(this.simulation.effect);
    const pairs = this.structure.tasks.map((head, index): PairedTask => ({
      ...head,
      base: this.#base[index] ?? nothing,
      candidate: candidate[index] ?? nothing,
    }));
    return { pairs, lost: [], notRun: 0, suspects: 0 };
  }

  #answers(effect: number): TaskMeasure[] {
    const { tasks, clusters } = this.structure;
    const { rho } = this.simulation;
    const [shared, own] = [Math.sqrt(rho), Math.sqrt(1 - rho)];
    const ofCluster = Float64Array.from({ length: clusters }, () => shared * this.#gauss());
    return tasks.map(({ family, clusterPlace, checker }, index) => {
      const luck = (this.#difficulty[index] ?? 0) + (ofCluster[clusterPlace] ?? 0) + own * this.#gauss();
      return this.#measure(luck < threshold(family, effect), checker);
    });
  }

  /** Calls and tokens are those of the same law for both models. */
  #measure(isPassed: boolean, checker: CheckerName): TaskMeasure {
    const wantsNone = checker === 'irrelevance';
    const turns = checker === 'multi-turn' ? 4 : 1;
    const isSilent = wantsNone ? isPassed : !isPassed && this.#chance.with(0.2);
    const calls = isSilent ? 0 : turns + this.#chance.below(2 * turns);
    const outputTokens = Math.exp(3.5 + 0.6 * this.#gauss()) * turns;
    const expectedCalls = wantsNone ? 0 : turns;
    return { passed: Number(isPassed), calls, expectedCalls, turns, outputTokens };
  }
}

const nothing: TaskMeasure = { passed: 0, calls: 0, expectedCalls: 0, turns: 1, outputTokens: 0 };

const thresholds = new Map<string, number>();

/** Below it lie as many tasks as are passed. */
function threshold(family: string, effect: number): number {
  const key = `${family} ${effect}`;
  let value = thresholds.get(key);
  if (value === undefined) {
    const accuracy = (accuracies[family] ?? OTHER_ACCURACY) + effect;
    value = normalQuantile(accuracy) * Math.sqrt(DIFFICULTY ** 2 + 1);
    thresholds.set(key, value);
  }
  return value;
}

/** Standard normal variables, two from each pair of uniform ones (Box and Muller). */
function normals(chance: Chance): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform(chance)));
    const angle = 2 * Math.PI * uniform(chance);
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Above 0, below 1. */
function uniform(chance: Chance): number {
  return ((chance.bits() >>> 0) + 0.5) / 2 ** 32;
}
