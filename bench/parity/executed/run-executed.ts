import { minimiseBy } from '../minimise.ts';
import { Tally, type Difference, type StratumCount } from '../tally.ts';
import type { ExecutedCase, OfficialExecutor } from './executed-case.ts';

export type ExecutedRun = {
  readonly strata: readonly StratumCount[];
  readonly differences: readonly Difference<ExecutedCase>[];
};

/** How many cases are on their way to the official evaluator at once. */
const window = 50;

type Underway = { readonly executed: ExecutedCase; readonly answer: ReturnType<OfficialExecutor['answer']> };

/** Asks both sides all questions. */
export async function runExecuted(
  cases: AsyncIterable<ExecutedCase> | Iterable<ExecutedCase>,
  official: Pick<OfficialExecutor, 'answer'>,
): Promise<ExecutedRun> {
  const tally = new Tally<ExecutedCase>();
  const underway: Underway[] = [];
  const settle = async () => {
    const next = underway.shift();
    if (next !== undefined) tally.count(next.executed, next.executed.compare(await next.answer));
  };
  for await (const executed of cases) {
    underway.push({ executed, answer: official.answer(executed.line) });
    if (underway.length >= window) await settle();
  }
  while (underway.length > 0) await settle();
  const differences: Difference<ExecutedCase>[] = [];
  for (const difference of tally.differences) differences.push(await smallest(difference, official));
  return { strata: tally.strata, differences };
}

async function smallest(
  difference: Difference<ExecutedCase>,
  official: Pick<OfficialExecutor, 'answer'>,
): Promise<Difference<ExecutedCase>> {
  let { comparison } = difference;
  const differs = async (candidate: ExecutedCase) => {
    const next = candidate.compare(await official.answer(candidate.line));
    if (next.kind !== 'different' || next.field !== difference.comparison.field) return false;
    comparison = next;
    return true;
  };
  const found = await minimiseBy(difference.case, (one) => one.smaller(), differs, 200);
  return { case: found, comparison };
}
