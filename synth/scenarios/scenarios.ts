import {
  chanceAt,
  InputError,
  type Chance,
  type ScenarioKind,
  type Split,
  type ToolTree,
} from '../../datasets/index.ts';
import { Neighbourhood } from './neighbours.ts';
import type { PlannedScenario } from './planned-scenario.ts';
import { draftOf, type Draft } from './drafts.ts';
import { plannedOf } from './plan-scenario.ts';

export type ScenarioPlan = {
  /** Which domains the tools, and which lists the names and places come from. */
  readonly split: Split;
  /** Which half of the phrasings the users speak in. */
  readonly phrasing: Split;
  readonly seed: number;
  readonly count: number;
  /** Weights of the kinds, any scale. */
  readonly mix: Readonly<Record<ScenarioKind, number>>;
  /** Share of the tools that are offered as their source has them; 0.15 where nothing is said. */
  readonly untouchedShare?: number;
};

const UNTOUCHED = 0.15;
/** A tool may be unfit for a kind: others are drawn so many times. */
const TRIES = 200;

/** Which scenario of a plan: so many of its kind come before it. */
export type ScenarioPlace = { readonly kind: ScenarioKind; readonly index: number };

/**
 * So many scenarios by the plan's mix, in mixed order, the same for the same plan and tree.
 * @throws {RangeError} for a mix without a positive weight
 * @throws {InputError} for a tree without tools for a kind in the mix
 */
export function scenariosOf(tree: ToolTree, plan: ScenarioPlan): readonly PlannedScenario[] {
  return placesOf(plan).map((place) => scenarioOf(tree, plan, place));
}

/** The places of a plan's scenarios, in its order. @throws {RangeError} for a mix without a positive weight */
export function placesOf(plan: ScenarioPlan): readonly ScenarioPlace[] {
  const counts = new Map<ScenarioKind, number>();
  return kindsOf(plan).map((kind) => {
    const index = counts.get(kind) ?? 0;
    counts.set(kind, index + 1);
    return { kind, index };
  });
}

const neighbourhoods = new WeakMap<ToolTree, Partial<Record<Split, Neighbourhood>>>();

/** One scenario, whatever the others are. @throws {InputError} for a tree without tools for its kind */
export function scenarioOf(
  tree: ToolTree,
  plan: ScenarioPlan,
  { kind, index }: ScenarioPlace,
): PlannedScenario {
  const known = neighbourhoods.get(tree) ?? {};
  neighbourhoods.set(tree, known);
  const neighbourhood = (known[plan.split] ??= new Neighbourhood(tree, plan.split));
  return scenarioAt(neighbourhood, kind, index, plan);
}

function scenarioAt(
  neighbourhood: Neighbourhood,
  kind: ScenarioKind,
  index: number,
  plan: ScenarioPlan,
): PlannedScenario {
  if (neighbourhood.tools.length === 0) throw new InputError(noToolsText(plan.split));
  for (let tries = 0; tries < TRIES; tries++) {
    const chance = chanceAt('scenario', plan.seed, plan.split, kind, index, tries);
    const seed = chance.below(2 ** 31 - 1);
    const frame = {
      id: `${plan.split}/${kind}/${index}`,
      kind,
      seed,
      split: plan.split,
      phrasing: plan.phrasing,
      untouchedShare: plan.untouchedShare ?? UNTOUCHED,
    };
    const draft: Draft | undefined = draftOf(neighbourhood, frame, chance);
    const planned = draft && plannedOf(draft, frame, chance);
    if (planned !== undefined) return planned;
  }
  throw new InputError(
    `No ${spaced(kind)} scenario can be made: expected a tool that suits one, got ${neighbourhood.tools.length} for ${spaced(plan.split)} that do not. Add specs, or leave this kind out.`,
  );
}

function noToolsText(split: Split): string {
  return split === 'training'
    ? 'No scenario can be made: expected specs with an operation, got none for training. Add specs.'
    : 'No held-out scenario can be made: expected a domain that can be held out, got too few. Add specs of other domains, or ask for no held-out scenarios.';
}

function spaced(name: string): string {
  return name.replaceAll('_', ' ');
}

/** Whole numbers of each kind that come nearest to the mix, then in an order by chance. */
function kindsOf({ mix, count, seed, split }: ScenarioPlan): ScenarioKind[] {
  const weights = (Object.entries(mix) as [ScenarioKind, number][]).filter(([, weight]) => weight > 0);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  if (total <= 0) throw new RangeError('a mix needs a kind of positive weight');
  const shares = weights.map(([kind, weight]) => ({ kind, exact: (count * weight) / total }));
  const kinds = shares.flatMap(({ kind, exact }) => Array.from({ length: Math.floor(exact) }, () => kind));
  const byRest = shares.toSorted((a, b) => (b.exact % 1) - (a.exact % 1));
  for (let next = 0; kinds.length < count; next++) kinds.push(byRest[next % byRest.length]?.kind ?? 'single');
  return mixed(kinds, chanceAt('kinds', seed, split));
}

function mixed(kinds: readonly ScenarioKind[], chance: Chance): ScenarioKind[] {
  return kinds
    .map((kind) => ({ kind, at: chance.below(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ kind }) => kind);
}
