import type { CheckpointScore, LoopRecord, Rate } from '../../../datasets/index.ts';
import { comparedSuites, type Compared } from '../compared.ts';
import {
  plotted,
  tableBlock,
  textBlock,
  type Block,
  type PlotPoint,
  type Section,
} from '../../page/document.ts';
import { counts, keysOf, own, percent, points, range } from '../../page/wording.ts';

/** Every checkpoint's pass rate on every suite. */
export function passRates(record: LoopRecord): Section {
  const suites = comparedSuites(record);
  const checkpoints = [...new Set(record.scores.map(({ checkpoint }) => checkpoint))];
  const shown = plotted(checkpoints);
  const series = suites.map(({ suite, scores }) => ({
    name: suite,
    points: shown.flatMap((checkpoint, at) => {
      const score = scores.find((one) => one.checkpoint === checkpoint);
      return score === undefined ? [] : [pointOf(score.overall, at)];
    }),
  }));
  const head = ['Checkpoint', 'Suite', 'Passed', '95% interval', 'n', 'Clusters', 'Without verdict'];
  const rows = record.scores.map((score) => [
    score.checkpoint,
    score.suite,
    percent(score.overall.rate),
    range(score.overall),
    score.overall.n,
    score.overall.clusters,
    counts(score.skipped),
  ]);
  const blocks: Block[] = [tableBlock('Pass rate of every checkpoint', head, rows)];
  if (rows.length > 0) {
    blocks.unshift({
      kind: 'plot',
      caption: 'Pass rate over checkpoints, with 95% intervals',
      description: suites.map(spoken).join(' '),
      plot: { kind: 'lines', unit: '%', labels: shown, series, isPanel: false },
    });
  }
  return { id: 'pass-rates', title: 'Pass rate over checkpoints', blocks };
}

function spoken({ suite, before, after }: Compared): string {
  return `${suite}: ${percent(before.overall.rate)} for ${before.checkpoint}, ${percent(after.overall.rate)} for ${after.checkpoint}.`;
}

function pointOf({ rate, low, high }: Rate, at: number): PlotPoint {
  return { at, value: rate * 100, low: low * 100, high: high * 100 };
}

/** First checkpoint against the champion, category by category. */
export function byCategory(record: LoopRecord): Section {
  const blocks = comparedSuites(record).flatMap(categoryBlocks);
  return {
    id: 'categories',
    title: 'Pass rate by category',
    blocks: blocks.length === 0 ? [textBlock('No checkpoint has been scored yet.')] : blocks,
  };
}

function categoryBlocks({ suite, before, after }: Compared): Block[] {
  const categories = keysOf([before.categories, after.categories]);
  const shown = plotted(categories);
  const isOne = before === after;
  const scores = isOne ? [before] : [before, after];
  const caption = isOne
    ? `${suite}: ${before.checkpoint}`
    : `${suite}: ${before.checkpoint} and ${after.checkpoint}`;
  const beyond = shown.length < categories.length ? `, the first ${shown.length} categories` : '';
  return [
    {
      kind: 'plot',
      caption: `${caption}, 95% intervals${beyond}`,
      description: `Pass rate in ${shown.length} categories; the table below has the numbers.`,
      plot: {
        kind: 'intervals',
        unit: '%',
        rows: shown,
        series: scores.map((one) => seriesOf(one, shown)),
        marks: [],
      },
    },
    tableBlock(
      `${caption}: pass rate [95% interval]${isOne ? '' : ', and the difference in percentage points'}`,
      [
        'Category',
        'n',
        'Clusters',
        ...scores.map(({ checkpoint }) => checkpoint),
        ...(isOne ? [] : ['Difference']),
      ],
      categories.map((category) => categoryRow(category, scores)),
    ),
  ];
}

function seriesOf({ checkpoint, categories }: CheckpointScore, shown: readonly string[]) {
  const points = shown.flatMap((category, at) => {
    const rate = own(categories, category);
    return rate === undefined ? [] : [pointOf(rate, at)];
  });
  return { name: checkpoint, points };
}

function categoryRow(category: string, scores: readonly CheckpointScore[]): (string | number)[] {
  const rates = scores.map(({ categories }) => own(categories, category));
  const [before, after] = rates;
  const told = rates.map((rate) => (rate === undefined ? 'not run' : `${percent(rate.rate)} ${range(rate)}`));
  const difference = before && after ? points(after.rate - before.rate) : '–';
  const size = before ?? after;
  return [
    category,
    size?.n ?? '–',
    size?.clusters ?? '–',
    ...told,
    ...(scores.length > 1 ? [difference] : []),
  ];
}
