import type { ComparisonRecord } from '../../../datasets/index.ts';
import { percent } from '../../gate/wording.ts';
import { plotTable, type Section } from '../../page/document.ts';
import { percentText } from './headline.ts';

/** The overall score along a training, checkpoint by checkpoint. */
export function rounds({ runs, level }: ComparisonRecord): Section {
  const [first, last] = [runs[0], runs.at(-1)];
  const caption = `Overall score over the runs in order, with ${percentText(level)} intervals`;
  const points = runs.map(({ overall: { rate, low, high } }, at) => ({
    at,
    value: rate * 100,
    low: low * 100,
    high: high * 100,
  }));
  return {
    id: 'rounds',
    title: 'Rounds over time',
    blocks: [
      {
        kind: 'plot',
        caption,
        description: `From ${percent(first?.overall.rate ?? 0)} for ${first?.name ?? ''} to ${percent(last?.overall.rate ?? 0)} for ${last?.name ?? ''}, over ${runs.length} runs.`,
        plot: {
          kind: 'lines',
          unit: '%',
          labels: runs.map(({ name }) => name),
          series: [{ name: 'overall', points }],
          isPanel: false,
        },
      },
      plotTable(
        caption,
        ['Run', 'Overall', 'Low', 'High', 'n'],
        runs.map(({ name, overall: { rate, low, high, n } }) => [name, ...[rate, low, high].map(percent), n]),
      ),
    ],
  };
}
