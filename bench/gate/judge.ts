import type { Estimate, GateRecord, GateVerdict, GuardEstimate } from '../../datasets/index.ts';
import { estimated, type EstimateOptions } from '../compare/estimate.ts';
import { passedPair, type LostTask, type PairedTask, type Pairing } from '../compare/pair-tasks.ts';
import { holm } from '../statistics/holm.ts';
import type { WeightedPair } from '../statistics/weighted-difference.ts';
import { guards, type Guard } from './guards.ts';
import type { Policy } from './policy.ts';
import { verdictOf } from './verdict.ts';

/** What decides. */
export type Judged = {
  readonly verdict: GateVerdict;
  readonly primary: Estimate;
  readonly bounds: GateRecord['bounds'];
  readonly guards: readonly GuardEstimate[];
  /** Of the policy, those that the runs do not measure. */
  readonly unmeasured: readonly string[];
  /** Of the tasks asked for under the primary, the share that was lost. */
  readonly lostShare: number;
};

/** The categories of the primary endpoint with their shares of it. */
export type Primary = {
  readonly name: string;
  readonly weights: ReadonlyMap<string, number>;
  /** Categories whose tasks guards look at; all where it is left out. */
  readonly guarded?: ReadonlySet<string>;
};

/**
 * Decides between two runs.
 * @param alpha of this decision, two-sided
 * @param isBrief guards within their margins are not estimated, where nobody looks at their intervals: the verdict is the same
 */
export function judge(
  pairing: Pairing,
  primary: Primary,
  policy: Policy,
  alpha: number,
  isBrief = false,
): Judged {
  const { superiority } = policy.margins;
  const options = { alpha, superiority, resamples: policy.resamples, seed: policy.seed };
  const isOfPrimary = ({ category }: { readonly category: string }) => primary.weights.has(category);
  const pairs = pairing.pairs.filter(isOfPrimary).map(passedPair);
  const lost = pairing.lost.filter(isOfPrimary);
  const whole = estimated(primary.name, pairs, primary.weights, options).estimate;
  const guarded = guardEstimates(guardedPairs(pairing, primary), policy, options, isBrief);
  const decide = (estimate: Estimate) => verdictOf(estimate, guarded.estimates, policy.margins);
  const bounds = boundsOf(pairs, lost, primary, options, decide);
  const lostShare = lost.length / (pairs.length + lost.length);
  const isTorn =
    lostShare > policy.infrastructure.maxShare ||
    (bounds !== null && [bounds.worst, bounds.best].some(({ verdict }) => verdict !== decide(whole)));
  return {
    verdict: isTorn ? 'INCONCLUSIVE' : decide(whole),
    primary: whole,
    bounds,
    guards: guarded.estimates,
    unmeasured: guarded.unmeasured,
    lostShare,
  };
}

function guardedPairs({ pairs }: Pairing, { guarded }: Primary): readonly PairedTask[] {
  return guarded === undefined ? pairs : pairs.filter(({ category }) => guarded.has(category));
}

function boundsOf(
  pairs: readonly WeightedPair[],
  lost: readonly LostTask[],
  { name, weights }: Primary,
  options: EstimateOptions,
  decide: (estimate: Estimate) => GateVerdict,
): GateRecord['bounds'] {
  if (lost.length === 0) return null;
  const bound = (base: number, candidate: number) => {
    const filled = lost.map((task): WeightedPair => ({
      stratum: task.category,
      cluster: task.cluster,
      base: task.base?.passed ?? base,
      candidate: task.candidate?.passed ?? candidate,
    }));
    const { estimate } = estimated(name, [...pairs, ...filled], weights, options);
    return { estimate, verdict: decide(estimate) };
  };
  return { lost: lost.length, worst: bound(1, 0), best: bound(0, 1) };
}

type Guarded = { readonly estimates: readonly GuardEstimate[]; readonly unmeasured: readonly string[] };

function guardEstimates(
  pairs: readonly PairedTask[],
  policy: Policy,
  options: EstimateOptions,
  isBrief: boolean,
): Guarded {
  const unmeasured: string[] = [];
  const within = isBrief ? guardsWithin(pairs, policy.guards) : new Set<string>();
  const measured = Object.entries(policy.guards).flatMap(([name, margin]) => {
    if (within.has(name)) return [];
    const guard = guards[name as keyof typeof guards];
    const found = guardPairs(pairs, guard);
    if (found === undefined) unmeasured.push(name);
    if (found === undefined || found.length === 0) return [];
    return [guardEstimate(guard, found, margin, options)];
  });
  const adjusted = holm([
    ...measured.map(({ p_worse: p }) => p),
    ...Array.from(within, () => LEAST_P_WITHIN),
  ]);
  const estimates = measured.map((one, index): GuardEstimate => {
    const p = adjusted[index] ?? 1;
    const isWorse = p <= options.alpha / 2;
    const status = isWorse ? 'worse' : one.difference > one.margin ? 'breached' : 'fine';
    return { ...one, p_holm: p, status };
  });
  return { estimates, unmeasured };
}

/**
 * The guards whose difference seen is no greater than their margin allows. Flipped clusters and those left over lie to both sides
 * of it, so that sign flips give it a p of at least one half, but for the chance of the draw.
 */
function guardsWithin(pairs: readonly PairedTask[], margins: Policy['guards']): ReadonlySet<string> {
  const sums = Object.entries(margins).map(([name, margin]) => {
    const guard = guards[name as keyof typeof guards];
    return { guard, margin, before: 0, after: 0, tasks: 0 };
  });
  for (const pair of pairs) {
    for (const sum of sums) {
      if (!sum.guard.counts(pair)) continue;
      sum.before += sum.guard.valueOf(pair.base) ?? NaN;
      sum.after += sum.guard.valueOf(pair.candidate) ?? NaN;
      sum.tasks++;
    }
  }
  const within = sums.filter(
    ({ guard, margin, before, after, tasks }) =>
      after - before <= margin * (guard.isRelative ? before : tasks) && tasks > 0,
  );
  return new Set(within.map(({ guard }) => guard.name));
}

const LEAST_P_WITHIN = 0.5;

/** @returns undefined where a task that counts has not been measured */
function guardPairs(pairs: readonly PairedTask[], guard: Guard): WeightedPair[] | undefined {
  const found: WeightedPair[] = [];
  for (const pair of pairs) {
    if (!guard.counts(pair)) continue;
    const base = guard.valueOf(pair.base);
    const candidate = guard.valueOf(pair.candidate);
    if (base === undefined || candidate === undefined) return undefined;
    found.push({ stratum: pair.category, cluster: pair.cluster, base, candidate });
  }
  return found;
}

const alike: ReadonlyMap<string, number> = new Map();

function guardEstimate(
  { name, description, isRelative }: Guard,
  pairs: readonly WeightedPair[],
  margin: number,
  options: EstimateOptions,
): GuardEstimate {
  const { estimate, test } = estimated(name, pairs, alike, { ...options, superiority: 0 }, Infinity);
  const allowed = isRelative ? margin * estimate.base : margin;
  return { ...estimate, description, margin: allowed, p_worse: test.pAtMost(allowed), status: 'fine' };
}
