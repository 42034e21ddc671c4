import type { GateVerdict } from '../../datasets/index.ts';
import type { PairedTask, Pairing } from '../compare/pair-tasks.ts';
import { mcnemarExact } from '../statistics/mcnemar.ts';
import { studentBound } from '../statistics/distributions.ts';

/** What others would say, for comparison. */
export type OtherGate = {
  readonly name: string;
  readonly decide: (pairing: Pairing, alpha: number) => GateVerdict;
};

/** Every task one trial: exact McNemar on all of them. */
const naiveMcnemar: OtherGate = {
  name: 'McNemar over all tasks',
  decide({ pairs }, alpha) {
    let [onlyBase, onlyCandidate] = [0, 0];
    for (const { base, candidate } of pairs) {
      if (base.passed > candidate.passed) onlyBase++;
      if (candidate.passed > base.passed) onlyCandidate++;
    }
    if (mcnemarExact(onlyBase, onlyCandidate) > alpha) return 'INCONCLUSIVE';
    return onlyCandidate > onlyBase ? 'PROMOTE' : 'REJECT';
  },
};

/** Every category one test, whoever is significant first. */
const anyCategory: OtherGate = {
  name: 'McNemar in any category',
  decide({ pairs }, alpha) {
    const counts = new Map<string, { base: number; candidate: number }>();
    for (const { category, base, candidate } of pairs) {
      const count = counts.get(category) ?? { base: 0, candidate: 0 };
      counts.set(category, count);
      if (base.passed > candidate.passed) count.base++;
      if (candidate.passed > base.passed) count.candidate++;
    }
    const significant = [...counts.values()].filter(
      (count) => mcnemarExact(count.base, count.candidate) <= alpha,
    );
    if (significant.some(({ base, candidate }) => base > candidate)) return 'REJECT';
    return significant.length > 0 ? 'PROMOTE' : 'INCONCLUSIVE';
  },
};

/**
 * Every family one benchmark: NO-GO where the interval of a drop lies beyond 1.5 points in any, GO where it lies within in all. The
 * clusters of the standard error are category labels.
 * @see NVIDIA NeMo Evaluator 0.4.0, `engine/gate.py` and `metrics/confidence.py`, with its default policy
 */
const categoryClusters: OtherGate = {
  name: 'NeMo Evaluator’s rule on families',
  decide({ pairs }, alpha) {
    const families = new Map<string, PairedTask[]>();
    for (const pair of pairs) {
      const family = families.get(pair.family) ?? [];
      families.set(pair.family, family);
      family.push(pair);
    }
    const drops = [...families.values()].map((family) => dropInterval(family, alpha));
    if (drops.some(({ low }) => low > MOST_DROP)) return 'REJECT';
    return drops.every(({ high }) => high <= MOST_DROP) ? 'HOLD' : 'INCONCLUSIVE';
  },
};

const MOST_DROP = 0.015;

function dropInterval(pairs: readonly PairedTask[], alpha: number): { low: number; high: number } {
  const drops = pairs.map(({ base, candidate }) => base.passed - candidate.passed);
  const n = drops.length;
  const mean = drops.reduce((sum, drop) => sum + drop, 0) / n;
  const residuals = new Map<string, number>();
  const isOne = new Set(pairs.map(({ category }) => category)).size === 1;
  for (const [index, { category, id }] of pairs.entries()) {
    const cluster = isOne ? id : category;
    residuals.set(cluster, (residuals.get(cluster) ?? 0) + (drops[index] ?? 0) - mean);
  }
  const groups = residuals.size;
  const squares = [...residuals.values()].reduce((sum, residual) => sum + residual ** 2, 0);
  const error = Math.sqrt((groups / ((groups - 1) * n * n)) * squares);
  const half = studentBound(1 - alpha, groups - 1) * error;
  return { low: mean - half, high: mean + half };
}

export const otherGates: readonly OtherGate[] = [naiveMcnemar, anyCategory, categoryClusters];
