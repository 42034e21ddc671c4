/** How far a part of a run is. A task is done when it was answered, when it failed, and when it had a result before. */
export type ProgressCount = {
  readonly total: number;
  /** With a result from an earlier run. */
  readonly kept: number;
  readonly answered: number;
  /** Of those answered, by the cache alone. */
  readonly cached: number;
  readonly failed: number;
  /** Known only where tasks are told of when they begin; else 0. */
  readonly underWay: number;
  readonly requests: number;
  /** In tokens, as `output`. */
  readonly input: number;
  readonly output: number;
  /** Tasks answered by a server that does not tell its tokens: more were used than are counted. */
  readonly untold: number;
  /** In USD; undefined where a price is not known. */
  readonly cost: number | undefined;
  /** Tasks a second, of late; undefined where too few are done to tell, and where none is left. */
  readonly rate: number | undefined;
  /** In ms, 0 where all is done; else undefined where the rate is. */
  readonly timeLeft: number | undefined;
};

export type CategoryProgress = ProgressCount & { readonly category: string };

/** Failures of one class. */
export type FailureCount = {
  readonly class: string;
  readonly count: number;
  /** The first of them. */
  readonly example: { readonly id: string; readonly message: string };
};

export type ModelProgress = ProgressCount & {
  readonly model: string;
  /** In the order in which they were planned. */
  readonly categories: readonly CategoryProgress[];
  /** In the order in which classes came up. */
  readonly failures: readonly FailureCount[];
  /** In ms: from its planning to its last task, or to now where there is more to do. */
  readonly elapsed: number;
};

/** A run at one moment. */
export type ProgressSnapshot = {
  /** In the order in which they were planned. */
  readonly models: readonly ModelProgress[];
  /** Of all models. */
  readonly all: ProgressCount;
  /** In ms, from the run's beginning. */
  readonly elapsed: number;
};

export type ProgressStage = 'done' | 'running' | 'not begun';

export function doneOf({ kept, answered, failed }: ProgressCount): number {
  return kept + answered + failed;
}

/** What was kept from before is no beginning. */
export function stageOf(count: ProgressCount): ProgressStage {
  if (doneOf(count) >= count.total) return 'done';
  return count.underWay + count.answered + count.failed > 0 ? 'running' : 'not begun';
}

/** Several parts as one. Rates are none of a sum: `rate` and `timeLeft` are undefined, the cost too if one is. */
export function sumOfCounts(counts: readonly ProgressCount[]): ProgressCount {
  const sum = (field: Exclude<keyof ProgressCount, 'cost' | 'rate' | 'timeLeft'>) =>
    counts.reduce((total, count) => total + count[field], 0);
  const costs = counts.flatMap(({ cost }) => cost ?? []);
  return {
    total: sum('total'),
    kept: sum('kept'),
    answered: sum('answered'),
    cached: sum('cached'),
    failed: sum('failed'),
    underWay: sum('underWay'),
    requests: sum('requests'),
    input: sum('input'),
    output: sum('output'),
    untold: sum('untold'),
    cost: costs.length === counts.length ? costs.reduce((total, cost) => total + cost, 0) : undefined,
    rate: undefined,
    timeLeft: undefined,
  };
}
