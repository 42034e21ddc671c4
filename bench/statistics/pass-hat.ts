/**
 * pass^k: how likely a task is passed in each of k runs, estimated without bias from n ≥ k runs of every task, mean over tasks.
 * @param tasks at least one, each with how many of its runs passed
 * @see Yao et al., "τ-bench" (arXiv 2406.12045), section 3
 */
export function passHat(
  tasks: readonly { readonly passes: number; readonly repeats: number }[],
  k: number,
): number {
  let sum = 0;
  for (const { passes, repeats } of tasks) {
    // Of all ways to draw k of the runs, those that draw passes only.
    let share = 1;
    for (let drawn = 0; drawn < k; drawn++) share *= Math.max(0, passes - drawn) / (repeats - drawn);
    sum += share;
  }
  return sum / tasks.length;
}
