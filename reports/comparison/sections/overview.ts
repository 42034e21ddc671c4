import type { ComparedRun, ComparisonRecord, Estimate } from '../../../datasets/index.ts';
import { arrow, percent, points, pText } from '../../gate/wording.ts';
import { tableBlock, textBlock, type Block, type PlotBlock, type Section } from '../../page/document.ts';
import { isUneven } from '../wording.ts';
import { percentText } from './headline.ts';

/** Every run's scores, and how it was run. */
export function overview(record: ComparisonRecord): Section {
  return {
    id: 'overview',
    title: 'Overview',
    blocks: [
      scores(record),
      scorePlot(record),
      circumstances(record),
      legend,
      ...unevenness(record.runs),
      ...repeatTable(record),
    ],
  };
}

const legend = textBlock(
  'Not run, infrastructure and suspects count every repeat of a task. Infrastructure: what failed for reasons of infrastructure, in no score. Suspects: error texts of inference, graded as the official does. Latency and tokens are means of one task, over all that the run has graded, cost is their sum; p95: 95 of 100 tasks took no longer. The official score counts a category that was not run as 0; – stands for what was not measured.',
);

function unevenness(runs: readonly ComparedRun[]): Block[] {
  const told =
    'The runs have not graded the same number of tasks. Scores and differences are of what they have in common; failures, latency, tokens and cost are of all that each run has graded, and compare only as far as that is the same.';
  return isUneven(runs) ? [textBlock(told)] : [];
}

function scores({ runs, differences, level }: ComparisonRecord): Block {
  const interval = `${percentText(level)} interval`;
  const head = ['Run', 'Overall', interval, 'n', 'Clusters'];
  const rows = runs.map(({ name, overall: { rate, low, high, n, clusters } }) => [
    name,
    percent(rate),
    `${percent(low)} to ${percent(high)}`,
    n,
    clusters,
  ]);
  if (differences.length === 0) return tableBlock('Overall scores', head, rows);
  const cells = runs.map((_, place) =>
    differenceCells(differences.find(({ candidate }) => candidate === place)?.overall),
  );
  return tableBlock(
    'Overall scores, and differences from the first run in percentage points (▲ better, ▼ worse, · undecided)',
    [...head, 'Difference', `${interval} of it`, 'p', 'n in both'],
    rows.map((row, place) => [...row, ...(cells[place] ?? [])]),
  );
}

function differenceCells(estimate: Estimate | undefined): (string | number)[] {
  if (estimate === undefined) return ['–', '–', '–', '–'];
  const { difference, low, high, p, tasks } = estimate;
  return [`${arrow(estimate)} ${points(difference)}`, `${points(low)} to ${points(high)}`, pText(p), tasks];
}

function scorePlot({ runs, level }: ComparisonRecord): PlotBlock {
  return {
    kind: 'plot',
    caption: `Overall score with ${percentText(level)} interval`,
    description: runs
      .map(
        ({ name, overall }) =>
          `${name}: ${percent(overall.rate)}, ${percent(overall.low)} to ${percent(overall.high)}.`,
      )
      .join(' '),
    plot: {
      kind: 'intervals',
      unit: '%',
      rows: runs.map(({ name }) => name),
      series: [
        {
          name: 'overall',
          points: runs.map(({ overall: { rate, low, high } }, at) => ({
            at,
            value: rate * 100,
            low: low * 100,
            high: high * 100,
          })),
        },
      ],
      marks: [],
    },
  };
}

function circumstances({ runs }: ComparisonRecord): Block {
  return tableBlock(
    'How they were run',
    [
      'Run',
      'Mode',
      'Repeats',
      'Not run',
      'Infrastructure',
      'Suspects',
      'Latency, s',
      'p95, s',
      'Tokens in',
      'Tokens out',
      'Cost, $',
      'Official score',
    ],
    runs.map((run) => [
      run.name,
      run.mode,
      run.repeats,
      run.not_run,
      run.infrastructure,
      run.infrastructure_suspects,
      ...measured(run),
      percent(run.official_overall),
    ]),
  );
}

function measured({ latency, input_tokens: input, output_tokens: output, cost }: ComparedRun): string[] {
  return [
    latency?.mean.toFixed(2),
    latency?.p95.toFixed(2),
    input?.mean.toFixed(0),
    output?.mean.toFixed(0),
    cost?.toFixed(2),
  ].map((told) => told ?? '–');
}

function repeatTable({ runs }: ComparisonRecord): Block[] {
  const repeated = runs.filter(({ repeats }) => repeats > 1);
  if (repeated.length === 0) return [];
  const most = Math.max(...repeated.map(({ pass_hat: shares }) => shares.length));
  const places = Array.from({ length: most }, (_, place) => place);
  return [
    tableBlock(
      'Pass^k: share of the tasks passed in each of k repeats drawn',
      ['Run', ...places.map((place) => `k = ${place + 1}`)],
      repeated.map(({ name, pass_hat: shares }) => [
        name,
        ...places.map((place) => {
          const share = shares[place];
          return share === undefined ? '–' : percent(share);
        }),
      ]),
    ),
  ];
}
