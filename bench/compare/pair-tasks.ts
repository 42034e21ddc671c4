import { InputError, type CheckerName, type VerdictRow } from '../../datasets/index.ts';
import type { WeightedPair } from '../statistics/weighted-difference.ts';
import { refuseIncomparable } from './comparable.ts';
import type { ScoredRun } from './scored-run.ts';

/** What a model did in a task, means over its repeats. */
export type TaskMeasure = {
  /** Share of the repeats passed. */
  readonly passed: number;
  /** Undefined where the run does not tell. */
  readonly calls: number | undefined;
  /** Undefined too where calls are not what is expected. */
  readonly expectedCalls: number | undefined;
  readonly turns: number | undefined;
  readonly outputTokens: number | undefined;
};

/** A task that was graded in both runs. */
export type PairedTask = {
  readonly id: string;
  readonly category: string;
  readonly family: string;
  readonly cluster: string;
  readonly checker: CheckerName;
  readonly base: TaskMeasure;
  readonly candidate: TaskMeasure;
};

/** A task that one side or both lost for infrastructure reasons; null where the other was graded. */
export type LostTask = Omit<PairedTask, 'base' | 'candidate'> & {
  readonly base: TaskMeasure | null;
  readonly candidate: TaskMeasure | null;
};

export type Pairing = {
  readonly pairs: readonly PairedTask[];
  readonly lost: readonly LostTask[];
  /** Neither graded in both nor lost to infrastructure. */
  readonly notRun: number;
  /** Of the pairs, those in which a result is an error text of the harness. */
  readonly suspects: number;
};

/**
 * The tasks of both runs, in the order of the base's.
 * @param allowed differences that are no reason to refuse
 * @throws {InputError} if the runs cannot be compared, or share no graded task
 */
export function pairTasks(
  base: ScoredRun,
  candidate: ScoredRun,
  allowed: ReadonlySet<string> = new Set(),
): Pairing {
  refuseIncomparable(base, candidate, allowed);
  const pairs: PairedTask[] = [];
  const lost: LostTask[] = [];
  let [notRun, suspects] = [0, 0];
  const ids = new Set([...base.rows.keys(), ...candidate.rows.keys()]);
  for (const id of ids) {
    const [mine, theirs] = [base.rows.get(id) ?? [], candidate.rows.get(id) ?? []];
    const [first] = mine.length > 0 ? mine : theirs;
    if (first === undefined) continue;
    const { category, family, cluster } = first;
    const checker = base.checkerOf(category) ?? candidate.checkerOf(category);
    if (checker === undefined) continue;
    const head = { id, category, family, cluster, checker };
    const [one, other] = [measureOf(mine), measureOf(theirs)];
    if (one !== undefined && other !== undefined) {
      pairs.push({ ...head, base: one, candidate: other });
      if ([...mine, ...theirs].some((row) => isGraded(row) && row.infrastructure_suspect)) suspects++;
    } else if ((one !== undefined || isLost(mine)) && (other !== undefined || isLost(theirs)))
      lost.push({ ...head, base: one ?? null, candidate: other ?? null });
    else notRun++;
  }
  if (pairs.length === 0)
    throw new InputError(`${base.name} and ${candidate.name} have no task that was graded in both runs.`);
  return { pairs, lost, notRun, suspects };
}

type GradedRow = Extract<VerdictRow, { status: 'pass' | 'fail' }>;

function isGraded(row: VerdictRow): row is GradedRow {
  return row.status === 'pass' || row.status === 'fail';
}

function isLost(rows: readonly VerdictRow[]): boolean {
  return rows.some(({ status }) => status === 'infrastructure');
}

/** Repeats without a verdict leave the mean. */
function measureOf(rows: readonly VerdictRow[]): TaskMeasure | undefined {
  const graded = rows.filter(isGraded);
  if (graded.length === 0) return undefined;
  const mean = (valueOf: (row: GradedRow) => number | undefined) => {
    let total = 0;
    for (const row of graded) {
      const value = valueOf(row);
      if (value === undefined) return undefined;
      total += value;
    }
    return total / graded.length;
  };
  return {
    passed: mean(({ status }) => Number(status === 'pass')) ?? 0,
    calls: mean(({ calls }) => calls),
    expectedCalls: mean(({ expected_calls: expected }) => expected),
    turns: mean(({ turns }) => turns),
    outputTokens: mean(({ output_tokens: tokens }) => tokens),
  };
}

/** Whether it passes, as the weights of categories see it. */
export function passedPair({ category, cluster, base, candidate }: PairedTask): WeightedPair {
  return { stratum: category, cluster, base: base.passed, candidate: candidate.passed };
}
