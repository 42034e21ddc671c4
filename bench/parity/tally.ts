import type { Comparison } from './compare.ts';

/** Counts of one category, or of one output format of format sensitivity. */
export type StratumCount = {
  readonly stratum: string;
  cases: number;
  valid: number;
  invalid: number;
  /** Without an official verdict, by name. */
  readonly named: Record<string, number>;
  different: number;
};

export type Difference<Case> = {
  readonly case: Case;
  readonly comparison: Extract<Comparison, { kind: 'different' }>;
};

const differencesKept = 3;

/** Agreement by stratum, and the first differences of each. */
export class Tally<Case extends { readonly stratum: string }> {
  readonly #strata = new Map<string, StratumCount>();
  readonly differences: Difference<Case>[] = [];

  count(counted: Case, comparison: Comparison): void {
    const row = this.#row(counted.stratum);
    row.cases += 1;
    if (comparison.kind === 'named') {
      row.named[comparison.name] = (row.named[comparison.name] ?? 0) + 1;
    } else if (comparison.kind === 'same') {
      row[comparison.valid ? 'valid' : 'invalid'] += 1;
    } else {
      row.different += 1;
      if (row.different <= differencesKept) this.differences.push({ case: counted, comparison });
    }
  }

  #row(stratum: string): StratumCount {
    const known = this.#strata.get(stratum);
    if (known !== undefined) return known;
    const row = { stratum, cases: 0, valid: 0, invalid: 0, named: {}, different: 0 };
    this.#strata.set(stratum, row);
    return row;
  }

  get strata(): readonly StratumCount[] {
    return [...this.#strata.values()];
  }
}
