import type { ComparedRun, ComparisonRecord, Estimate } from '../../../datasets/index.ts';
import { arrow, percent, points } from '../../gate/wording.ts';
import { tableBlock, textBlock, type Block, type PlotBlock, type Section } from '../../page/document.ts';
import { percentText } from './headline.ts';

/** Every run's scores, and how it was run. */
export function overview(record: ComparisonRecord): Section {
  return {
    id: 'overview',
    title: 'Overview',
    blocks: [scores(record), scorePlot(record), circumstances(record), legend, ...repeatTable(record)],
  };
}

const legend = textBlock(
  'Infrastructure: tasks that failed for reasons of infrastructure, in no score. Suspects: error texts of inference, graded as the official does. Latency and tokens are means of one task, over graded tasks; p95: 95 of 100 tasks took no longer. The official score counts a category that was not run as 0; – stands for what was not measured.',
);

function scores({ runs, differences, level }: ComparisonRecord): Block {
  const interval = `${percentText(level)} interval`;
  const rows = runs.map(({ name, overall }, place) => {
    const estimate = differences.find(({ candidate }) => candidate === place)?.overall;
    return [
      name,
      percent(overall.rate),
      `${percent(overall.low)} to ${percent(overall.high)}`,
      overall.n,
      overall.clusters,
      ...differenceCells(estimate),
    ];
  });
  return tableBlock(
    'Overall scores, and differences from the first run in percentage points (▲ better, ▼ worse, · undecided)',
    ['Run', 'Overall', interval, 'n', 'Clusters', 'Difference', `${interval} of it`, 'p'],
    rows,
  );
}

function differenceCells(estimate: Estimate | undefined): string[] {
  if (estimate === undefined) return ['–', '–', '–'];
  const { difference, low, high, p } = estimate;
  return [
    `${arrow(estimate)} ${points(difference)}`,
    `${points(low)} to ${points(high)}`,
    p < 0.0001 ? '<0.0001' : p.toFixed(4),
  ];
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
