import { stringify } from 'csv-stringify/sync';

type Rows = readonly (readonly string[])[];

/** Rows as RFC 4180 has them: quoted where needed, every row ends in a line break. */
export function renderCsv(rows: Rows): string {
  return stringify(rows.map((row) => [...row]));
}

/** Rows as BFCL writes them: joined by commas without quoting, the last row without a line break. */
export function renderPlainCsv(rows: Rows): string {
  return rows.map((row) => row.join(',')).join('\n');
}
