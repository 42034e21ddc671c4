import type { Audit, CategoryAudit, Io } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';
import { percent } from './leaderboard.ts';

const head = [
  'Category',
  'official',
  'audited',
  'without suspects',
  'suspects',
  'infrastructure',
  'broken calls',
];

/** What `evaluate --fidelity audited` prints of one model, labelled as what it is. */
export function auditText(audit: Audit, io: Io): string {
  const { official, audited, without_suspects } = audit.overall;
  const rows = Object.entries(audit.categories).map(([name, record]) => categoryRow(name, record));
  rows.push([
    'Overall (missing = 0)',
    percent(official),
    percent(audited),
    percent(without_suspects),
    '',
    '',
    '',
  ]);
  const list = audit.suspects === null ? 'none for this suite' : `version ${audit.suspects}`;
  return [
    `\n${audit.model}, AUDITED: not comparable with official scores\n`,
    textTable(head, rows, io),
    `suspect entries: ${list}. infrastructure: error texts of inference, in no audited score. broken calls: pass officially as abstentions.\n`,
  ].join('');
}

function categoryRow(name: string, record: CategoryAudit): string[] {
  const share = ({ n, valid, accuracy }: CategoryAudit['official']) =>
    accuracy === null ? 'N/A' : `${percent(accuracy)} (${valid}/${n})`;
  return [
    name,
    share(record.official),
    share(record.audited),
    share(record.without_suspects),
    String(record.suspects.length),
    String(record.infrastructure),
    String(record.broken_calls),
  ];
}
