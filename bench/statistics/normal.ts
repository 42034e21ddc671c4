/** Beyond this the series loses its digits, and the tail is below 1e-15. */
const FAR = 8;

/**
 * Probability that a standard normal variable is at most `x`.
 * @see doi:10.18637/jss.v011.i04 (Marsaglia's series)
 */
export function normalBelow(x: number): number {
  if (Math.abs(x) > FAR) return x < 0 ? 0 : 1;
  let term = x;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (x * x) / odd;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The value that a standard normal variable stays below with this probability. @param share within (0, 1) */
export function normalQuantile(share: number): number {
  let [low, high] = [-FAR, FAR];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
