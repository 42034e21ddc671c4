import {
  formatVariants,
  roundDigits,
  type Category,
  type Dict,
  type FailureRow,
  type Suspects,
  type Task,
  type Value,
} from '../../datasets/index.ts';
import type { ExecutedVerdict, Output, Verdict } from '../../graders/index.ts';
import { answerLine } from './answer-row.ts';
import { attributionOf } from './attribution.ts';
import { isHarnessError } from './harness-error.ts';
import type { ResultEntry } from './read-results.ts';
import { standardDeviation, variance } from './exact-statistics.ts';
import { measuresOf } from './measures.ts';
import type { Decision } from './mode.ts';
import type { Failing } from './score-entry.ts';
import type { Measured } from './usage.ts';
import { RowWriter } from './verdict-rows.ts';

export type CategoryOutcome = {
  /** First line of the score file. */
  readonly header: Dict;
  readonly failing: readonly Failing[];
  /** Lines of `verdicts.jsonl`, one per task of the category. */
  readonly rows: readonly string[];
  /** Lines of `answers/<category>.jsonl`, one per result. */
  readonly answers: readonly string[];
  readonly n: number;
  readonly valid: number;
  /** Tasks without a result. */
  readonly skipped: number;
  /** Of them those that failed for infrastructure reasons. */
  readonly infrastructure: number;
  readonly suspects: number;
  /** What the graded entries tell of their making. */
  readonly measured: readonly Measured[];
};

/** By id. */
type Found = {
  readonly entries: ReadonlyMap<string, ResultEntry>;
  readonly failures: ReadonlyMap<string, FailureRow>;
  /** Entries whose answers are doubted. */
  readonly suspected?: Suspects | undefined;
};

/**
 * Grades the results of one category, in the order of its tasks.
 * @param found at least one result; each with the id of one of `tasks`
 */
export function gradeCategory(
  category: Category,
  tasks: readonly Task[],
  { entries, failures, suspected }: Found,
  decision: Decision,
  grade: (task: Task, output: Output) => Verdict | ExecutedVerdict,
): CategoryOutcome {
  const tally = new Tally();
  const { mode, underscore_to_dot: underscoreToDot } = decision;
  const writer = new RowWriter(category, decision);
  const rows: string[] = [];
  const answers: string[] = [];
  const failing: Failing[] = [];
  const measured: Measured[] = [];
  let [suspects, infrastructure] = [0, 0];
  for (const task of tasks) {
    const entry = entries.get(task.id);
    if (entry === undefined) {
      const fault = failures.get(task.id)?.class;
      if (fault !== undefined) infrastructure++;
      rows.push(writer.without(task, fault));
      continue;
    }
    const { result, logText } = entry;
    const output = { result, mode, underscoreToDot };
    const verdict = grade(task, output);
    const measures = measuresOf(task, entry, output, verdict);
    const isSuspect = isHarnessError(result);
    if (isSuspect) suspects++;
    tally.add(task, verdict.valid);
    answers.push(answerLine(task.id, result, verdict));
    measured.push({ latency: entry.latency, ...entry.tokens });
    if (verdict.valid) rows.push(writer.pass(task, isSuspect, measures));
    else {
      const attribution = attributionOf(task, output, verdict, suspected);
      rows.push(writer.fail(task, { errorType: verdict.errorType ?? '', isSuspect, measures, attribution }));
      failing.push({ task, result, logText, verdict });
    }
  }
  const skipped = tasks.length - tally.all.n;
  const counts = { ...tally.all, skipped, infrastructure, suspects };
  return { header: tally.header(), failing, rows, answers, ...counts, measured };
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
