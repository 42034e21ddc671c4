import { decide, type Decision, type Margins } from '../statistics/decision.ts';
import { mcnemarExact } from '../statistics/mcnemar.ts';
import type { BootstrapOptions } from '../statistics/cluster-bootstrap.ts';
import { pairedBootstrap, type Pair } from '../statistics/paired-bootstrap.ts';
import { pairRuns, type ScoredModel } from './pair-runs.ts';

export type CompareOptions = Margins & BootstrapOptions;

export type Comparison = ReturnType<typeof compareRuns>;

/**
 * What the gate says of two runs, and how it came about. Shares are of 1.
 * @throws {InputError} if they cannot be compared
 */
export function compareRuns(base: ScoredModel, candidate: ScoredModel, options: CompareOptions) {
  const { pairs, leftOut, suspects } = pairRuns(base, candidate);
  const interval = pairedBootstrap(pairs, options);
  const count = (holds: (pair: Pair) => boolean) => pairs.filter(holds).length;
  const onlyBase = count((pair) => pair.base && !pair.candidate);
  const onlyCandidate = count((pair) => !pair.base && pair.candidate);
  const { suite, grader, fidelity } = base.manifest;
  const { superiority, nonInferiority, level, resamples, seed } = options;
  return {
    decision: decide(interval, options) satisfies Decision,
    base: base.manifest.model,
    candidate: candidate.manifest.model,
    n: pairs.length,
    clusters: new Set(pairs.map(({ cluster }) => cluster)).size,
    left_out: leftOut,
    infrastructure_suspects: suspects,
    base_passed: count((pair) => pair.base),
    candidate_passed: count((pair) => pair.candidate),
    only_base: onlyBase,
    only_candidate: onlyCandidate,
    ...interval,
    mcnemar_p: mcnemarExact(onlyBase, onlyCandidate),
    superiority,
    non_inferiority: nonInferiority,
    level,
    resamples,
    seed,
    suite: `${suite.id} ${suite.version}`,
    grader,
    fidelity,
  };
}
