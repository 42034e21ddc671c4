import type { LoopRecord, TrainingMetric } from '../../../datasets/index.ts';
import { tableBlock, textBlock, type Block, type PlotPoint, type Section } from '../../page/document.ts';
import { keysOf, own, plainNumber } from '../../page/wording.ts';

type Stage = TrainingMetric['stage'];

/** Points that a panel shows; of more, every second, third, … */
const mostPoints = 240;
const mostPanels = 16;

const titles: Readonly<Record<Stage, string>> = { grpo: 'GRPO: reward and its components', sft: 'SFT' };

/** What the optimisers measured over the samples they saw. */
export function training(record: LoopRecord): Section {
  const blocks = (['grpo', 'sft'] as const).flatMap((stage) => {
    const metrics = record.metrics.filter((metric) => metric.stage === stage);
    return metrics.length === 0 ? [] : stageBlocks(stage, metrics);
  });
  return {
    id: 'training',
    title: 'Training',
    blocks: blocks.length === 0 ? [textBlock('Nothing has been trained yet.')] : blocks,
  };
}

function stageBlocks(stage: Stage, metrics: readonly TrainingMetric[]): Block[] {
  const names = inOrder(keysOf(metrics.map(({ values }) => values)));
  const starts = roundStarts(metrics);
  const step = Math.ceil(metrics.length / mostPoints);
  const panels = names.slice(0, mostPanels).map((name): Block => {
    const points = series(name, metrics, starts).filter(
      (point, index) => point === null || index % step === 0,
    );
    return {
      kind: 'plot',
      caption: `${stage.toUpperCase()}: ${name}`,
      description: spoken(name, metrics),
      plot: { kind: 'lines', unit: '', series: [{ name, points }], isPanel: true },
    };
  });
  const thinned = step > 1 ? `, one measurement in ${step} drawn` : '';
  const told = `${titles[stage]}, over training samples, rounds one after the other${thinned}.`;
  return [{ kind: 'plot-note', text: told }, ...panels, startAndEnd(stage, names, metrics)];
}

/** What is optimised first. */
function inOrder(names: readonly string[]): string[] {
  const first = ['reward', 'pass', 'loss'].filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name))];
}

/** Samples seen in all rounds before each round: rounds are shown one after the other. */
function roundStarts(metrics: readonly TrainingMetric[]): ReadonlyMap<number, number> {
  const most = new Map<number, number>();
  for (const { round, samples } of metrics) most.set(round, Math.max(most.get(round) ?? 0, samples));
  let seen = 0;
  return new Map(
    [...most].map(([round, samples]) => {
      seen += samples;
      return [round, seen - samples];
    }),
  );
}

function series(name: string, metrics: readonly TrainingMetric[], starts: ReadonlyMap<number, number>) {
  return metrics.flatMap(({ round, samples, values }, index): (PlotPoint | null)[] => {
    const value = own(values, name);
    if (value === undefined) return [];
    const at = (starts.get(round) ?? 0) + samples;
    const point = { at, value, low: value, high: value };
    const isNewRound = index > 0 && metrics[index - 1]?.round !== round;
    return isNewRound ? [null, point] : [point];
  });
}

function spoken(name: string, metrics: readonly TrainingMetric[]): string {
  const values = metrics.flatMap((metric) => own(metric.values, name) ?? []);
  const [first = 0] = values;
  return `${name}, ${values.length} measurements: ${plainNumber(first)} at first, ${plainNumber(values.at(-1) ?? 0)} at last.`;
}

function startAndEnd(stage: Stage, names: readonly string[], metrics: readonly TrainingMetric[]): Block {
  const rounds = [...new Set(metrics.map(({ round }) => round))];
  const edges = rounds.map((round) => {
    const ofRound = metrics.filter((metric) => metric.round === round);
    return [ofRound[0], ofRound.at(-1)];
  });
  const rows = names.map((name) => [
    name,
    ...edges.map((edge) => edge.map((metric) => shown(metric && own(metric.values, name))).join(' → ')),
  ]);
  const samples = ['samples', ...edges.map((edge) => edge.map((metric) => metric?.samples ?? 0).join(' → '))];
  const head = ['Measured', ...rounds.map((round) => `Round ${round}`)];
  return tableBlock(`${titles[stage]}, at the first and at the last step measured of each round`, head, [
    samples,
    ...rows,
  ]);
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : plainNumber(value);
}
