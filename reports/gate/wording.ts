import type { Estimate, GateRecord } from '../../datasets/index.ts';
import { oneLine } from '../escape.ts';

/** A share of 1 as a percentage. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

/** A difference of shares in percentage points. */
export function points(share: number | null): string {
  if (share === null) return 'unbounded';
  const text = Math.abs(share * 100).toFixed(2);
  return text === '0.00' ? text : `${share < 0 ? '−' : '+'}${text}`;
}

/** Which way a difference points, where it is one: by its interval, and among several by the p-value that holds for all of them. */
export function arrow({ difference, low, high, level, p_holm: adjusted }: Estimate): '▲' | '▼' | '·' {
  const leavesOutZero = (low !== null && low > 0) || (high !== null && high < 0);
  if (!leavesOutZero || (adjusted !== null && adjusted > 1 - level + ROUNDING)) return '·';
  return difference > 0 ? '▲' : '▼';
}

const ROUNDING = 1e-9;

export function pText(p: number | null): string {
  if (p === null) return '';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

export const estimateHead = [
  '',
  'base',
  'candidate',
  'difference',
  'interval',
  'p',
  'p (Holm)',
  'finds',
  'n',
  'clusters',
  'differ',
];

/** A row of a table of differences, in percentage points. */
export function estimateRow(estimate: Estimate): string[] {
  const { name, base, candidate, difference, low, high, p, p_holm: adjusted } = estimate;
  const { minimum_detectable: finds, tasks, clusters, discordant } = estimate;
  return [
    `${arrow(estimate)} ${oneLine(name)}`,
    percent(base),
    percent(candidate),
    points(difference),
    `${points(low)} to ${points(high)}`,
    pText(p),
    pText(adjusted),
    points(finds),
    String(tasks),
    String(clusters),
    String(discordant),
  ];
}

/** How a gate's numbers came about, a line each. */
export function provenance(record: GateRecord): string[] {
  const { policy, alpha, primary, left_out: left, base, candidate } = record;
  const { lineage, round, rounds, spent } = alpha;
  const repeats = [base, candidate].map((side) => side.repeats);
  return [
    `${record.primary_label}; n = ${primary.tasks} tasks in ${primary.clusters} clusters${repeats.every((count) => count === 1) ? '' : `, means over ${repeats.join(' and ')} repeats`}; left out: ${left.not_run} not graded in both, ${left.infrastructure} lost to infrastructure; ${record.infrastructure_suspects} with error texts of inference`,
    lineage === null || round === null || rounds === null || spent === null
      ? `alpha ${alpha.used}, all of it for this decision: without --ledger nothing is known of other looks`
      : `alpha ${alpha.used.toPrecision(3)} for decision ${round} of ${rounds} in lineage ${oneLine(lineage)}, ${spent.toPrecision(3)} of ${policy.alpha} spent`,
    `PROMOTE above ${points(policy.superiority)}, REJECT below ${points(-policy.non_inferiority)} points; intervals ${percent(primary.level)} by ${policy.resamples} sign flips of whole clusters, seed ${policy.seed}; "finds": smallest true gain found with 80 % power`,
    `${record.suite}, grader ${record.grader}, ${record.fidelity}; base asked in mode ${base.mode}, candidate in mode ${candidate.mode}; InfTool ${record.inftool}; policy ${policy.digest.slice(0, 12)}`,
  ];
}
