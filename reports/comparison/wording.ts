import type { ComparedRun, ComparisonRecord } from '../../datasets/index.ts';
import { oneLine } from '../escape.ts';
import { percent } from '../gate/wording.ts';

export const overviewHead = [
  'run',
  'overall',
  'interval',
  'n',
  'mode',
  'repeats',
  'not run',
  'lost',
  'suspects',
  'latency s',
  'p95 s',
  'tokens out',
  'cost $',
];

/** A row of the table of runs. */
export function overviewRow(run: ComparedRun): string[] {
  const { overall, latency, output_tokens: tokens, cost } = run;
  return [
    oneLine(run.name),
    percent(overall.rate),
    `${percent(overall.low)} to ${percent(overall.high)}`,
    String(overall.n),
    run.mode,
    String(run.repeats),
    String(run.not_run),
    String(run.infrastructure),
    String(run.infrastructure_suspects),
    latency === null ? '–' : latency.mean.toFixed(2),
    latency === null ? '–' : latency.p95.toFixed(2),
    tokens === null ? '–' : tokens.mean.toFixed(0),
    cost === null ? '–' : cost.toFixed(2),
  ];
}

/** Whether runs have graded different numbers of tasks: sums and means over all of a run then tell of different tasks. */
export function isUneven(runs: readonly ComparedRun[]): boolean {
  const missing = runs.map((run) => (run.not_run + run.infrastructure) / run.repeats);
  return new Set(missing).size > 1;
}

/** How a comparison's numbers came about, a line each. */
export function provenanceOf(record: ComparisonRecord): string[] {
  const { level, resamples, seed, runs } = record;
  const repeated = runs.filter(({ repeats }) => repeats > 1);
  return [
    `overall: ${record.overall_label}`,
    `intervals ${percent(level)}: of scores by ${resamples} bootstrap resamples of whole clusters (Wilson's where a category's tasks are independent), of differences by ${resamples} sign flips of whole clusters; seed ${seed}; "finds": smallest true gain found with 80 % power; p (Holm) over families and over categories, by which ▲ and ▼ tell a difference`,
    '"lost": failed for infrastructure reasons, in no score; "suspects": error texts of inference, graded as the official does; latency and tokens: means over graded tasks',
    ...repeated.map(
      ({ name, repeats, pass_hat: shares }) =>
        `${oneLine(name)}: scores are means over ${repeats} repeats; passed in each of k repeats drawn: ${shares.map((share, place) => `k = ${place + 1} ${percent(share)}`).join(', ')} of the tasks`,
    ),
    `${record.suite}, grader ${record.grader}, ${record.fidelity}; InfTool ${record.inftool}`,
  ];
}
