import type {
  Audit,
  AuditedRow,
  Category,
  CategoryAudit,
  Dict,
  Suite,
  Task,
  Value,
} from '../../datasets/index.ts';
import { isBrokenCall, type Output, type Verdict } from '../../graders/index.ts';
import { isHarnessError } from './harness-error.ts';
import { evaluateFormula, type Formula } from './leaderboard.ts';
import { taskCounts } from './manifest.ts';
import { noUsage } from './usage.ts';

type Count = { n: number; valid: number };

type Tally = {
  readonly official: Count;
  readonly audited: Count;
  readonly withoutSuspects: Count;
  infrastructure: number;
  brokenCalls: number;
  readonly suspects: string[];
};

/** What the audited view makes of the official verdicts on one model. */
export class ModelAudit {
  readonly #tallies = new Map<string, Tally>();
  readonly #lines: string[] = [];

  constructor(private readonly suite: Suite) {}

  /** Adds a graded task. */
  add({ name }: Category, task: Task, output: Output, verdict: Verdict): void {
    const tally = this.#tallies.get(name) ?? emptyTally();
    this.#tallies.set(name, tally);
    const suspect = this.suite.suspects?.of(task.id);
    const official = verdict.valid ? 'pass' : 'fail';
    const row: AuditedRow = { id: task.id, category: name, official, ...judged(task, output, verdict) };
    if (suspect !== undefined) {
      row.suspect = suspect.reason;
      tally.suspects.push(task.id);
    }
    count(tally, row);
    this.#lines.push(`${JSON.stringify(row)}\n`);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  record(head: Pick<Audit, 'inftool' | 'model' | 'grader'>, overall: Formula): Audit {
    const { id, version, digest, suspects } = this.suite;
    const scoreOf = (field: keyof Pick<Tally, 'official' | 'audited' | 'withoutSuspects'>): number => {
      const headers = new Map(Array.from(this.#tallies, ([name, tally]) => [name, header(tally[field])]));
      const scores = { model: head.model, headers, usage: noUsage };
      return evaluateFormula(overall, scores, taskCounts(this.suite)).accuracy;
    };
    return {
      record: 'inftool-audit/1',
      ...head,
      fidelity: 'audited',
      suite: { id, version, digest },
      suspects: suspects?.version ?? null,
      categories: Object.fromEntries(
        Array.from(this.#tallies, ([name, tally]) => [name, categoryAudit(tally)]),
      ),
      overall: {
        official: scoreOf('official'),
        audited: scoreOf('audited'),
        without_suspects: scoreOf('withoutSuspects'),
      },
    };
  }
}

function emptyTally(): Tally {
  const zero = () => ({ n: 0, valid: 0 });
  return {
    official: zero(),
    audited: zero(),
    withoutSuspects: zero(),
    infrastructure: 0,
    brokenCalls: 0,
    suspects: [],
  };
}

function judged(task: Task, output: Output, verdict: Verdict): Pick<AuditedRow, 'status' | 'error_type'> {
  if (isHarnessError(output.result)) return { status: 'infrastructure' };
  if (isBrokenCall(task, output, verdict)) return { status: 'fail', error_type: 'inftool:broken_call' };
  if (verdict.valid) return { status: 'pass' };
  return { status: 'fail', error_type: verdict.errorType ?? '' };
}

function count(tally: Tally, { official, status, error_type, suspect }: AuditedRow): void {
  add(tally.official, official === 'pass');
  if (status === 'infrastructure') {
    tally.infrastructure++;
    return;
  }
  if (error_type === 'inftool:broken_call') tally.brokenCalls++;
  add(tally.audited, status === 'pass');
  if (suspect === undefined) add(tally.withoutSuspects, status === 'pass');
}

function add(counted: Count, isValid: boolean): void {
  counted.n++;
  if (isValid) counted.valid++;
}

function header({ n, valid }: Count): Dict {
  return new Map<Value, Value>([
    ['accuracy', n === 0 ? 0 : valid / n],
    ['total_count', BigInt(n)],
  ]);
}

function categoryAudit(tally: Tally): CategoryAudit {
  const record = ({ n, valid }: Count) => ({ n, valid, accuracy: n === 0 ? null : valid / n });
  return {
    official: record(tally.official),
    audited: record(tally.audited),
    without_suspects: record(tally.withoutSuspects),
    infrastructure: tally.infrastructure,
    broken_calls: tally.brokenCalls,
    suspects: tally.suspects,
  };
}
