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
  'Config',
  'Seed',
  'Suite',
  'Grader',
  'Checkpoint',
  'Policy',
  'Passed',
  'By category',
  'Command',
];

/** The ledger as a Markdown table, oldest first, a row for each checkpoint, every number with its n. */
export function renderLedger(entries: readonly LedgerEntry[]): string {
  return markdownTable(head, entries.flatMap(rowsOf), [0, 6, 11]);
}

function rowsOf(entry: LedgerEntry, index: number): (string | number)[][] {
  const { date, campaign, purpose, commit, config, seed, suite, grader, command } = entry;
  return entry.checkpoints.map(({ checkpoint, policy, overall, categories }) => [
    index + 1,
    date,
    campaign,
    purpose,
    commit.slice(0, SHORT),
    config.slice(0, SHORT),
    seed,
    `${suite.id} ${suite.version}`,
    grader.slice(0, SHORT),
    checkpoint,
    policy.slice(0, SHORT),
    share(overall),
    Object.entries(categories)
      .map(([category, score]) => `${category} ${share(score)}`)
      .join(', '),
    command,
  ]);
}

function share({ rate, n }: { readonly rate: number; readonly n: number }): string {
  return `${(rate * 100).toFixed(1)}% (n = ${n})`;
}
