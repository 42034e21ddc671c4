import type { ComparedRun, ComparisonRecord, Score } from '../../../datasets/index.ts';
import { percent } from '../../gate/wording.ts';
import { plotTable, plotted, tableBlock, textBlock, type Block, type Section } from '../../page/document.ts';
import { percentText } from './headline.ts';

/** Scores of families and categories: of one run as a plot, of several side by side. */
export function scores({ runs, level }: ComparisonRecord): Section {
  const [first, ...others] = runs;
  const blocks = others.length > 0 ? sideBySide(runs, level) : first === undefined ? [] : alone(first, level);
  return { id: 'scores', title: 'Scores by family and category', blocks };
}

type Row = { readonly label: string; readonly score: Score };

function rowsOf({ families, categories }: ComparedRun): Row[] {
  return [
    ...families.map((score) => ({ label: `Family ${score.name}`, score })),
    ...categories.map((score) => ({ label: score.name, score })),
  ];
}

function alone(run: ComparedRun, level: number): Block[] {
  const rows = rowsOf(run);
  const shown = plotted(rows);
  const caption = `Scores of ${run.name}, ${percentText(level)} intervals`;
  const more = shown.length < rows.length ? `, the first ${shown.length} of ${rows.length} rows` : '';
  return [
    {
      kind: 'plot',
      caption: `${caption}${more}`,
      description: shown.map(({ label, score }) => `${label}: ${told(score)}.`).join(' '),
      plot: {
        kind: 'intervals',
        unit: '%',
        rows: shown.map(({ label }) => label),
        series: [
          {
            name: 'score',
            points: shown.map(({ score: { rate, low, high } }, at) => ({
              at,
              value: rate * 100,
              low: low * 100,
              high: high * 100,
            })),
          },
        ],
        marks: [],
      },
    },
    plotTable(
      caption,
      ['Family or category', 'Score', 'Low', 'High', 'n', 'Clusters'],
      rows.map(({ label, score: { rate, low, high, n, clusters } }) => [
        label,
        ...[rate, low, high].map(percent),
        n,
        clusters,
      ]),
    ),
  ];
}

function sideBySide(runs: readonly ComparedRun[], level: number): Block[] {
  const columns = runs.map((run) => new Map(rowsOf(run).map(({ label, score }) => [label, score])));
  const labels = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  const cells = (label: string) =>
    columns.map((column) => {
      const score = column.get(label);
      return score === undefined ? '–' : told(score);
    });
  return [
    textBlock(
      `Scores with ${percentText(level)} intervals and the number of tasks. Whether runs differ is told by the paired differences below, not by whether these intervals overlap.`,
    ),
    tableBlock(
      'Scores of the categories that all runs have',
      ['Family or category', ...runs.map(({ name }) => name)],
      labels.map((label) => [label, ...cells(label)]),
    ),
  ];
}

/** Lines end before the interval only, and before the number of tasks. */
function told({ rate, low, high, n }: Score): string {
  return `${percent(rate)} [${percent(low)},\u00a0${percent(high)}] of\u00a0${n}`;
}
