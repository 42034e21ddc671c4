import { ScenarioKindSchema, type ScenarioKind } from '../../datasets/index.ts';

/** The categories that tasks of each kind have in a suite. */
const categories: Readonly<Record<ScenarioKind, readonly string[]>> = {
  single: ['single'],
  multiple: ['multiple'],
  parallel: ['parallel'],
  parallel_multiple: ['parallel_multiple'],
  irrelevance: ['irrelevance'],
  missing_parameter: ['missing_parameter_ask', 'missing_parameter_call'],
};

/** A kind beside what keeps it from being trivial; `even`: all kinds alike. */
export type Mix = ScenarioKind | 'even';

export const kinds: readonly ScenarioKind[] = ScenarioKindSchema.options;
export const mixes: readonly Mix[] = [...kinds, 'even'];

/** Categories that any kind's tasks are of. */
export const kindCategories: readonly string[] = Object.values(categories).flat();

/** Means by category. */
export type Means = ReadonlyMap<string, number>;

/** The mean of a kind alone; categories count alike. @returns undefined where one of them has no mean */
export function kindMean(kind: ScenarioKind, means: Means): number | undefined {
  return evenMean(categories[kind].map((category) => means.get(category)));
}

/**
 * The mean of a kind's mix: beside as many tasks that expect no call as tasks that expect one, so that neither calling
 * always nor never is right always. Both halves weigh the same, and every task of a half is looked at.
 * @returns undefined where a part of the mix has no mean
 */
export function mixMean(mix: Mix, means: Means): number | undefined {
  if (mix === 'even') return evenMean(kinds.map((kind) => kindMean(kind, means)));
  if (mix === 'missing_parameter') return kindMean(mix, means);
  const other = mix === 'irrelevance' ? 'single' : 'irrelevance';
  return evenMean([kindMean(mix, means), kindMean(other, means)]);
}

function evenMean(parts: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    sum += part;
  }
  return parts.length === 0 ? undefined : sum / parts.length;
}
