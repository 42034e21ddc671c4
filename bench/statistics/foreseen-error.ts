export type ForeseenTask = { readonly stratum: string; readonly cluster: string };

/**
 * The standard error to be expected of a difference of two weighted means over strata, before it is measured: each task's
 * difference has the variance of the discordance, and those of one cluster correlate.
 *
 *     error² = discordance · Σ over clusters ((1 − rho) · Σ w² + rho · (Σ w)²)
 *
 * @param tasks at least one; those of a stratum share its weight
 * @param weights by stratum, brought to a sum of 1; where they are all 0 every task weighs alike
 */
export function foreseenError(
  tasks: readonly ForeseenTask[],
  weights: ReadonlyMap<string, number>,
  { discordance, rho }: { readonly discordance: number; readonly rho: number },
): number {
  const sizes = new Map<string, number>();
  for (const { stratum } of tasks) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1);
  const total = [...sizes.keys()].reduce((sum, name) => sum + (weights.get(name) ?? 0), 0);
  const clusters = new Map<string, { sum: number; squares: number }>();
  for (const { stratum, cluster: name } of tasks) {
    const size = sizes.get(stratum) ?? 1;
    const weight = total > 0 ? (weights.get(stratum) ?? 0) / total / size : 1 / tasks.length;
    const cluster = clusters.get(name) ?? { sum: 0, squares: 0 };
    clusters.set(name, cluster);
    cluster.sum += weight;
    cluster.squares += weight ** 2;
  }
  const variance = [...clusters.values()].reduce(
    (all, { sum, squares }) => all + (1 - rho) * squares + rho * sum ** 2,
    0,
  );
  return Math.sqrt(discordance * variance);
}
