import type { GuardEstimate } from '../../datasets/index.ts';
import type { Judged } from './judge.ts';
import type { Policy } from './policy.ts';
import { isInferior, isNonInferior, isSuperior, isTelling } from './verdict.ts';

/** In percentage points. */
function points(share: number | null): string {
  return share === null ? 'unbounded' : `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(2)}`;
}

/** Why a gate decided as it did, a sentence each. */
export function reasonsOf(
  { primary, guards, bounds, lostShare, unmeasured }: Judged,
  policy: Policy,
): string[] {
  const { margins, infrastructure } = policy;
  const { superiority, nonInferiority } = margins;
  const interval = `the interval of ${primary.name}, ${points(primary.low)} to ${points(primary.high)} points,`;
  const isBetter = isSuperior(primary, margins);
  const reasons = [
    isInferior(primary, margins)
      ? `${interval} lies below the margin of ${points(-nonInferiority)}: it is worse`
      : isBetter
        ? `${interval} lies above the margin of ${points(superiority)}: it is better`
        : isNonInferior(primary, margins)
          ? `${interval} lies above ${points(-nonInferiority)} and not above ${points(superiority)}: it is no worse, and not shown to be better`
          : `${interval} reaches from below ${points(-nonInferiority)} to above it: it may be worse by more than that, and may not be`,
  ];
  if (!isBetter && isNonInferior(primary, margins))
    reasons.push(
      `a gain of ${points(primary.minimum_detectable)} would have been found with 80 % power: ${isTelling(primary, margins) ? 'had there been one that matters, it would have shown' : 'smaller ones that matter may have been missed'}`,
    );
  for (const guard of guards) if (guard.status !== 'fine') reasons.push(guardReason(guard));
  if (lostShare > infrastructure.maxShare)
    reasons.push(
      `${(lostShare * 100).toFixed(1)} % of the tasks were lost to infrastructure, more than the ${(infrastructure.maxShare * 100).toFixed(1)} % that the policy bears`,
    );
  if (bounds !== null)
    reasons.push(
      `${bounds.lost} tasks were lost to infrastructure: were they all against the candidate, it would be ${bounds.worst.verdict}, were they all for it, ${bounds.best.verdict}`,
    );
  if (unmeasured.length > 0)
    reasons.push(`not guarded, as the runs do not tell it: ${unmeasured.join(', ')}`);
  return reasons;
}

function guardReason({ name, base, candidate, margin, p_holm: p, status }: GuardEstimate): string {
  const found = `${name} went from ${base.toPrecision(3)} to ${candidate.toPrecision(3)}, and may grow by ${margin.toPrecision(2)}`;
  return status === 'worse'
    ? `${found}: significantly worse (p = ${p?.toPrecision(2) ?? ''} by Holm)`
    : `${found}: breached, though it may be chance (p = ${p?.toPrecision(2) ?? ''} by Holm)`;
}

/** What would settle an open decision, a sentence each. */
export function remediesOf({ verdict, primary, guards, bounds }: Judged, { margins }: Policy): string[] {
  if (verdict !== 'INCONCLUSIVE') return [];
  const remedies: string[] = [];
  if (bounds !== null && (bounds.worst.verdict !== verdict || bounds.best.verdict !== verdict))
    remedies.push(
      `have the ${bounds.lost} lost tasks answered: run generate again, evaluate, and decide anew`,
    );
  const isOpen = !isSuperior(primary, margins) && !isInferior(primary, margins);
  if (isOpen && !isTelling(primary, margins)) {
    const excess =
      (primary.minimum_detectable - margins.superiority) / Math.max(margins.nonInferiority, 1e-9);
    remedies.push(
      Number.isFinite(excess) && margins.nonInferiority > 0
        ? `about ${(excess ** 2).toFixed(1)} times as many tasks; or repeats of both (generate --repeats), which take out the chance within tasks and help less than new ones`
        : 'a non-inferiority margin above 0, which the policy does not have',
    );
  } else if (isOpen) remedies.push('more tasks, or repeats of both (generate --repeats)');
  for (const { name, status } of guards)
    if (status === 'breached')
      remedies.push(`look into ${name}: fewer of it, or more tasks that show it was chance`);
  return remedies;
}
