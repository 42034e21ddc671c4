import type { LedgerEntry } from '../../datasets/index.ts';
import { markdownTable } from '../../reports/index.ts';

/** Of a digest, enough to find it again. */
const SHORT = 12;

const head = [
  '#',
  'Date',
  'Campaign',
  'Purpose',
  'Commit',
  'Policy',
  'Config',
  'Seed',
  'Suite',
  'Grader',
  'Overall',
  'By category',
  'Command',
];

/** The ledger as a Markdown table, oldest first, every number with its n. */
export function renderLedger(entries: readonly LedgerEntry[]): string {
  return markdownTable(head, entries.map(rowOf), [0, 7, 10]);
}

function rowOf(entry: LedgerEntry, index: number): (string | number)[] {
  const { date, campaign, purpose, commit, policy, config, seed, suite, grader, overall, command } = entry;
  const scores = Object.entries(entry.categories).map(
    ([category, { rate, n }]) => `${category} ${percent(rate)} (n = ${n})`,
  );
  return [
    index + 1,
    date,
    campaign,
    purpose,
    commit.slice(0, SHORT),
    policy.slice(0, SHORT),
    config.slice(0, SHORT),
    seed,
    `${suite.id} ${suite.version}`,
    grader.slice(0, SHORT),
    percent(overall),
    scores.join(', '),
    command,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
