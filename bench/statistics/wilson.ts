import { normalQuantile } from './distributions.ts';

/**
 * Wilson's score interval of a share of independent trials.
 * @param n at least 1
 * @param level of confidence, within (0, 1)
 * @see doi:10.2307/2276774
 */
export function wilson(
  passed: number,
  n: number,
  level: number,
): { readonly low: number; readonly high: number } {
  const z = normalQuantile((1 + level) / 2);
  const share = passed / n;
  const center = share + z ** 2 / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  const scale = 1 + z ** 2 / n;
  return {
    low: passed === 0 ? 0 : (center - half) / scale,
    high: passed === n ? 1 : (center + half) / scale,
  };
}
