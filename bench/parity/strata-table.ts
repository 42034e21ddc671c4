import type { Io } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { namedCell } from './named-counts.ts';
import type { StratumCount } from './tally.ts';

const counted = ['cases', 'valid', 'invalid', 'different'] as const;

/** Agreement by stratum, and in all. */
export function strataTable(strata: readonly StratumCount[], io: Io): string {
  const rows = strata.map((row) => [
    row.stratum,
    ...counted.map((field) => String(row[field])),
    namedCell(row.named),
  ]);
  const totals = counted.map((field) => strata.reduce((total, row) => total + row[field], 0));
  const named = strata.flatMap((row) => Object.values(row.named)).reduce((total, count) => total + count, 0);
  rows.push(['all', ...totals.map(String), String(named)]);
  return textTable(['category', ...counted, 'named'], rows, io);
}
