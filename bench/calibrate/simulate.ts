import { chanceAt, type Chance, type CheckerName, type Suite } from '../../datasets/index.ts';
import type { PairedTask, Pairing, TaskMeasure } from '../compare/pair-tasks.ts';
import type { ScoredRun } from '../compare/scored-run.ts';
import { normalQuantile } from '../statistics/distributions.ts';

/** Tasks without anything but their places: which of them belong together. */
export type Structure = {
  readonly tasks: readonly Head[];
  readonly weights: ReadonlyMap<string, number>;
  readonly clusters: number;
};

type Head = Omit<PairedTask, 'base' | 'candidate'> & {
  readonly clusterPlace: number;
  /** How often a model passes it, 0 to 1, over tasks alike. */
  readonly passRate: number;
};

/** Pass rates by family, for want of a model: those of a fair model of some billion parameters. */
const usualRates: Readonly<Record<string, number>> = {
  non_live: 0.85,
  live: 0.75,
  irrelevance: 0.8,
  relevance: 0.75,
  multi_turn: 0.35,
  agentic: 0.25,
};
const OTHER_RATE = 0.6;

/**
 * Standard deviation of how hard tasks are, seen against the chance in one answer: two equal models differ in 13 % of the tasks
 * then at a pass rate of 85 %, in 26 % at one half, somewhat more than models of like accuracy do.
 */
const DIFFICULTY = 1.5;

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
      const passRate = usualRates[family] ?? OTHER_RATE;
      tasks.push({ id, category: name, family, cluster, checker, clusterPlace: place, passRate });
    }
  }
  return { tasks, weights, clusters: places.size };
}

/** The same of one run: its graded tasks, and its pass rates by category. */
export function structureOfRun(run: ScoredRun, weights: ReadonlyMap<string, number>): Structure {
  const passed = new Map<string, [sum: number, size: number]>();
  const places = new Map<string, number>();
  const heads: Omit<Head, 'passRate'>[] = [];
  for (const [id, rows] of run.rows) {
    const graded = rows.filter(({ status }) => status === 'pass' || status === 'fail');
    const [first] = graded;
    const checker = first === undefined ? undefined : run.checkerOf(first.category);
    if (first === undefined || checker === undefined || !weights.has(first.category)) continue;
    const { category, family, cluster } = first;
    const clusterPlace = places.get(cluster) ?? places.size;
    places.set(cluster, clusterPlace);
    heads.push({ id, category, family, cluster, checker, clusterPlace });
    const [sum, size] = passed.get(category) ?? [0, 0];
    passed.set(category, [
      sum + graded.filter(({ status }) => status === 'pass').length,
      size + graded.length,
    ]);
  }
  const rateOf = (category: string) => {
    const [sum, size] = passed.get(category) ?? [0, 1];
    return sum / size;
  };
  const tasks = heads.map((head) => ({ ...head, passRate: rateOf(head.category) }));
  return { tasks, weights, clusters: places.size };
}

export type Simulation = {
  /** Of the chance in one model's answers within a cluster, 0 to 1. */
  readonly rho: number;
  /** True gain of the candidate in every category's pass rate. */
  readonly effect: number;
};

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A base's answers to all tasks, by which candidates are drawn to compare. */
export class SimulatedBase {
  readonly #chance: Chance;
  readonly #gauss: () => number;
  readonly #difficulty: Float64Array;
  readonly #candidate: readonly Mutable<TaskMeasure>[];
  readonly #pairs: readonly PairedTask[];

  constructor(
    private readonly structure: Structure,
    private readonly simulation: Simulation,
    seed: number,
  ) {
    const { tasks } = structure;
    this.#chance = chanceAt('calibrate', seed, simulation.rho, simulation.effect);
    this.#gauss = normals(this.#chance);
    this.#difficulty = Float64Array.from(tasks, () => DIFFICULTY * this.#gauss());
    const base = tasks.map(() => ({ ...nothing }));
    this.#answer(base, 0);
    this.#candidate = tasks.map(() => ({ ...nothing }));
    this.#pairs = tasks.map((head, index) => ({
      ...head,
      base: base[index] ?? nothing,
      candidate: this.#candidate[index] ?? nothing,
    }));
  }

  /** A candidate, drawn anew. @returns the same pairs each time, with other answers */
  pairing(): Pairing {
    this.#answer(this.#candidate, this.simulation.effect);
    return { pairs: this.#pairs, lost: [], notRun: 0, suspects: 0 };
  }

  #answer(measures: readonly Mutable<TaskMeasure>[], effect: number): void {
    const { tasks, clusters } = this.structure;
    const { rho } = this.simulation;
    const [shared, own] = [Math.sqrt(rho), Math.sqrt(1 - rho)];
    const ofCluster = Float64Array.from({ length: clusters }, () => shared * this.#gauss());
    for (const [index, { passRate, clusterPlace, checker }] of tasks.entries()) {
      const luck = (this.#difficulty[index] ?? 0) + (ofCluster[clusterPlace] ?? 0) + own * this.#gauss();
      const measure = measures[index];
      if (measure !== undefined) this.#measure(measure, luck < threshold(passRate + effect), checker);
    }
  }

  /** Calls and tokens are those of the same law for both models. */
  #measure(measure: Mutable<TaskMeasure>, isPassed: boolean, checker: CheckerName): void {
    const wantsNone = checker === 'irrelevance';
    const turns = checker === 'multi-turn' ? 4 : 1;
    const isSilent = wantsNone ? isPassed : !isPassed && this.#chance.with(0.2);
    measure.passed = Number(isPassed);
    measure.calls = isSilent ? 0 : turns + this.#chance.below(2 * turns);
    measure.expectedCalls = wantsNone ? 0 : turns;
    measure.turns = turns;
    measure.outputTokens = Math.exp(3.5 + 0.6 * this.#gauss()) * turns;
  }
}

const nothing: TaskMeasure = { passed: 0, calls: 0, expectedCalls: 0, turns: 1, outputTokens: 0 };

const thresholds = new Map<number, number>();

/** Below it lie as many tasks as are passed. @param rate kept within what is sure of neither outcome */
function threshold(rate: number): number {
  let value = thresholds.get(rate);
  if (value === undefined) {
    value = normalQuantile(Math.min(0.995, Math.max(0.005, rate))) * Math.sqrt(DIFFICULTY ** 2 + 1);
    thresholds.set(rate, value);
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
