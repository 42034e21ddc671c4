import type { GateRecord } from '../../datasets/index.ts';
import { oneLine } from '../escape.ts';
import { textTable } from '../text-table.ts';
import { estimateHead, estimateRow, pText, provenance } from './wording.ts';

/** A gate's decision for a terminal: the verdict first, then why, then all estimates. */
export function gateText(record: GateRecord, target: Parameters<typeof textTable>[2]): string {
  const { verdict, reasons, resolve, base, candidate } = record;
  const lines = [
    `${verdict}: ${oneLine(candidate.name)} against ${oneLine(base.name)}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...resolve.map((remedy) => `  to settle it: ${remedy}`),
  ];
  const { primary, families, categories, guards, flips } = record;
  const table = (rows: readonly (readonly string[])[]) => textTable(estimateHead, rows, target);
  const blocks = [
    lines.map((line) => `${line}\n`).join(''),
    table([primary, ...families].map(estimateRow)),
    `Single categories, advisory: none of them decides.\n${table(categories.map(estimateRow))}`,
    guardTable(guards, target),
    flips === null
      ? ''
      : `${flips.only_base} tasks only the base passes, ${flips.only_candidate} only the candidate: exact McNemar p = ${pText(flips.mcnemar_p)}, as if tasks were independent\n`,
    provenance(record)
      .map((line) => `${line}\n`)
      .join(''),
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function guardTable(guards: GateRecord['guards'], target: Parameters<typeof textTable>[2]): string {
  if (guards.length === 0) return '';
  const rows = guards.map((guard) => [
    guard.name,
    guard.base.toPrecision(3),
    guard.candidate.toPrecision(3),
    guard.margin.toPrecision(2),
    pText(guard.p_holm),
    guard.status,
    String(guard.tasks),
    guard.description,
  ]);
  const head = ['guard', 'base', 'candidate', 'may grow by', 'p worse (Holm)', 'status', 'n', 'what it is'];
  return textTable(head, rows, target);
}
