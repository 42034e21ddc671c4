import type { ComparisonRecord, Difference, Estimate } from '../../../datasets/index.ts';
import { arrow, estimateHead, estimateRow, points } from '../../gate/wording.ts';
import {
  plotTable,
  plotted,
  textBlock,
  type Block,
  type PlotPoint,
  type Section,
  type SharedScale,
} from '../../page/document.ts';
import { counts } from '../../page/wording.ts';
import { percentText } from './headline.ts';

const method =
  'Candidate less base on the tasks graded in both, in percentage points. A row marked ▲ or ▼ differs from 0: by its interval, and by the p-value that holds for all families, or all categories, together (Holm). The numbers beside each plot tell what gain a row could have found with 80 % power. The plots have one scale.';

/** A forest plot for every run after the first. */
export function differences(record: ComparisonRecord): Section {
  const scale = scaleOf(record.differences.flatMap((one) => plotted(rowsOf(one))));
  return {
    id: 'differences',
    title: 'Differences by family and category',
    blocks: [textBlock(method), ...record.differences.flatMap((one) => differenceBlocks(one, record, scale))],
  };
}

type Row = { readonly label: string; readonly estimate: Estimate };

function rowsOf({ overall, families, categories }: Difference): Row[] {
  return [
    { label: 'Overall', estimate: overall },
    ...families.map((estimate) => ({ label: `Family ${estimate.name}`, estimate })),
    ...categories.map((estimate) => ({ label: estimate.name, estimate })),
  ];
}

function rowLabel({ label, estimate }: Row): string {
  return `${arrow(estimate)} ${label}`;
}

/** Of all plots: bars of different candidates are compared by eye. */
function scaleOf(rows: readonly Row[]): SharedScale {
  const points = rows.map(({ estimate }, at) => pointOf(estimate, at));
  return {
    low: Math.min(0, ...points.map(({ low }) => low)),
    high: Math.max(0, ...points.map(({ high }) => high)),
    rows: [...new Set(rows.map(rowLabel))],
  };
}

function differenceBlocks(
  difference: Difference,
  { runs, level }: ComparisonRecord,
  scale: SharedScale,
): Block[] {
  const { base, candidate, flips } = difference;
  const caption = `${runs[candidate]?.name ?? ''} less ${runs[base]?.name ?? ''}, ${percentText(level)} intervals`;
  const rows = rowsOf(difference);
  const shown = plotted(rows);
  const more = shown.length < rows.length ? `, the first ${shown.length} of ${rows.length} rows` : '';
  const blocks: Block[] = [
    {
      kind: 'plot',
      caption: `${caption}${more}`,
      description: spoken(difference),
      plot: {
        kind: 'intervals',
        unit: 'points',
        rows: shown.map(rowLabel),
        series: [{ name: 'difference', points: shown.map(({ estimate }, at) => pointOf(estimate, at)) }],
        marks: [{ name: 'no difference', value: 0 }],
        scale,
      },
    },
    plotTable(
      caption,
      named(estimateHead),
      rows.map(({ label, estimate }) => estimateRow({ ...estimate, name: label })),
    ),
  ];
  if (flips !== null) blocks.push(textBlock(flipText(flips)));
  return blocks;
}

function named(head: readonly string[]): string[] {
  return head.map((name) =>
    name === '' ? 'Family or category' : name.charAt(0).toUpperCase() + name.slice(1),
  );
}

function flipText({
  only_base: base,
  only_candidate: candidate,
  mcnemar_p: p,
}: NonNullable<Difference['flips']>) {
  return `${candidate} tasks are passed by the candidate only, ${base} by the base only (McNemar p ${p < 0.0001 ? '<0.0001' : p.toFixed(4)}, which takes tasks for independent) in the categories of Overall.`;
}

/** Without bounds a point has no whiskers; the table says so. */
function pointOf({ difference, low, high }: Estimate, at: number): PlotPoint {
  return { at, value: difference * 100, low: (low ?? difference) * 100, high: (high ?? difference) * 100 };
}

function spoken({ overall, families, categories }: Difference): string {
  const { difference, low, high, tasks } = overall;
  const directions: Record<string, number> = {};
  for (const estimate of [...families, ...categories]) {
    const direction = { '▲': 'better', '▼': 'worse', '·': 'undecided' }[arrow(estimate)];
    directions[direction] = (directions[direction] ?? 0) + 1;
  }
  return `Overall ${points(difference)} points, from ${points(low)} to ${points(high)}, on ${tasks} tasks. Of ${families.length} families and ${categories.length} categories: ${counts(directions)}.`;
}
