import type { ContaminationRecord, Leak } from '../contamination-record.ts';
import { excerpt } from './excerpt.ts';

/** A report for people: what was read, what was found with examples, what cannot be found. */
export function auditText(record: ContaminationRecord): string {
  return [
    headText(record),
    table(
      ['kind', 'looked at', 'hits', 'rows', 'entries'],
      record.kinds.map((kind) => [kind.kind, kind.looked_at, kind.hits, kind.rows, kind.entries]),
    ),
    ...record.kinds.flatMap(({ examples }) => examples.map(exampleText)),
    blindText(record),
    verdictText(record),
  ].join('\n');
}

function headText({ file, read, suite, inftool, thresholds, skipped }: ContaminationRecord): string {
  return [
    `file        ${excerpt(file.path)} (${file.bytes} bytes, sha256 ${file.sha256})`,
    `against     ${suite.id} ${suite.version} (${suite.entries} entries, digest ${suite.digest})`,
    `inftool     ${inftool}`,
    `read        ${read.rows} rows: ${read.tools} tools, ${read.calls} calls, ${read.texts} texts, ${read.values} values`,
    ...(skipped.length === 0 ? ['skipped     nothing'] : []),
    ...skipped.map(
      ({ reason, count, first_row }) => `skipped     ${count} ${reason} (first: row ${first_row})`,
    ),
    `thresholds  ${Object.entries(thresholds)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
    '',
  ].join('\n');
}

function exampleText({ row, kind, how, score, found, benchmark, entries, entry_count }: Leak): string {
  const more = entry_count > entries.length ? ` and ${entry_count - entries.length} more` : '';
  return [
    `row ${row}, ${kind} (${how}, ${score}): ${found}`,
    `    is in ${entries.join(', ')}${more}: ${benchmark}`,
    '',
  ].join('\n');
}

function blindText({ blind_spots, blind_to_all, suite }: ContaminationRecord): string {
  const rows = blind_spots.map((spot) => [
    spot.kind,
    `${spot.blind_items} of ${spot.items}`,
    `${spot.blind_entries} of ${spot.entries}`,
    spot.what,
  ]);
  return `Blind spots: what could not be found though it were copied word for word\n${table(['kind', 'items', 'entries', 'items are'], rows)}By no kind: ${blind_to_all} of ${suite.entries} entries\n`;
}

function verdictText({ rows_with_hits, read }: ContaminationRecord): string {
  if (rows_with_hits === 0) return `Nothing found in ${read.rows} rows.\n`;
  return `${rows_with_hits} of ${read.rows} rows have something that the benchmark has, too. A hit is evidence, no verdict: look at both sides (--hits).\n`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
