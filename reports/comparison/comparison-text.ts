import type { ComparedRun, ComparisonRecord, Difference } from '../../datasets/index.ts';
import { oneLine } from '../escape.ts';
import { estimateHead, estimateRow } from '../gate/wording.ts';
import { textTable } from '../text-table.ts';
import { overviewHead, overviewRow, provenanceOf } from './wording.ts';

type Target = Parameters<typeof textTable>[2];

/** A comparison for a terminal: the runs, then every further one against the first. */
export function comparisonText(record: ComparisonRecord, target: Target): string {
  const { runs, differences } = record;
  const blocks = [
    textTable(overviewHead, runs.map(overviewRow), target),
    ...(differences.length === 0 ? [categoryTable(runs, target)] : []),
    ...differences.map((difference) => differenceBlock(difference, runs, target)),
    provenanceOf(record)
      .map((line) => `${line}\n`)
      .join(''),
  ];
  return blocks.join('\n');
}

function differenceBlock(
  { base, candidate, ...told }: Difference,
  runs: readonly ComparedRun[],
  target: Target,
): string {
  const name = (place: number) => oneLine(runs[place]?.name ?? '');
  const families = told.families.map((family) => ({ ...family, name: `family ${family.name}` }));
  const rows = [told.overall, ...families, ...told.categories].map(estimateRow);
  return `${name(candidate)} against ${name(base)}\n${textTable(estimateHead, rows, target)}`;
}

function categoryTable(runs: readonly ComparedRun[], target: Target): string {
  const rows = runs.flatMap(({ families, categories }) =>
    [...families, ...categories].map(({ name, rate, low, high, n, clusters }) => [
      oneLine(name),
      ...[rate, low, high].map((share) => `${(share * 100).toFixed(2)}%`),
      n,
      clusters,
    ]),
  );
  return textTable(['', 'passed', 'from', 'to', 'n', 'clusters'], rows, target);
}
