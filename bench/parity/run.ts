import type { Category, Suite } from '../../datasets/index.ts';
import { isSingleTurn } from '../../graders/index.ts';
import { officialLine, parityCases, stratumOf, type ParityCase } from './cases.ts';
import { compare } from './compare.ts';
import { minimise } from './minimise.ts';
import type { OfficialGrader } from './official.ts';
import { Tally, type Difference, type StratumCount } from './tally.ts';

export type ParityRun = {
  readonly strata: readonly StratumCount[];
  /** The first of each stratum, minimised. */
  readonly differences: readonly Difference<ParityCase>[];
};

export type ParityPlan = {
  readonly suite: Suite;
  readonly categories: readonly Category[];
  readonly cases: number;
  readonly seed: number;
};

/** Every stratum (a category, or an output format within one) gets as many cases as any other. */
async function shares(plan: ParityPlan): Promise<ReadonlyMap<Category, number>> {
  const strata = new Map<Category, number>();
  for (const category of plan.categories.filter(({ checker }) => isSingleTurn(checker))) {
    const tasks = await plan.suite.tasks(category.name);
    strata.set(category, new Set(tasks.map(stratumOf)).size);
  }
  const all = [...strata.values()].reduce((total, count) => total + count, 0);
  return new Map([...strata].map(([category, count]) => [category, Math.ceil((plan.cases * count) / all)]));
}

/** How many cases are on their way to the official evaluator at once. */
const window = 200;

type Underway = { readonly parityCase: ParityCase; readonly answer: ReturnType<OfficialGrader['answer']> };

/** Grades all cases on both sides. The official answers in order while we grade. */
export async function runParity(plan: ParityPlan, official: OfficialGrader): Promise<ParityRun> {
  const tally = new Tally<ParityCase>();
  for (const [category, count] of await shares(plan)) {
    const underway: Underway[] = [];
    const settle = async () => {
      const next = underway.shift();
      if (next !== undefined) tally.count(next.parityCase, compare(next.parityCase, await next.answer));
    };
    for await (const parityCase of parityCases(plan.suite, category, count, plan.seed)) {
      underway.push({ parityCase, answer: official.answer(officialLine(parityCase)) });
      if (underway.length >= window) await settle();
    }
    while (underway.length > 0) await settle();
  }
  return { strata: tally.strata, differences: await minimiseAll(tally.differences, official) };
}

async function minimiseAll(
  differences: readonly Difference<ParityCase>[],
  official: OfficialGrader,
): Promise<Difference<ParityCase>[]> {
  const minimal: Difference<ParityCase>[] = [];
  for (const difference of differences) {
    let { comparison } = difference;
    const smallest = await minimise(difference.case, async (candidate) => {
      const next = compare(candidate, await official.answer(officialLine(candidate)));
      if (next.kind !== 'different' || next.field !== difference.comparison.field) return false;
      comparison = next;
      return true;
    });
    minimal.push({ case: smallest, comparison });
  }
  return minimal;
}
