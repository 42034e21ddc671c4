import type { Estimate, GateVerdict, GuardEstimate } from '../../datasets/index.ts';

/** In pass rate, 0 to 1. */
export type Margins = {
  /** A gain has to be greater than this. */
  readonly superiority: number;
  /** A loss up to this is none. */
  readonly nonInferiority: number;
};

type Primary = Pick<Estimate, 'low' | 'high' | 'standard_error' | 'minimum_detectable'>;

/**
 * The table that decides; the first line that holds counts.
 *
 *     REJECT        the primary's interval lies below −nonInferiority, or a guard is significantly worse (Holm)
 *     PROMOTE       the interval lies above superiority, and no guard is breached
 *     HOLD          it lies above −nonInferiority and not above superiority, and a gain that exceeds the superiority margin by as
 *                   much as the non-inferiority margin would have been found
 *     INCONCLUSIVE  all else
 */
export function verdictOf(
  primary: Primary,
  guards: readonly Pick<GuardEstimate, 'status'>[],
  margins: Margins,
): GateVerdict {
  if (isInferior(primary, margins) || guards.some(({ status }) => status === 'worse')) return 'REJECT';
  const isBreached = guards.some(({ status }) => status !== 'fine');
  if (isSuperior(primary, margins)) return isBreached ? 'INCONCLUSIVE' : 'PROMOTE';
  return isNonInferior(primary, margins) && isTelling(primary, margins) ? 'HOLD' : 'INCONCLUSIVE';
}

export function isSuperior({ low }: Primary, { superiority }: Margins): boolean {
  return low !== null && low > superiority;
}

export function isInferior({ high }: Primary, { nonInferiority }: Margins): boolean {
  return high !== null && high < -nonInferiority;
}

export function isNonInferior({ low }: Primary, { nonInferiority }: Margins): boolean {
  return low !== null && low >= -nonInferiority;
}

/** Whether a gain that matters would have been found. */
export function isTelling(
  { minimum_detectable: effect }: Primary,
  { superiority, nonInferiority }: Margins,
): boolean {
  return effect - superiority <= nonInferiority;
}
