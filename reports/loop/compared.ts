import type { CheckpointScore, LoopRecord } from '../../datasets/index.ts';

/** One suite's scores: all of them, the first, and the one to hold against it. */
export type Compared = {
  readonly suite: string;
  /** In the order of training. */
  readonly scores: readonly CheckpointScore[];
  readonly before: CheckpointScore;
  /** The champion's; the last one's while the champion is still the first checkpoint. */
  readonly after: CheckpointScore;
};

/** By suite, the one the gate decides on first: loops score it first. */
export function comparedSuites({ scores, champion }: LoopRecord): Compared[] {
  const suites = [...new Set(scores.map(({ suite }) => suite))];
  return suites.flatMap((suite) => {
    const ofSuite = scores.filter((score) => score.suite === suite);
    const [before] = ofSuite;
    if (before === undefined) return [];
    const best = ofSuite.findLast(({ checkpoint }) => checkpoint === champion);
    const after = best === undefined || best === before ? (ofSuite.at(-1) ?? before) : best;
    return [{ suite, scores: ofSuite, before, after }];
  });
}
