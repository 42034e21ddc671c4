import type { ComparisonRecord, Estimate, Score } from '../../datasets/index.ts';
import { renderCsv } from '../csv.ts';

const head = [
  'run',
  'kind',
  'name',
  'n',
  'clusters',
  'rate',
  'low',
  'high',
  'difference',
  'difference_low',
  'difference_high',
  'p',
  'p_holm',
  'minimum_detectable',
];

/** A line for each run's overall score, families and categories, with its difference from the first run. Shares of 1. */
export function comparisonCsv({ runs, differences }: ComparisonRecord): string {
  const lines = runs.flatMap(({ name: run, overall, families, categories }, place) => {
    const difference = differences.find(({ candidate }) => candidate === place);
    const row = (kind: string, score: Score, estimate: Estimate | undefined) => [
      ...[run, kind, score.name, score.n, score.clusters, score.rate, score.low, score.high],
      ...differenceCells(estimate),
    ];
    const named = (estimates: readonly Estimate[] | undefined, name: string) =>
      estimates?.find((estimate) => estimate.name === name);
    return [
      row('overall', overall, difference?.overall),
      ...families.map((score) => row('family', score, named(difference?.families, score.name))),
      ...categories.map((score) => row('category', score, named(difference?.categories, score.name))),
    ];
  });
  return renderCsv([head, ...lines].map((line) => line.map(String)));
}

function differenceCells(estimate: Estimate | undefined): (string | number)[] {
  if (estimate === undefined) return ['', '', '', '', '', ''];
  const { difference, low, high, p, p_holm: adjusted, minimum_detectable: finds } = estimate;
  return [difference, low ?? '', high ?? '', p, adjusted ?? '', finds];
}
