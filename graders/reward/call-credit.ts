import type { Dict, Language, ReadonlyDict } from '../../datasets/index.ts';
import { checkArgument } from '../check/call-check.ts';
import type { CallPlan, TaskPlan } from '../check/call-plan.ts';
import { OfficialAbort } from '../check/official-abort.ts';

/** What calls get right, each from 0 to 1. */
export type Components = {
  /** Calls that were made and expected, with the right tool; of those that were made or of those expected, if these are more. */
  readonly tool: number;
  /** Of the parameters that were given or had to be, the share that may be given; over the same calls. */
  readonly argument_names: number;
  /** Of the same, the share whose value is right; over the same calls. */
  readonly argument_values: number;
  /** 1 where there are as many calls as expected, less by the share that is missing or too many. */
  readonly call_count: number;
};

/** They add up to 0.9: only a pass is worth 1. */
const weights: Components = { tool: 0.2, argument_names: 0.2, argument_values: 0.4, call_count: 0.1 };

type PairCredit = Omit<Components, 'call_count'>;

const nothing: PairCredit = { tool: 0, argument_names: 0, argument_values: 0 };

/** Components weighted: 0 to 0.9. */
export function creditOf(components: Components): number {
  return sum(Object.entries(components), ([name, share]) => weights[name as keyof Components] * share);
}

/** Calls against what a task expects, each expected call paired with at most one call, for the most credit in all. */
export function componentsOf(
  calls: readonly Dict[],
  plan: TaskPlan,
  isUnderscored: boolean,
  language: Language,
): Components {
  const expected = plan.expected.length;
  const credits = plan.expected.map((_, index) =>
    calls.map((call) => pairCredit(planAt(plan, index), call, isUnderscored, language)),
  );
  const pairs = bestPairs(credits.map((row) => row.map(worth)));
  const credited = pairs.map((column, row) =>
    column === undefined ? nothing : (credits[row]?.[column] ?? nothing),
  );
  const most = Math.max(calls.length, expected);
  // A call too many takes from all shares: else it would pay to try several answers at once.
  return {
    tool: sum(credited, ({ tool }) => tool) / most,
    argument_names: sum(credited, ({ argument_names }) => argument_names) / most,
    argument_values: sum(credited, ({ argument_values }) => argument_values) / most,
    call_count: 1 - Math.abs(calls.length - expected) / most,
  };
}

function planAt(plan: TaskPlan, index: number): CallPlan | undefined {
  try {
    return plan.at(index);
  } catch (error) {
    if (error instanceof OfficialAbort) return undefined;
    throw error;
  }
}

function worth({ tool, argument_names, argument_values }: PairCredit): number {
  return (
    weights.tool * tool + weights.argument_names * argument_names + weights.argument_values * argument_values
  );
}

function pairCredit(
  plan: CallPlan | undefined,
  call: ReadonlyDict,
  isUnderscored: boolean,
  language: Language,
): PairCredit {
  const given =
    plan === undefined ? undefined : call.get(isUnderscored ? plan.underscoredName : plan.tool.name);
  if (plan === undefined || !(given instanceof Map)) return nothing;
  let names = 0;
  let values = 0;
  let counted = given.size;
  for (const [parameter, value] of given) {
    const planned = plan.parameters[plan.find(parameter, 0)];
    if (planned === undefined) continue;
    names++;
    if (isRight(() => checkArgument(value, planned, language) === undefined)) values++;
  }
  for (const [parameter, answers] of plan.expected.parameters) {
    if (!given.has(parameter) && !answers.includes('')) counted++;
  }
  return {
    tool: 1,
    argument_names: counted === 0 ? 1 : names / counted,
    argument_values: counted === 0 ? 1 : values / counted,
  };
}

function isRight(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof OfficialAbort) return false;
    throw error;
  }
}

/** More rows than this are paired one after the other: every further one would double the work. */
const MOST_EXACT = 12;

/**
 * For each row the column it is paired with, every column at most once, for the greatest sum; undefined for rows left over.
 * @param worths rows of equal length, numbers from 0
 */
function bestPairs(worths: readonly (readonly number[])[]): (number | undefined)[] {
  const columns = worths[0]?.length ?? 0;
  if (worths.length > MOST_EXACT || columns > MOST_EXACT) return greedyPairs(worths);
  /** By the set of columns taken: the best sum of the rows so far, and their columns. */
  let best = new Map<number, { readonly sum: number; readonly chosen: readonly (number | undefined)[] }>([
    [0, { sum: 0, chosen: [] }],
  ]);
  for (const row of worths) {
    const next = new Map<
      number,
      { readonly sum: number; readonly chosen: readonly (number | undefined)[] }
    >();
    for (const [taken, { sum: before, chosen }] of best) {
      const offer = (set: number, added: number, column: number | undefined) => {
        const known = next.get(set);
        if (known === undefined || before + added > known.sum)
          next.set(set, { sum: before + added, chosen: [...chosen, column] });
      };
      offer(taken, 0, undefined);
      for (const [column, worthOfPair] of row.entries()) {
        if ((taken & (1 << column)) === 0 && worthOfPair > 0)
          offer(taken | (1 << column), worthOfPair, column);
      }
    }
    best = next;
  }
  const [first, ...others] = best.values();
  return [
    ...others.reduce((most, other) => (other.sum > most.sum ? other : most), first ?? { sum: 0, chosen: [] })
      .chosen,
  ];
}

function greedyPairs(worths: readonly (readonly number[])[]): (number | undefined)[] {
  const taken = new Set<number>();
  return worths.map((row) => {
    const free = [...row.keys()].filter((column) => !taken.has(column) && (row[column] ?? 0) > 0);
    const [column] = free.sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0));
    if (column !== undefined) taken.add(column);
    return column;
  });
}

function sum<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
