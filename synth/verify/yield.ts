import {
  RejectionSchema,
  ScenarioKindSchema,
  type ContaminationAudit,
  type Io,
  type Rejection,
  type Scenario,
  type Verification,
  type YieldTable,
} from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';

type Row = YieldTable['rows'][number];

/** Counts what was played, kept and rejected, by split and kind. */
export class YieldCount {
  readonly #rows = new Map<string, Row>();

  add({ kind, split }: Pick<Scenario, 'kind' | 'split'>, verification: Verification): void {
    const key = `${split}/${kind}`;
    const row = this.#rows.get(key) ?? { kind, split, played: 0, kept: 0, rejected: {} };
    this.#rows.set(key, counted(row, verification));
  }

  /**
   * Rows by split, then in the order of the kinds.
   * @param audit what the verifier was given
   */
  table(seed: number, audit: ContaminationAudit | undefined): YieldTable {
    const kinds: readonly string[] = ScenarioKindSchema.options;
    const rows = [...this.#rows.values()].sort((a, b) =>
      a.split === b.split ? kinds.indexOf(a.kind) - kinds.indexOf(b.kind) : a.split < b.split ? 1 : -1,
    );
    const audited = audit === undefined ? null : `${audit.suite} ${audit.version}`;
    return { record: 'inftool-yield/1', seed, audit: audited, rows };
  }
}

function counted(row: Row, verification: Verification): Row {
  const played = row.played + 1;
  if (verification.kept) return { ...row, played, kept: row.kept + 1 };
  const { reason } = verification;
  return { ...row, played, rejected: { ...row.rejected, [reason]: (row.rejected[reason] ?? 0) + 1 } };
}

/** A yield table to be read: a column for every reason that occurs, and how the numbers came about. */
export function yieldText({ rows, seed, audit }: YieldTable, io: Pick<Io, 'stdout' | 'environment'>): string {
  const reasons = RejectionSchema.options.filter((reason) =>
    rows.some(({ rejected }) => rejected[reason] !== undefined),
  );
  const head = ['Split', 'Kind', 'Played', 'Kept', 'Share', ...reasons.map((reason) => spoken(reason))];
  const cells = (row: Row) => [
    spoken(row.split),
    spoken(row.kind),
    row.played,
    row.kept,
    `${((100 * row.kept) / Math.max(1, row.played)).toFixed(1)}%`,
    ...reasons.map((reason) => row.rejected[reason] ?? 0),
  ];
  const lines = [...rows, total(rows)].map(cells);
  return [
    textTable(head, lines, io),
    `Played with seed ${seed}. Kept: no check found a fault; what was rejected is counted once, at the first check that found one.`,
    audit === null
      ? 'Not audited against BFCL: no data (`inftool data pull` brings it).'
      : `Audited for contamination against ${audit}.`,
    '',
  ].join('\n');
}

function total(rows: readonly Row[]): Row {
  const sum = (countOf: (row: Row) => number) => rows.reduce((count, row) => count + countOf(row), 0);
  const rejected: Partial<Record<Rejection, number>> = {};
  for (const reason of RejectionSchema.options) {
    rejected[reason] = sum((row) => row.rejected[reason] ?? 0);
  }
  return {
    kind: '',
    split: 'all',
    played: sum(({ played }) => played),
    kept: sum(({ kept }) => kept),
    rejected,
  };
}

function spoken(name: string): string {
  return name.replaceAll('_', ' ');
}
