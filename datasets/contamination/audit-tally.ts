import type { ContaminationRecord, KindSummary, Leak, LeakKind } from '../contamination-record.ts';
import type { Found } from './row-audit.ts';
import type { RowContent } from './training-row.ts';

const EXAMPLES = 3;
const kinds: readonly LeakKind[] = ['schema', 'near_schema', 'call', 'state', 'text'];

type Counts = {
  hits: number;
  rows: number;
  readonly entries: Set<number>;
  readonly examples: Leak[];
};

/** Counts over the rows of a file. What it keeps does not grow with the file. */
export class AuditTally {
  readonly #read = { rows: 0, tools: 0, calls: 0, texts: 0, values: 0 };
  readonly #skipped = new Map<string, { count: number; first_row: number }>();
  readonly #kinds = new Map(
    kinds.map((kind) => [
      kind,
      { hits: 0, rows: 0, entries: new Set(), examples: [] } satisfies Counts as Counts,
    ]),
  );
  #rowsWithHits = 0;

  addRow(row: number, { tools, calls, texts, values, broken, tooDeep }: RowContent): void {
    this.#read.rows++;
    this.#read.tools += tools.length;
    this.#read.calls += calls.length;
    this.#read.texts += texts.length;
    this.#read.values += values.size;
    if (tools.length + calls.length + texts.length === 0)
      this.skip('rows without tools, calls and texts of more than a word', row);
    if (broken > 0) this.skip('texts that begin like JSON and are none', row, broken);
    if (tooDeep > 0) this.skip('values nested too deep', row, tooDeep);
  }

  skip(reason: string, row: number, count = 1): void {
    const known = this.#skipped.get(reason) ?? { count: 0, first_row: row };
    known.count += count;
    this.#skipped.set(reason, known);
  }

  addHits(row: number, found: readonly Found[]): void {
    if (found.length > 0) this.#rowsWithHits++;
    const inRow = new Set<LeakKind>();
    for (const { leak, entries } of found) {
      const counts = this.#kinds.get(leak.kind);
      if (counts === undefined) continue;
      counts.hits++;
      if (!inRow.has(leak.kind)) counts.rows++;
      inRow.add(leak.kind);
      for (const entry of entries) counts.entries.add(entry);
      const isNew = counts.examples.every((example) => example.entries[0] !== leak.entries[0]);
      if (isNew && counts.examples.length < EXAMPLES) counts.examples.push({ row, ...leak });
    }
  }

  summary(): Pick<ContaminationRecord, 'read' | 'skipped' | 'kinds' | 'rows_with_hits'> {
    const { tools, calls, rows, texts } = this.#read;
    const lookedAt = { schema: tools, near_schema: tools, call: calls, state: rows, text: texts };
    return {
      read: this.#read,
      skipped: [...this.#skipped].map(([reason, counts]) => ({ reason, ...counts })),
      kinds: kinds.map((kind): KindSummary => {
        const { hits = 0, rows: withHits = 0, entries, examples = [] } = this.#kinds.get(kind) ?? {};
        return {
          kind,
          looked_at: lookedAt[kind],
          hits,
          rows: withHits,
          entries: entries?.size ?? 0,
          examples,
        };
      }),
      rows_with_hits: this.#rowsWithHits,
    };
  }
}
