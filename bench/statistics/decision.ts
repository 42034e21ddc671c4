import type { Interval } from './paired-bootstrap.ts';

export type Decision = 'PROMOTE' | 'HOLD' | 'REJECT' | 'INCONCLUSIVE';

/** In pass rate, 0 to 1. */
export type Margins = {
  /** A gain has to be greater than this. */
  readonly superiority: number;
  /** A loss up to this is none. */
  readonly nonInferiority: number;
};

/**
 * PROMOTE if the whole interval lies above the superiority margin, REJECT if it lies below the non-inferiority margin, HOLD if
 * the candidate is no worse but not shown to be better, INCONCLUSIVE if it may be worse and may not be.
 */
export function decide({ low, high }: Interval, { superiority, nonInferiority }: Margins): Decision {
  if (low > superiority) return 'PROMOTE';
  if (high < -nonInferiority) return 'REJECT';
  return low >= -nonInferiority ? 'HOLD' : 'INCONCLUSIVE';
}
