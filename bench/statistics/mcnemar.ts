/**
 * Exact McNemar test, two-sided: how likely a split at least as uneven is, were base and candidate equally good. Twice the
 * smaller tail of a binomial with one half, at most 1.
 * @param onlyBase pairs that only the base passes, a whole number from 0
 * @param onlyCandidate pairs that only the candidate passes
 * @returns 1 where there is no such pair
 * @see doi:10.1007/BF02295996
 */
export function mcnemarExact(onlyBase: number, onlyCandidate: number): number {
  const n = onlyBase + onlyCandidate;
  // From log(0.5^n) on, each term from the one before: no factorial overflows.
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= Math.min(onlyBase, onlyCandidate); k++) {
    logTerm += Math.log(n - k + 1) - Math.log(k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
