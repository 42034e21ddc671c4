import type { View } from './call-features.ts';
import type { FeatureRow } from './feature-table.ts';
import { ownership, type Plan } from './plans.ts';
import { sortOfLeaf } from './value-mentions.ts';

/** Sorts of values that are told as such; words may be a text, or none. */
const plainSorts = ['number', 'day', 'time'] as const;

/** Whether each call of a plan finds the values that its tool needs, and needs those that it has. */
export function addFit(row: FeatureRow, view: View, plan: Plan): void {
  const fits = Array.from({ length: plan.calls }, (_, call) => fitOf(view, plan, call));
  const fed = Math.min(...fits.map((fit) => fit.fed));
  const surplus = Math.max(...fits.map((fit) => fit.surplus));
  const block = plan.calls > 1 ? 'many' : 'one';
  row
    .add(`${block}.unfed`, 1 - fed)
    .add(`${block}.surplus`, Math.min(3, surplus) / 3)
    .when(`${block}.exact`, fed === 1 && surplus === 0);
}

/** `fed`: the least share of required leaves of a sort that can be filled; `surplus`: values told that no leaf can take. */
function fitOf(
  { choice, order, mentions }: View,
  plan: Plan,
  call: number,
): { fed: number; surplus: number } {
  const owner = (token: number) => (plan.calls === 1 ? 'own' : ownership(plan.owners[token] ?? -1, call));
  const scores = choice.views.map((one) => choice.match(one, (token) => owner(token) === 'own').score);
  const score = Math.max(...scores);
  const leaves = choice.views[score > 0 ? scores.indexOf(score) : (order[0] ?? 0)]?.leaves ?? [];
  const told = (sort: string, isOwn: boolean) =>
    mentions.filter(
      (one) => one.sort === sort && (isOwn ? ['own'] : ['own', 'shared']).includes(owner(one.from)),
    ).length;
  const lists = leaves.filter(({ type }) => type === 'list').length;
  let [fed, surplus] = [1, 0];
  for (const sort of plainSorts) {
    const places = leaves.filter((leaf) => sortOfLeaf(leaf) === sort);
    const needed = places.filter(({ isRequired }) => isRequired).length;
    if (needed > 0) fed = Math.min(fed, told(sort, false) / needed);
    if (lists === 0) surplus += Math.max(0, told(sort, true) - places.length);
  }
  return { fed, surplus };
}
