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
  /** Graded in one run, and not asked for in the other. */
  readonly notRun: number;
  /** Tasks in which a result is an error text of the harness: of the pairs, or of those lost if they count as such. */
  readonly suspects: number;
};

export type PairingOptions = {
  /** Differences that are no reason to refuse. */
  readonly allowed?: ReadonlySet<string>;
  /** Whether error texts in the place of an answer are failures, as official evaluators grade them, or no answers. */
  readonly suspects: 'graded' | 'lost';
};

/**
 * The tasks of both runs, in the order of the base's.
 * @throws {InputError} if the runs cannot be compared, or share no graded task
 */
export function pairTasks(
  base: ScoredRun,
  candidate: ScoredRun,
  { allowed = new Set(), suspects: treatment }: PairingOptions,
): Pairing {
  refuseIncomparable(base, candidate, allowed);
  const isAnswer = (row: VerdictRow): row is GradedRow =>
    isGraded(row) && (treatment === 'graded' || !row.infrastructure_suspect);
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
    const [one, other] = [measureOf(mine.filter(isAnswer)), measureOf(theirs.filter(isAnswer))];
    if ([...mine, ...theirs].some((row) => isGraded(row) && row.infrastructure_suspect)) suspects++;
    if (one !== undefined && other !== undefined) pairs.push({ ...head, base: one, candidate: other });
    else if ((one !== undefined || isLost(mine)) && (other !== undefined || isLost(theirs)))
      lost.push({ ...head, base: one ?? null, candidate: other ?? null });
    else if (one !== undefined || other !== undefined) notRun++;
  }
  if (pairs.length === 0)
    throw new InputError(`${base.name} and ${candidate.name} have no task that was graded in both runs.`);
  return { pairs, lost, notRun, suspects };
}

type GradedRow = Extract<VerdictRow, { status: 'pass' | 'fail' }>;

function isGraded(row: VerdictRow): row is GradedRow {
  return row.status === 'pass' || row.status === 'fail';
}

/** Asked for, whatever became of it. */
function isLost(rows: readonly VerdictRow[]): boolean {
  return rows.some((row) => row.status === 'infrastructure' || isGraded(row));
}

/** Repeats without a verdict leave the mean. */
function measureOf(graded: readonly GradedRow[]): TaskMeasure | undefined {
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
