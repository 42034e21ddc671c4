import type { Flips } from '../../datasets/index.ts';
import { mcnemarExact } from '../statistics/mcnemar.ts';
import type { PairedTask } from './pair-tasks.ts';

/** Of runs without repeats. */
export function flipsOf(pairs: readonly PairedTask[]): Flips {
  const count = (holds: (pair: PairedTask) => boolean) => pairs.filter(holds).length;
  const onlyBase = count(({ base, candidate }) => base.passed > candidate.passed);
  const onlyCandidate = count(({ base, candidate }) => candidate.passed > base.passed);
  return {
    only_base: onlyBase,
    only_candidate: onlyCandidate,
    mcnemar_p: mcnemarExact(onlyBase, onlyCandidate),
  };
}
