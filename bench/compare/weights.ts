import { InputError } from '../../datasets/index.ts';
import type { Pairing } from './pair-tasks.ts';
import type { ScoredRun } from './scored-run.ts';

/** The categories of one endpoint with their shares of it. */
export type Endpoint = {
  readonly name: string;
  /** What it is, for people: of which categories, by which weights. */
  readonly label: string;
  readonly weights: ReadonlyMap<string, number>;
};

/** Categories that both runs have pairs of, with what the suite says of them. */
export type CommonCategory = {
  readonly name: string;
  readonly family: string;
  /** Of the suite's overall score. */
  readonly weight: number;
};

/** In the base's order. */
export function commonCategories(
  base: ScoredRun,
  candidate: ScoredRun,
  { pairs }: Pairing,
): CommonCategory[] {
  const paired = new Set(pairs.map(({ category }) => category));
  const known = new Map([...candidate.categories, ...base.categories]);
  const order = new Set([...base.categories.keys(), ...candidate.categories.keys()]);
  return [...order].flatMap((name) => {
    const record = known.get(name);
    return record === undefined || !paired.has(name)
      ? []
      : [{ name, family: record.family, weight: record.weight }];
  });
}

/**
 * The endpoint that a policy names, of the categories that are there.
 * @param spec `overall`, `family:<name>` or `category:<name>`
 * @param all every category of the suite that either run knows
 * @throws {InputError} where no task of it was graded in both runs
 */
export function endpointOf(
  spec: string,
  common: readonly CommonCategory[],
  all: ScoredRun['categories'],
): Endpoint {
  const [kind = '', name = ''] = spec.split(/:(.*)/s);
  if (kind === 'overall') return overallOf(common, all);
  const members = common.filter((category) => (kind === 'family' ? category.family : category.name) === name);
  if (members.length === 0)
    throw new InputError(
      `${spec}: no task of it was graded in both runs. There are ${listed(kind === 'family' ? common.map(({ family }) => family) : common.map((one) => one.name))}.`,
    );
  return kind === 'family'
    ? familyOf(name, members)
    : categoryOf(members[0] ?? { name, family: '', weight: 0 });
}

/** In the order of their first categories. A category that is all of the family of its name, as in suites of one's own, makes none. */
export function membersOfFamilies(
  common: readonly CommonCategory[],
): (readonly [name: string, members: readonly CommonCategory[]])[] {
  return [...new Set(common.map(({ family }) => family))]
    .map((name) => [name, common.filter(({ family }) => family === name)] as const)
    .filter(([name, members]) => members.length > 1 || members[0]?.name !== name);
}

export function familiesOf(common: readonly CommonCategory[]): Endpoint[] {
  return membersOfFamilies(common).map(([name, members]) => familyOf(name, members));
}

function familyOf(name: string, members: readonly CommonCategory[]): Endpoint {
  return { name, label: `${name}: ${listed(members.map((one) => one.name))}`, weights: weightsOf(members) };
}

export function categoryOf({ name, weight }: CommonCategory): Endpoint {
  return { name, label: name, weights: new Map([[name, weight]]) };
}

function overallOf(common: readonly CommonCategory[], all: ScoredRun['categories']): Endpoint {
  const scored = common.filter(({ weight }) => weight > 0);
  const members = scored.length > 0 ? scored : common;
  const missing = [...all].filter(
    ([name, { weight }]) => weight > 0 && !scored.some((one) => one.name === name),
  );
  const share = scored.reduce((sum, { weight }) => sum + weight, 0);
  const isWhole = missing.length === 0 && share > 1 - 1e-9;
  const label = isWhole
    ? 'Overall by the weights of the suite'
    : scored.length > 0
      ? `the suite's weights renormalised over ${scored.length} categories that are ${(share * 100).toFixed(1)} % of its Overall: not the Overall`
      : 'share of all tasks: its categories are no part of an Overall';
  return { name: 'overall', label, weights: weightsOf(members) };
}

function weightsOf(members: readonly CommonCategory[]): ReadonlyMap<string, number> {
  return new Map(members.map(({ name, weight }) => [name, weight]));
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}
