import type { Difference, Estimate, VerdictRow } from '../../datasets/index.ts';
import { estimated, withHolm, type EstimateOptions } from '../compare/estimate.ts';
import { flipsOf } from '../compare/flips.ts';
import { pairTasks, passedPair, type PairedTask } from '../compare/pair-tasks.ts';
import type { ScoredRun } from '../compare/scored-run.ts';
import { categoryOf, commonCategories, endpointOf, familiesOf, type Endpoint } from '../compare/weights.ts';

/** A run against the first. */
export function differenceOf(
  [base, candidate]: readonly [ScoredRun, ScoredRun],
  places: readonly [number, number],
  allowed: ReadonlySet<string>,
  options: EstimateOptions,
): Difference {
  const pairing = pairTasks(base, candidate, { allowed, suspects: 'graded' });
  const common = commonCategories(base, candidate, pairing);
  const all = new Map([...candidate.categories, ...base.categories]);
  const overall = endpointOf('overall', common, all);
  const estimate = (one: Endpoint) => estimateOn(pairing.pairs, one, options);
  const isSingle = base.manifests.length === 1 && candidate.manifests.length === 1;
  return {
    base: places[0],
    candidate: places[1],
    overall: estimate(overall),
    families: withHolm(familiesOf(common).map(estimate)),
    categories: withHolm(common.map((category) => estimate(categoryOf(category)))),
    flips: isSingle ? flipsOf(pairing.pairs.filter(({ category }) => overall.weights.has(category))) : null,
    confusion: confusionOf(base, candidate),
  };
}

function estimateOn(
  pairs: readonly PairedTask[],
  { name, weights }: Endpoint,
  options: EstimateOptions,
): Estimate {
  const own = pairs.filter(({ category }) => weights.has(category)).map(passedPair);
  return estimated(name, own, weights, options).estimate;
}

/** Of the tasks graded in the first repeat of both. */
function confusionOf(base: ScoredRun, candidate: ScoredRun): Difference['confusion'] {
  const pairs: [string, string][] = [];
  for (const [id, [mine]] of base.rows) {
    const [theirs] = candidate.rows.get(id) ?? [];
    const [before, after] = [outcomeOf(mine), outcomeOf(theirs)];
    if (before !== undefined && after !== undefined) pairs.push([before, after]);
  }
  const totals = new Map<string, number>();
  for (const outcome of pairs.flat()) totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
  const outcomes = [...totals]
    .sort(
      ([a, many], [b, few]) => Number(b === 'pass') - Number(a === 'pass') || few - many || (a < b ? -1 : 1),
    )
    .map(([name]) => name);
  const places = new Map(outcomes.map((name, place) => [name, place]));
  const counts = outcomes.map(() => outcomes.map(() => 0));
  for (const [before, after] of pairs) {
    const row = counts[places.get(before) ?? 0];
    const column = places.get(after) ?? 0;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return { outcomes, counts };
}

function outcomeOf(row: VerdictRow | undefined): string | undefined {
  if (row?.status === 'pass') return 'pass';
  return row?.status === 'fail' ? row.error_type : undefined;
}
