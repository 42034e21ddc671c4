import type { CheckpointScore, Io, RoundDecision, YieldTable } from '../../datasets/index.ts';
import { textTable } from '../../reports/index.ts';

/** Pass rates of checkpoints on one suite, a row each. @param tasksName what its tasks and clusters are called */
export function scoreTable(
  scores: readonly CheckpointScore[],
  tasksName: string,
  clustersName: string,
  io: Io,
): string {
  const names = Object.keys(scores[0]?.categories ?? {});
  const percent = (rate: number | undefined) => (rate === undefined ? '' : `${(100 * rate).toFixed(1)}%`);
  const rows = scores.map(({ checkpoint, overall, categories }) => [
    checkpoint,
    percent(overall.rate),
    `${percent(overall.low)} to ${percent(overall.high)}`,
    ...names.map((name) => percent(categories[name]?.rate)),
  ]);
  const tasks = scores[0]?.overall;
  return `${textTable(['Checkpoint', 'Passed', 'Interval', ...names.map((name) => name.replaceAll('_', ' '))], rows, { stdout: io.stderr, environment: io.environment })}n = ${tasks?.n ?? 0} ${tasksName} of ${tasks?.clusters ?? 0} ${clustersName}\n`;
}

/** What the gate decided, in a line. */
export function decisionText({ candidate, base, decision, difference, low, high }: RoundDecision): string {
  const points = (share: number) => (100 * share).toFixed(2);
  return `${candidate}: ${decision}, ${points(difference)} points (${points(low)} to ${points(high)}) against ${base}\n`;
}

/** What the trajectories of a run were audited against, by what their yields say. @param yields by what they are the yield of */
export function auditText(yields: Readonly<Record<string, YieldTable>>): string {
  const names = Object.keys(yields);
  const without = names.filter((name) => yields[name]?.audit === null);
  if (without.length === names.length)
    return 'Nothing was audited against BFCL, as its data was not there: `inftool data pull` brings it.';
  const suites = [...new Set(Object.values(yields).flatMap(({ audit }) => audit ?? []))].join(', ');
  if (without.length === 0) return `Every trajectory was audited against ${suites}.`;
  return `Trajectories were audited against ${suites}, but for those of ${without.join(', ')}: BFCL's data was not there yet.`;
}
