import type { ComparedRun, ComparisonRecord } from '../../../datasets/index.ts';
import { percent } from '../../gate/wording.ts';
import { plotTable, textBlock, type Block, type Section } from '../../page/document.ts';
import { plainNumber } from '../../page/wording.ts';

type Measure = {
  readonly name: string;
  readonly along: string;
  readonly of: (run: ComparedRun) => number | null;
};

const cost: Measure = { name: 'cost', along: 'Cost of all graded tasks, USD', of: (run) => run.cost };
const tokens: Measure = {
  name: 'output tokens',
  along: 'Output tokens of a task, mean',
  of: (run) => run.output_tokens?.mean ?? null,
};
const latency: Measure = {
  name: 'latency',
  along: 'Latency of a task, mean, seconds',
  of: (run) => run.latency?.mean ?? null,
};

/** What the score costs, in money (tokens where there is no price) and in time. */
export function tradeOffs({ runs }: ComparisonRecord): Section {
  const price = runs.some((run) => cost.of(run) !== null) ? cost : tokens;
  const blocks = [price, latency].flatMap((measure) => measureBlocks(measure, runs));
  return { id: 'trade-offs', title: 'Score against cost and latency', blocks };
}

function measureBlocks({ name, along, of }: Measure, runs: readonly ComparedRun[]): Block[] {
  const measured = runs.flatMap((run) => {
    const at = of(run);
    return at === null ? [] : [{ run, at }];
  });
  const missing = runs.filter((run) => of(run) === null).map((run) => run.name);
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  const [first, second] = measured;
  if (first === undefined) return [textBlock(`${capital}: not measured in any run.`)];
  if (second === undefined) {
    const told = `${first.run.name} only (${along.charAt(0).toLowerCase()}${along.slice(1)}: ${plainNumber(first.at)})`;
    return [textBlock(`${capital}: measured in ${told}, which makes no plot.`)];
  }
  const told = textBlock(`${capital}: not measured in ${missing.join(', ')}.`);
  const caption = `Overall score against ${name}`;
  return [
    {
      kind: 'plot',
      caption,
      description: measured
        .map(({ run, at }) => `${run.name}: ${percent(run.overall.rate)} at ${plainNumber(at)}.`)
        .join(' '),
      plot: {
        kind: 'scatter',
        unit: '%',
        along,
        series: measured.map(({ run: { name: model, overall }, at }) => ({
          name: model,
          point: { at, value: overall.rate * 100, low: overall.low * 100, high: overall.high * 100 },
        })),
      },
    },
    plotTable(
      caption,
      ['Run', along, 'Overall'],
      measured.map(({ run, at }) => [run.name, plainNumber(at), percent(run.overall.rate)]),
    ),
    ...(missing.length === 0 ? [] : [told]),
  ];
}
