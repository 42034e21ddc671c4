import { packageVersion, type ComparisonRecord, type Suite } from '../../datasets/index.ts';
import { refuseIncomparable } from '../compare/comparable.ts';
import type { ScoredRun } from '../compare/scored-run.ts';
import { endpointOf, type CommonCategory } from '../compare/weights.ts';
import { comparedRun } from './compared-run.ts';
import { differenceOf } from './differences.ts';
import { entriesOf } from './entries.ts';

export type ComparisonOptions = {
  readonly allowed: ReadonlySet<string>;
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
  readonly isSequence: boolean;
  /** Whose tasks they are, where that is known. */
  readonly suite: Suite | undefined;
  readonly mostEntries: number;
  readonly skipped: readonly string[];
};

/**
 * What a report of several runs shows.
 * @param runs at least one; the others are compared with the first
 * @throws {InputError} for runs that cannot be compared
 */
export async function comparisonOf(
  runs: readonly [ScoredRun, ...ScoredRun[]],
  options: ComparisonOptions,
): Promise<ComparisonRecord> {
  const { level, resamples, seed, allowed } = options;
  const [first, ...others] = runs;
  for (const other of others) refuseIncomparable(first, other, allowed);
  const common = categoriesOfAll(runs);
  const all = new Map(runs.flatMap((run) => [...run.categories]));
  const overall = endpointOf('overall', common, all);
  const bootstrap = { resamples, seed, level };
  const estimate = { alpha: 1 - level, superiority: 0, resamples, seed };
  const { suite, grader, fidelity } = first.manifest;
  return {
    record: 'inftool-comparison/1',
    inftool: packageVersion(),
    suite: `${suite.id} ${suite.version}`,
    grader,
    fidelity,
    overall_label: overall.label,
    level,
    resamples,
    seed,
    runs: runs.map((run) => comparedRun(run, overall, common, bootstrap)),
    differences: others.map((other, index) =>
      differenceOf([first, other], [0, index + 1], allowed, estimate),
    ),
    is_sequence: options.isSequence,
    ...(await entriesOf(runs, options.suite, options.mostEntries)),
    skipped: [...options.skipped],
  };
}

/** In the first run's order. */
function categoriesOfAll(runs: readonly [ScoredRun, ...ScoredRun[]]): CommonCategory[] {
  const [first] = runs;
  return [...first.categories].flatMap(([name, { family, weight, status }]) =>
    status === 'run' && runs.every((run) => run.categories.get(name)?.status === 'run')
      ? [{ name, family, weight }]
      : [],
  );
}
