import { normalBelow, normalQuantile } from './distributions.ts';

/** What is known of a paired comparison before there is a candidate. */
export type Comparison = {
  /** Number of tasks that both models answer. */
  readonly tasks: number;
  /** Groups that are resampled together, of about equal size; without it each task stands alone. */
  readonly clusters?: number;
  /** Share of the tasks that exactly one of the models passes, 0 to 1; taken to be at least the effect. */
  readonly discordance: number;
  /** Of the differences of two tasks of one cluster, 0 to 1; without it 1, the worst: one fate for the whole cluster. */
  readonly intraClusterCorrelation?: number;
  /** The gate's margin: a gain has to be greater than this. */
  readonly superiority: number;
  /** Of the gate's interval, 0.95 unless told. */
  readonly level?: number;
};

/**
 * How likely the gate promotes a candidate whose true gain is `effect`: that the interval's lower end lies above the margin.
 *
 *     Φ((effect − superiority) / error − z),   z = Φ⁻¹((1 + level) / 2)
 *     error² = (discordance − effect²) · (1 + (tasks / clusters − 1) · intraClusterCorrelation) / tasks
 *
 * The variance of a paired difference is Connor's; as the bootstrap takes it from the data, it stands under the alternative in
 * both places. The factor is Kish's design effect. An approximation by the normal distribution: good from some 30 clusters on.
 * @param effect in pass rate, 0 to 1
 * @returns 0 to 1
 * @throws {RangeError} if a number lies outside its range
 * @see doi:10.2307/2531961 (Connor 1987); Kish, Survey Sampling, 1965, section 5.4
 */
export function powerAt(effect: number, comparison: Comparison): number {
  check(comparison);
  const variance = Math.max(comparison.discordance, effect) - effect * effect;
  const error = Math.sqrt(variance / effectiveTasks(comparison));
  const gain = effect - comparison.superiority;
  // Without spread every sample is alike.
  if (error === 0) return gain > 0 ? 1 : 0;
  return normalBelow(gain / error - bound(comparison));
}

/**
 * The smallest true gain that the gate finds with this power: the formula of `powerAt` solved for the effect.
 * @returns in pass rate, 0 to 1
 * @throws {RangeError} if a number lies outside its range
 */
export function minimumDetectableEffect(comparison: Comparison & { readonly power?: number }): number {
  check(comparison);
  const { superiority: margin, discordance, power = 0.8 } = comparison;
  demand(power >= 0.5 && power < 1, 'power', 'from 0.5 to below 1', power);
  const errors = bound(comparison) + normalQuantile(power);
  // (effect − margin)² = k · (discordance − effect²), a quadratic in the effect.
  const k = errors ** 2 / effectiveTasks(comparison);
  const effect = largerRoot(1 + k, -2 * margin, margin ** 2 - k * discordance);
  // With every discordant task on the candidate's side discordance is the effect itself, and so it is from there on.
  return effect < discordance ? effect : largerRoot(1 + k, -2 * margin - k, margin ** 2);
}

function bound({ level = 0.95 }: Comparison): number {
  return normalQuantile((1 + level) / 2);
}

/** Independent tasks that would tell as much. */
function effectiveTasks({ tasks, clusters = tasks, intraClusterCorrelation = 1 }: Comparison): number {
  return tasks / (1 + (tasks / clusters - 1) * intraClusterCorrelation);
}

/** Of a·x² + b·x + c; no real root gives NaN. */
function largerRoot(a: number, b: number, c: number): number {
  return (-b + Math.sqrt(b * b - 4 * a * c)) / (2 * a);
}

function check(comparison: Comparison): void {
  const { tasks, clusters = tasks, discordance, intraClusterCorrelation = 1, superiority } = comparison;
  const { level = 0.95 } = comparison;
  demand(tasks >= 1, 'tasks', 'at least 1', tasks);
  demand(clusters >= 1 && clusters <= tasks, 'clusters', 'from 1 to the number of tasks', clusters);
  demand(isShare(discordance), 'discordance', 'from 0 to 1', discordance);
  demand(isShare(intraClusterCorrelation), 'intraClusterCorrelation', 'from 0 to 1', intraClusterCorrelation);
  demand(superiority >= 0 && superiority < 1, 'superiority', 'from 0 to below 1', superiority);
  demand(level > 0 && level < 1, 'level', 'between 0 and 1', level);
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

function demand(holds: boolean, name: string, range: string, value: number): void {
  if (!holds) throw new RangeError(`${name} is ${range}, not ${value}`);
}
