import {
  formatVariants,
  roundDigits,
  type Category,
  type Dict,
  type Task,
  type Value,
  type VerdictRow,
} from '../../datasets/index.ts';
import type { Output, Verdict } from '../../graders/index.ts';
import type { ResultEntry } from './read-results.ts';
import { standardDeviation, variance, type Real } from './exact-statistics.ts';
import type { Decision } from './mode.ts';
import type { Failing } from './score-entry.ts';
import { latenciesOf } from './usage.ts';

export type CategoryOutcome = {
  /** First line of the score file. */
  readonly header: Dict;
  readonly failing: readonly Failing[];
  /** One per task of the category. */
  readonly rows: readonly VerdictRow[];
  readonly n: number;
  readonly valid: number;
  readonly suspects: number;
  readonly latencies: readonly Real[];
};

/**
 * Grades the results of one category, in the order of its tasks.
 * @param entries at least one; each with the id of one of `tasks`
 */
export function gradeCategory(
  category: Category,
  tasks: readonly Task[],
  entries: ReadonlyMap<string, ResultEntry>,
  decision: Decision,
  grade: (task: Task, output: Output) => Verdict,
): CategoryOutcome {
  const tally = new Tally();
  const rows: VerdictRow[] = [];
  const failing: Failing[] = [];
  const latencies: Real[] = [];
  let suspects = 0;
  for (const task of tasks) {
    const entry = entries.get(task.id);
    if (entry === undefined) {
      rows.push({ ...rowHead(category, task), status: 'not_run', reason: 'no_result' });
      continue;
    }
    const { result } = entry;
    const { mode, underscore_to_dot } = decision;
    const verdict = grade(task, { result, mode, underscoreToDot: underscore_to_dot });
    const infrastructure_suspect = isHarnessError(result);
    const graded = { mode, underscore_to_dot, infrastructure_suspect };
    tally.add(task, verdict.valid);
    for (const latency of latenciesOf(entry.latency)) latencies.push(latency);
    if (infrastructure_suspect) suspects++;
    if (verdict.valid) rows.push({ ...rowHead(category, task), status: 'pass', ...graded });
    else {
      const error_type = verdict.errorType ?? '';
      rows.push({ ...rowHead(category, task), status: 'fail', error_type, ...graded });
      failing.push({ task, result, verdict });
    }
  }
  return { header: tally.header(), failing, rows, ...tally.all, suspects, latencies };
}

/** The first fields of a task's row. */
export function rowHead(category: Category, { id, cluster }: Task) {
  return { id, category: category.name, family: category.family, cluster };
}

function isHarnessError(result: Value): boolean {
  return typeof result === 'string' && result.startsWith('Error during inference:');
}

type Count = { n: number; valid: number };

/** Counts passes, as a whole and by the format variant that an id names. */
class Tally {
  readonly all: Count = { n: 0, valid: 0 };
  /** In the order of their first entries. */
  readonly #byVariant = new Map<string, Count>();

  add(task: Task, isValid: boolean): void {
    count(this.all, isValid);
    const variant = variantOf(task.id);
    if (variant === undefined) return;
    const counted = this.#byVariant.get(variant) ?? { n: 0, valid: 0 };
    this.#byVariant.set(variant, counted);
    count(counted, isValid);
  }

  header(): Dict {
    const variants = Array.from(this.#byVariant, ([name, counted]) => [name, summary(counted)] as const);
    if (variants.length === 0) return summary(this.all);
    const accuracies = Array.from(this.#byVariant.values(), accuracy);
    return new Map<Value, Value>([...summary(this.all), ...spread(accuracies), ...variants]);
  }
}

function count(counted: Count, isValid: boolean): void {
  counted.n++;
  if (isValid) counted.valid++;
}

function accuracy({ n, valid }: Count): number {
  return valid / n;
}

function summary(counted: Count): Dict {
  return new Map<Value, Value>([
    ['accuracy', accuracy(counted)],
    ['correct_count', BigInt(counted.valid)],
    ['total_count', BigInt(counted.n)],
  ]);
}

/** How accuracies differ between variants, in percentage points. @see bfcl-eval `format_sensitivity_runner` */
function spread(accuracies: readonly number[]): [string, number][] {
  const isOne = accuracies.length === 1;
  const delta = (Math.max(...accuracies) - Math.min(...accuracies)) * 100;
  return [
    ['accuracy_max_delta', isOne ? 0 : roundDigits(delta, 2)],
    ['accuracy_variance', isOne ? 0 : roundDigits(variance(accuracies) * 10_000, 2)],
    ['accuracy_std', isOne ? 0 : roundDigits(standardDeviation(accuracies) * 100, 2)],
  ];
}

const variantNames: ReadonlySet<string> = new Set(formatVariants.map(({ name }) => name));

/** The format variant in `<id>:<variant>:<original id>`. */
function variantOf(taskId: string): string | undefined {
  const parts = taskId.split(':');
  const variant = parts[1];
  return parts.length === 3 && variant !== undefined && variantNames.has(variant) ? variant : undefined;
}
