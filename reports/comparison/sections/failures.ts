import type { ComparedRun, ComparisonRecord } from '../../../datasets/index.ts';
import { plotTable, plotted, textBlock, type Block, type Section } from '../../page/document.ts';
import { own } from '../../page/wording.ts';

const causes: Readonly<Record<keyof ComparedRun['causes'], string>> = {
  model: 'the model called what the checker refuses',
  parser: 'the output may hold the right call, but does not decode',
  endpoint: 'an error of the endpoint came as output',
  harness: 'the run was cut short',
  suspect_truth: 'the expected answer itself is in doubt',
};

/** Error types with a part of their own: as many as there are colours, but one. */
const mostTypes = 7;
const others = 'others';

const counted =
  'Every repeat of every task that a run has graded counts, in categories too that other runs did not run.';

/** Failed tasks of each run, by where they come from and by error type. */
export function failures({ runs }: ComparisonRecord): Section {
  const [kinds, types] = [totals(runs, 'causes'), totals(runs, 'errors')];
  const head = { id: 'failures', title: 'Failures by cause and type' };
  if (types.size === 0) return { ...head, blocks: [textBlock('Nothing failed.')] };
  const known = Object.keys(causes).filter((cause) => kinds.has(cause));
  const told = known.map((cause) => `${cause}: ${causes[cause as keyof typeof causes]}`).join('; ');
  const ranked = [...types.keys()];
  return {
    ...head,
    blocks: [
      textBlock(`${counted} ${told}.`),
      ...barBlocks('Failures by cause', runs, known, known, (run) => run.causes),
      ...barBlocks('Failures by error type', runs, ranked.slice(0, mostTypes), ranked, (run) => run.errors),
    ],
  };
}

/** Of all runs, the most frequent first. */
function totals(runs: readonly ComparedRun[], field: 'causes' | 'errors'): Map<string, number> {
  const sums = new Map<string, number>();
  for (const run of runs)
    for (const [name, count] of Object.entries(run[field])) sums.set(name, (sums.get(name) ?? 0) + count);
  return new Map([...sums].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1)));
}

type Counts = Readonly<Partial<Record<string, number>>>;

function barBlocks(
  caption: string,
  runs: readonly ComparedRun[],
  drawn: readonly string[],
  all: readonly string[],
  countsOf: (run: ComparedRun) => Counts,
): Block[] {
  const shown = plotted(runs);
  const count = (run: ComparedRun, name: string) => own(countsOf(run) as Record<string, number>, name) ?? 0;
  const rest = all.filter((name) => !drawn.includes(name));
  const restOf = (run: ComparedRun) => rest.reduce((sum, name) => sum + count(run, name), 0);
  const series = drawn.map((name) => ({ name, values: shown.map((run) => count(run, name)) }));
  if (rest.length > 0) series.push({ name: `${others} (${rest.length} types)`, values: shown.map(restOf) });
  return [
    {
      kind: 'plot',
      caption,
      description: shown.map((run) => spoken(run, all, count)).join(' '),
      plot: { kind: 'bars', unit: 'tasks', rows: shown.map(({ name }) => name), isStacked: true, series },
    },
    plotTable(
      caption,
      [caption.replace('Failures by c', 'C').replace('Failures by e', 'E'), ...runs.map(({ name }) => name)],
      all.map((name) => [name, ...runs.map((run) => count(run, name))]),
    ),
  ];
}

function spoken(
  run: ComparedRun,
  names: readonly string[],
  count: (run: ComparedRun, name: string) => number,
): string {
  const ranked = names
    .map((name) => ({ name, failed: count(run, name) }))
    .sort((a, b) => b.failed - a.failed);
  const all = ranked.reduce((sum, { failed }) => sum + failed, 0);
  const [first] = ranked;
  return first === undefined || all === 0
    ? `${run.name}: no failure.`
    : `${run.name}: ${all} failures, most often ${first.name} (${first.failed}).`;
}
